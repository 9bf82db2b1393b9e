"""Files as one archive, the same bytes for the same files: WinRM sends each file in commands of 8 KB."""

import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from files.folders import as_bytes, as_text

START_OF_ZIP = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can name."""
MODES = {True: 0o755, False: 0o644}
"""By whether a file may be executed."""


@dataclass(frozen=True, kw_only=True)
class Packed:
    """A file to put into an archive."""

    text: str
    program: bool
    """Whether it may be executed."""


def zipped(files: Mapping[str, Packed]) -> str:
    """Return a zip file, for Windows."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in files.items():
            archive.writestr(zipfile.ZipInfo(name, START_OF_ZIP), as_bytes(file.text), zipfile.ZIP_DEFLATED)
    return as_text(data.getvalue())


def tarred(files: Mapping[str, Packed]) -> str:
    """Return a tar file, for Linux: everything in it is root's."""
    data = BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, file in files.items():
            content = as_bytes(file.text)
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.uname, info.gname = len(content), MODES[file.program], "root", "root"
            archive.addfile(info, BytesIO(content))
    return as_text(data.getvalue())

"""Put a slim copy of the installed azurerm package first on the import path.

Importing the whole package registers 1,530 submodules in Python and as many in Node; this app uses four. The
slim copy has the same name and code, and jsii loads it like any package: nothing in jsii is changed.

It is a zip file, named after what it was made from and after the hash of its bytes. So a damaged file is
detected, and a file that another run is reading is never replaced by other bytes.
"""

import hashlib
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.util import MAGIC_NUMBER, find_spec
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

CDK_TERRAIN = "cdktn_provider_azurerm"
"""The package of CDKTF's successor. If it is installed, it is used instead of CDKTF's."""

PACKAGES = (CDK_TERRAIN, "cdktf_cdktf_provider_azurerm")

SUBMODULES = ("provider", "resource_group", "shared_image", "shared_image_gallery")
"""The submodules in the slim copy: those that stacks/azurerm.py imports from."""

FELL_BACK = "importing the whole package"


def put_first(*folders: Path) -> None:
    """Let imports of the package find the slim copy in one of the folders.

    If there is none, it is made in the first folder that can be written. If it cannot be made, a line on
    stderr says why, and imports find the whole package.
    """
    installed = next(filter(None, map(find_spec, PACKAGES)), None)
    if installed is None:
        return  # the import reports what is missing
    try:
        path = _found_or_made(Path(str(installed.origin)).parent, folders)
    except Exception as error:  # the whole package makes the same JSON
        print(
            f"{folders[0]}: cannot write a slim copy of {installed.name}: {type(error).__name__}: {error}; "
            f"{FELL_BACK}, which takes several times as long",
            file=sys.stderr,
        )
        return
    sys.path.insert(0, str(path))
    sys.meta_path.append(_Unlisted(installed.name))


def _found_or_made(package: Path, folders: Sequence[Path]) -> Path:
    """The path of an undamaged slim copy in one of the folders."""
    (tarball,) = package.glob("_jsii/*.jsii.tgz")
    key = _key(tarball)
    for path in chain.from_iterable(folder.glob(f"{key}-*.zip") for folder in folders):
        if path.stem == f"{key}-{_hash(path.read_bytes())}":
            return path

    from stacks.cut import cut  # slow to import, and rarely needed

    folder = next(filter(_writable, folders), folders[0])
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as beside:
        content = cut(package, tarball=tarball, submodules=SUBMODULES)
        new = Path(beside, f"{key}-{_hash(content)}.zip")
        new.write_bytes(content)
        return new.replace(folder / new.name)


def _writable(folder: Path) -> bool:
    """Whether files can be written there, or the folder can be created."""
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(existing, os.W_OK)


def _key(tarball: Path) -> str:
    """The package's version, and a hash of everything that the slim copy depends on."""
    with tarball.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(SUBMODULES).encode() + MAGIC_NUMBER + Path(__file__).with_name("cut.py").read_bytes())
    return f"{tarball.name.removesuffix('.jsii.tgz')}-{digest.hexdigest()[:16]}"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class _Unlisted(MetaPathFinder):
    """Comes last, for a submodule that the slim copy does not have; its error says where to add it."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> None:
        package, _, submodule = fullname.rpartition(".")
        if package == self.package:
            raise ImportError(
                f"{fullname} is not in the slim copy; add {submodule!r} to SUBMODULES in stacks/slim.py"
            )

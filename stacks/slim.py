"""Put a slim cut of the installed azurerm package ahead on the import path.

Importing the whole package registers 1,530 submodules in Python and requires as many in Node; this app uses
four. The cut has the package's name and code, and jsii loads it like any package: nothing of jsii is changed.

The cut is one zip file, named after what it was made from and after the hash of its own bytes. So a damaged
file is noticed, and a file that another run is reading is never replaced by other bytes.
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
"""The package of CDKTF's successor: where it is installed, it is used in place of CDKTF's."""

PACKAGES = (CDK_TERRAIN, "cdktf_cdktf_provider_azurerm")

SUBMODULES = ("provider", "resource_group", "shared_image", "shared_image_gallery")
"""What the cut holds: each submodule that stacks/azurerm.py imports from."""

FELL_BACK = "importing the whole package"


def put_ahead(*places: Path) -> None:
    """Let imports of the package find the cut in one of the folders.

    Where there is none, it is made in the first folder that can be written.
    Where it cannot be made, one line on stderr says why, and imports find the whole package.
    """
    installed = next(filter(None, map(find_spec, PACKAGES)), None)
    if installed is None:
        return  # the imports that follow say what is missing
    try:
        path = _found_or_made(Path(str(installed.origin)).parent, places)
    except Exception as error:  # whatever it is, the whole package makes the same JSON
        print(
            f"{places[0]}: cannot keep a slim cut of {installed.name} here: {type(error).__name__}: {error}; "
            f"{FELL_BACK}, which takes several times as long",
            file=sys.stderr,
        )
        return
    sys.path.insert(0, str(path))
    sys.meta_path.append(_Unlisted(installed.name))


def _found_or_made(package: Path, places: Sequence[Path]) -> Path:
    """The path of a sound cut in one of the folders."""
    (tarball,) = package.glob("_jsii/*.jsii.tgz")
    key = _key(tarball)
    for path in chain.from_iterable(kept.glob(f"{key}-*.zip") for kept in places):
        if path.stem == f"{key}-{_hash(path.read_bytes())}":
            return path

    from stacks.cut import cut  # only now: no other run needs what it imports

    kept = next((kept for kept in places if _writable(kept)), places[0])
    kept.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=kept) as beside:
        content = cut(package, tarball=tarball, submodules=SUBMODULES)
        whole = Path(beside, f"{key}-{_hash(content)}.zip")
        whole.write_bytes(content)
        return whole.replace(kept / whole.name)


def _writable(folder: Path) -> bool:
    """Whether files can be written there; a folder that is not there is made for that."""
    above = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(above, os.W_OK)


def _key(tarball: Path) -> str:
    """The package's version, and a hash of all that decides what is in the cut."""
    with tarball.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    digest.update(repr(SUBMODULES).encode() + MAGIC_NUMBER + Path(__file__).with_name("cut.py").read_bytes())
    return f"{tarball.name.removesuffix('.jsii.tgz')}-{digest.hexdigest()[:16]}"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class _Unlisted(MetaPathFinder):
    """Is asked last, for a submodule that the cut does not hold, and says where to add it."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> None:
        package, _, submodule = fullname.rpartition(".")
        if package == self.package:
            raise ImportError(
                f"{fullname} is not in the slim cut: add {submodule!r} to SUBMODULES in stacks/slim.py"
            )

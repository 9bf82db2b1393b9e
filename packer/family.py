"""What differs between operating systems, apart from their scripts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from catalog.image import Image
from catalog.model import Catalog
from packer.provisioners import Provisioner, Verbatim, linux, windows


@dataclass(frozen=True, kw_only=True)
class Family:
    """One operating system."""

    folder: str
    """The folder of its scripts."""

    communicator: Mapping[str, str | bool]
    """How Packer connects to the build VM; `extra` can change it."""

    provisioners: Callable[[str, Image, Catalog], Iterable[Provisioner | Verbatim]]
    """Yields the steps of a build, for the key of an image, the image and its catalog."""


FAMILIES: Mapping[str, Family] = {
    "Windows": Family(
        folder="windows",
        communicator={
            "communicator": "winrm",
            "winrm_username": "packer",
            "winrm_use_ssl": True,
            "winrm_insecure": True,  # the certificate is created for this build only
            "winrm_timeout": "30m",
        },
        provisioners=windows.provisioners,
    ),
    "Linux": Family(
        folder="linux",
        communicator={"communicator": "ssh", "ssh_username": "packer", "ssh_timeout": "20m"},
        provisioners=linux.provisioners,
    ),
}

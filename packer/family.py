"""What differs between operating systems, apart from their build template and scripts."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """One operating system."""

    folder: str
    """Where its build template and its scripts are."""

    communicator: Mapping[str, str | bool]
    """How Packer reaches the build VM; `extra` may say otherwise."""


FAMILIES: Mapping[str, Family] = {
    "Windows": Family(
        folder="windows",
        communicator={
            "communicator": "winrm",
            "winrm_username": "packer",
            "winrm_use_ssl": True,
            "winrm_insecure": True,  # the VM's certificate is made for this one build
            "winrm_timeout": "30m",
            "pause_before_connecting": "1m",  # Windows 11 restarts WinRM during its first boot
        },
    ),
    "Linux": Family(
        folder="linux",
        communicator={"communicator": "ssh", "ssh_username": "packer", "ssh_timeout": "20m"},
    ),
}

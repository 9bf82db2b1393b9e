"""What a Windows machine itself has and loses, and the proxy of its services."""

from collections.abc import Iterator

from catalog.image import Image
from catalog.machine import Machine
from packer.provisioners import Provisioner
from packer.provisioners.windows_script import script


def for_machine(image: Image) -> list[str]:
    """Return what the scripts below need in the VM."""
    return ["scripts/prove-machine.ps1"] if _is_read_back(image.build.machine) else []


def _is_read_back(machine: Machine) -> bool:
    """Whether it has what test-machine.ps1 tests; the other scripts test what they set."""
    return bool(machine.environment or machine.path or machine.remove_apps or machine.local_accounts)


def set_machine(image: Image) -> Iterator[Provisioner]:
    """Yield what sets the environment of the machine, early: own steps and products have it too."""
    machine = image.build.machine
    if machine.environment or machine.path:
        yield script("set-machine.ps1")
    if machine.trusted_certificates:
        yield script("certificates.ps1", "MOMENT=set")


def set_user_defaults(image: Image) -> Iterator[Provisioner]:
    """Yield what sets the language and region of new users: once the languages are there."""
    if image.build.machine.user_defaults:
        yield script(
            "user-defaults.ps1",
            "MOMENT=set",
            run_as="elevated",
            comment="Elevated as the build user: new users get a copy of what that one has.",
        )


def remove_apps(image: Image) -> Iterator[Provisioner]:
    """Yield what removes apps: after all that may bring them, and before the tests."""
    if image.build.machine.remove_apps:
        yield script(
            "remove-apps.ps1",
            run_as="system",
            timeout=image.build.timeouts.remove_apps,
            comment="As SYSTEM: Windows removes no package of another user for a remote session.",
        )


def test_machine(image: Image) -> Iterator[Provisioner]:
    """Yield the proof of all of it, after the restart."""
    machine = image.build.machine
    if _is_read_back(machine):
        yield script("test-machine.ps1", run_as="system")
    if machine.trusted_certificates:
        yield script("certificates.ps1", "MOMENT=test")
    if machine.user_defaults:
        yield script("user-defaults.ps1", "MOMENT=test", run_as="system")


def set_proxy(image: Image) -> Iterator[Provisioner]:
    """Yield what tells the services of Windows, such as Windows Update, of the proxy."""
    if image.build.proxy:
        yield script("proxy.ps1", "MOMENT=before", run_as="system")


def take_proxy_back(image: Image) -> Iterator[Provisioner]:
    """Yield what makes the services forget it, and looks for what is left of it."""
    if image.build.proxy:
        yield script("proxy.ps1", "MOMENT=after", run_as="system")

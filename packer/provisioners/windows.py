"""The steps of a Windows build, in their order."""

from collections.abc import Iterator
from functools import cache, partial

from catalog.fields import seconds
from catalog.image import Image
from catalog.model import Catalog
from packer.hcl import Lines
from packer.image_version import image_version
from packer.provisioners import Provisioner, Verbatim, download_software_list, in_folder, provisioner
from packer.provisioners.own import first_boot, own
from packer.provisioners.products import scripts, software
from packer.provisioners.proxy import through
from packer.provisioners.windows_machine import (
    for_machine,
    remove_apps,
    set_machine,
    set_proxy,
    set_user_defaults,
    take_proxy_back,
    test_machine,
)
from packer.provisioners.windows_script import restart, script
from packer.provisioners.windows_update import COPIED as FOR_UPDATES
from packer.provisioners.windows_update import say_what_was_installing, updates

COPIED = (
    *("image.json", "scripts/prove.ps1", "scripts/prove-software.ps1", "scripts/prove-settings.ps1"),
    *("scripts/inventory.ps1", "scripts/meanwhile.ps1", "scripts/take-back.ps1", "scripts/first-boot.ps1"),
)
SYSPREP_MINUTES = 30
"""What both scripts for Sysprep wait where they are not told otherwise, and how much longer Packer does."""


def provisioners(key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    """Every step, first to last."""
    return through(image.build.proxy, _in_order(key, image, catalog), either_case=False)


def _in_order(key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    steps = partial(own, key=key, image=image, catalog=catalog)
    limits = image.build.timeouts
    yield from say_what_was_installing(image)
    yield from _start(image, catalog)
    yield from steps("start")
    yield from updates("updated", image)
    yield from steps("updated")
    yield from software(image, catalog)
    yield from steps("software")
    yield from updates("software", image)
    yield restart(limits.restart, check_registry=True)
    yield script("apply-settings.ps1", "PHASE=last")
    yield from steps("settings")
    yield from updates("settings", image)
    yield from remove_apps(image)
    yield restart(limits.restart, check_registry=True)
    yield script("test-image.ps1", f"IMAGE_VERSION=${{{image_version(image.build)}}}")
    yield from test_machine(image)
    yield from steps("test")
    yield download_software_list(key, "C:/goldshelf/software.json")
    yield from first_boot(image, catalog)
    yield script("cleanup.ps1", timeout=limits.cleanup)
    if not image.specialized:
        yield restart(limits.restart, check_registry=True)
    yield from steps("seal")
    yield from take_proxy_back(image)
    yield from _seal(image)


def _start(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    yield script(
        "begin.ps1",
        pause_before="1m",
        comment="The scripts read what to do from image.json: nothing is ever written into them. The pause,\n"
        "as in jenkins-infra/packer-images: an upload that loses its connection at first is not tried again.",
    )
    for_updates = (FOR_UPDATES,) if image.build.windows_update else ()
    for_sysprep = () if image.specialized else ("scripts/sweep.ps1",)
    copied = (*COPIED, *for_sysprep, *scripts(image, catalog), *for_updates, *for_machine(image))
    yield _upload(copied)
    yield script(
        "apply-settings.ps1",
        "PHASE=first",
        comment="First, what changes by itself: an app that the Store updates now stops Sysprep "
        "an hour later.",
    )
    yield from set_machine(image)
    yield from set_proxy(image)
    if image.build.os_disk_size_gb:
        yield script("expand-disk.ps1")
    if image.build.languages:
        yield script(
            "install-languages.ps1",
            run_as="system",
            timeout=image.build.timeouts.languages,
            comment="Before the updates, which bring each language its own. As SYSTEM: Windows refuses it "
            "to a remote session.",
        )
        yield restart(image.build.timeouts.restart)
    yield from set_user_defaults(image)


@cache  # the same in most images of a catalog
def _upload(files: tuple[str, ...]) -> Provisioner:
    return provisioner("file", sources=Lines(in_folder(*files)), destination="C:/goldshelf/")


def _seal(image: Image) -> Iterator[Provisioner]:
    """What must come last, because it removes what Packer needs."""
    retries = image.build.retries.sysprep or None
    if not image.specialized:
        yield script(
            "prepare-sysprep.ps1",
            run_as="system",
            timeout=image.build.timeouts.prepare_sysprep,
            comment="As SYSTEM: Windows removes no package of another user for a remote session.",
        )
    yield script(
        "seal.ps1",
        run_as="system",
        comment="What Packer needs until the VM is off, a task takes back when a host first starts. "
        "No restart may follow in the build.",
    )
    last = "Last, and without Packer's own clean-up call: "
    if image.specialized:
        yield script(
            "finish.ps1",
            skip_clean=True,
            max_retries=retries,
            comment=f"{last}it takes back what Packer has left.",
        )
    else:
        minutes = round(seconds(image.build.timeouts.sysprep) / 60)
        yield script(
            "sysprep.ps1",
            run_as="elevated",
            skip_clean=True,
            timeout="1h" if minutes == SYSPREP_MINUTES else f"{minutes + SYSPREP_MINUTES}m",
            max_retries=retries,
            comment=f"{last}after it the machine is generalized. It may lose the connection.\n"
            "As a task of the build user, whose profile stays loaded: that of a WinRM session may not.\n"
            "Never as SYSTEM: hosts of such an image start with a black screen.",
        )

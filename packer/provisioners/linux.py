"""The steps of a Linux build, in their order."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from catalog.image import Image
from catalog.model import Catalog
from catalog.package_manager import repositories
from packer import bash, linux_content
from packer.hcl import Interpolated
from packer.image_version import image_version
from packer.linux_content import FOLDER
from packer.machine import NOTHING
from packer.own_files import on_first_boot
from packer.provisioners import Provisioner, Verbatim, download_software_list, in_folder, provisioner
from packer.provisioners.own import first_boot, own
from packer.provisioners.own_linux import RESTART, wait
from packer.provisioners.proxy import through


def provisioners(key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    """Every step, first to last."""
    return through(image.build.proxy, _in_order(key, image, catalog), either_case=True)


def _in_order(key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    steps = partial(own, key=key, image=image, catalog=catalog)
    limits = image.build.timeouts
    machine = image.build.machine
    yield from _start(image, catalog)
    if machine.environment or machine.path or machine.time_zone:
        yield _script("set-machine.sh", before={"environment_vars": ["MOMENT=set"]})
    yield from steps("start")
    if image.build.package_updates:
        yield _script("update.sh", timeout=limits.update)
    yield from steps("updated")
    if repositories(image, catalog):
        yield _script("add-repositories.sh", timeout=limits.software)
    if image.build.software:
        retries = image.build.retries.software or None
        yield _script("install-packages.sh", timeout=limits.software, max_retries=retries)
    yield from steps("software")
    yield replace(RESTART, comment="What follows runs on the new kernel.")
    yield wait(limits)
    yield from steps("settings")
    yield _script(
        "test-image.sh",
        before={"environment_vars": [Interpolated(f"IMAGE_VERSION=${{{image_version(image.build)}}}")]},
    )
    if machine != NOTHING:
        yield _script("set-machine.sh", before={"environment_vars": ["MOMENT=test"]})
    yield from steps("test")
    yield download_software_list(key, f"{FOLDER}/software.json")
    yield from first_boot(image, catalog)
    yield _script("cleanup.sh")
    yield from steps("seal")
    yield _script(
        "seal.sh",
        skip_clean=True,
        comment="Last, and without Packer's own clean-up call: it removes the user that Packer works as.",
    )


def _start(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    folders = [FOLDER, f"{FOLDER}/manifest", *linux_content.folders(image, catalog)]
    yield provisioner(
        "shell",
        execute_command=bash.run(),
        inline=[f'install -d -o "$SUDO_USER" {" ".join(folders)}'],
        comment="The scripts read what to do from image.json: nothing is ever written into them. "
        "Not in /tmp, which a restart empties.",
    )
    yield provisioner(
        "file",
        sources=in_folder(
            "image.json",
            "scripts/inventory.py",
            "scripts/take_back.py",
            *(("scripts/keep_first_boot.py",) if on_first_boot(image, catalog) else ()),
            *(("scripts/repositories.py",) if repositories(image, catalog) else ()),
            *(("scripts/download.sh",) if linux_content.downloads(image, catalog) else ()),
        ),
        destination=f"{FOLDER}/",
    )
    yield provisioner(
        "file",
        source=in_folder(f"scripts/{linux_content.manager_of(image, catalog)}.sh")[0],
        destination=f"{FOLDER}/package-manager.sh",
    )
    yield from linux_content.provisioners(image, catalog)
    yield _script("start.sh", timeout=image.build.timeouts.start)


def _script(
    name: str, *, before: Mapping[str, object] | None = None, comment: str | None = None, **arguments: object
) -> Provisioner:
    """A script of ours, run as root."""
    (script,) = in_folder(f"scripts/{name}")
    return provisioner(
        "shell",
        comment=comment,
        **(before or {}),
        execute_command=bash.run(),
        script=script,
        **arguments,
    )

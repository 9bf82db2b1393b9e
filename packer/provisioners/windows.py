"""The steps of a Windows build, in their order."""

from collections.abc import Iterator
from functools import cache, partial

from catalog.image import Image
from catalog.model import Catalog
from packer.hcl import Group, Interpolated, Lines
from packer.provisioners import Provisioner, Verbatim, download_software_list, in_folder, provisioner
from packer.provisioners.own import first_boot, own

WAIT_FOR_FIRST_BOOT = Lines(
    (
        "$deadline = (Get-Date).AddMinutes(10)",
        "while (Get-ScheduledTask -TaskName 'goldshelf-first-boot' -ErrorAction SilentlyContinue) {",
        "  if ((Get-Date) -gt $deadline) {",
        "    Get-Content -Path 'C:/Windows/Logs/goldshelf-first-boot.log' -ErrorAction SilentlyContinue",
        "    Write-Output 'WARNING: the task of the source image has not ended: the task of "
        "this image does its work too'",
        "    Stop-ScheduledTask -TaskName 'goldshelf-first-boot'",
        "    Unregister-ScheduledTask -TaskName 'goldshelf-first-boot' -Confirm:$false",
        "  }",
        "  Start-Sleep -Seconds 5",
        "}",
        "New-Item -Path 'C:/goldshelf/manifest' -ItemType Directory -Force | Out-Null",
    )
)
COPIED = (
    *("image.json", "scripts/prove.ps1", "scripts/prove-settings.ps1", "scripts/take-back.ps1"),
    "scripts/first-boot.ps1",
)
AS_SYSTEM = {"elevated_user": "SYSTEM", "elevated_password": ""}


def provisioners(key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    """Every step, first to last."""
    steps = partial(own, key=key, image=image, catalog=catalog)
    yield from _start(image)
    yield from steps("start")
    if image.build.windows_update:
        yield UPDATE
    yield from steps("updated")
    yield from _software(image, catalog)
    yield from steps("software")
    yield _restart(check_registry=True)
    yield _script("apply-settings.ps1", "PHASE=last")
    yield from steps("settings")
    yield _restart(check_registry=True)
    yield _script("test-image.ps1", "IMAGE_VERSION=${var.image_version}")
    yield from steps("test")
    yield download_software_list(key, "C:/goldshelf/software.json")
    yield from first_boot(image, catalog)
    yield _script("cleanup.ps1", timeout="1h")
    if not image.specialized:
        yield _restart(check_registry=True)
    yield from steps("seal")
    yield from _seal(specialized=bool(image.specialized))


def _start(image: Image) -> Iterator[Provisioner]:
    yield provisioner(
        "powershell",
        inline=WAIT_FOR_FIRST_BOOT,
        comment="The scripts read what to do from image.json: nothing is ever written into them. "
        "The source image may be goldshelf's\n"
        "too: this is its first start, and its task must not meet what this build brings.",
    )
    yield provisioner("file", sources=Lines(in_folder(*COPIED)), destination="C:/goldshelf/")
    yield _script(
        "apply-settings.ps1",
        "PHASE=first",
        comment="First, what changes by itself: an app that the Store updates now stops Sysprep "
        "an hour later.",
    )
    if image.build.os_disk_size_gb:
        yield _script("expand-disk.ps1")
    if image.build.languages:
        yield _script(
            "install-languages.ps1",
            as_system=True,
            timeout="2h",
            comment="Before the updates, which bring each language its own. As SYSTEM: Windows refuses it "
            "to a remote session.",
        )
        yield _restart()


UPDATE = Provisioner(
    type="windows-update",
    groups=(
        Group({"search_criteria": "BrowseOnly=0 and IsInstalled=0", "update_limit": 25}),
        Group(
            {
                "filters": Lines(
                    (
                        "exclude:$_.Title -like '*Preview*'",
                        "exclude:$_.Title -like '*KB5007651*'",
                        "include:$true",
                    )
                )
            },
            comment="KB5007651 wants someone signed in, and comes back after every restart: the build would "
            "never end\n(rgl/packer-plugin-windows-update#166).",
        ),
    ),
)


def _software(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    for name in image.build.software:
        product = catalog.software.windows[name]
        if product.url:
            yield _script(
                "install-software.ps1",
                f"PRODUCT={name}",
                as_system=product.as_system,
                max_retries=1,
                timeout="1h",
            )


def _seal(*, specialized: bool) -> Iterator[Provisioner]:
    """What must come last, because it removes what Packer needs."""
    if not specialized:
        yield _script(
            "prepare-sysprep.ps1",
            as_system=True,
            timeout="1h",
            comment="As SYSTEM: Windows removes no package of another user for a remote session.",
        )
    yield _script(
        "seal.ps1",
        as_system=True,
        comment="What Packer needs until the VM is off, a task takes back when a host first starts. "
        "No restart may follow in the build.",
    )
    last = "Last, and without Packer's own clean-up call: "
    if specialized:
        yield _script(
            "finish.ps1", skip_clean=True, max_retries=2, comment=f"{last}it takes back what Packer has left."
        )
    else:
        yield _script(
            "sysprep.ps1",
            skip_clean=True,
            timeout="1h",
            max_retries=2,
            comment=f"{last}after it the machine is generalized. It may lose the connection.\n"
            "Never as SYSTEM: hosts of such an image start with a black screen.",
        )


@cache
def _script(
    name: str,
    environment: str | None = None,
    *,
    as_system: bool = False,
    comment: str | None = None,
    **arguments: object,
) -> Provisioner:
    """A script of ours, with the variable of the environment that it reads."""
    (script,) = in_folder(f"scripts/{name}")
    return provisioner(
        "powershell",
        comment=comment,
        environment_vars=[Interpolated(environment)] if environment else None,
        **(AS_SYSTEM if as_system else {}),
        script=script,
        **arguments,
    )


@cache
def _restart(*, check_registry: bool | None = None) -> Provisioner:
    return provisioner("windows-restart", check_registry=check_registry, restart_timeout="30m")

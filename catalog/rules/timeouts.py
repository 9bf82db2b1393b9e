"""How long a build may take, and how often it tries."""

from collections.abc import Iterator

from catalog.fields import seconds
from catalog.image import Image
from catalog.model import Catalog
from catalog.package_manager import package_manager, repositories
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from catalog.rules.forms import only_for
from catalog.timeouts import BuildTimeouts
from files.quote import quoted

FOR_WINDOWS = only_for(
    'os_type = "Windows"',
    *("build.timeouts.languages", "build.timeouts.cleanup", "build.timeouts.prepare_sysprep"),
    *("build.timeouts.sysprep", "build.timeouts.beside_installer", "build.timeouts.download_answer"),
    *("build.timeouts.proof", "build.timeouts.remove_apps"),
    *("build.retries.sysprep", "build.retries.languages", "build.retries.cleanup"),
    even_if_false=True,
)
FOR_LINUX = only_for(
    'os_type = "Linux"',
    *("build.timeouts.start", "build.timeouts.package_lock", "build.timeouts.registration"),
    even_if_false=True,
)


@rule(
    "GS333",
    "timeouts and retries must be for what the image's operating system does",
    example="""
[images.win11-avd.build.timeouts]
- update   = "2h"
+ software = "2h"
""",
    happens="The limit would be ignored in the build, and the part that was meant would keep its own.",
    fix="Remove the key. The limit for updates of Windows is windows_update.timeout.",
    source="goldshelf: packer/provisioners/windows.py, linux.py",
)
@each_image
def limits_of_the_system(image: Image, catalog: Catalog) -> Found:
    """Languages and Sysprep are of Windows, cloud-init and the packages' updates of Linux."""
    yield from FOR_WINDOWS(image, catalog)
    yield from FOR_LINUX(image, catalog)
    if image.os_type == "Windows" and "update" in image.build.timeouts.model_fields_set:
        told = "is only for images with os_type = 'Linux': set windows_update.timeout in the build instead"
        yield ("build", "timeouts", "update"), told


@rule(
    "GS341",
    "A time limit must be longer than those within it",
    example="""
[images.win11-avd.build]
software = ["vscode"]

[images.win11-avd.build.timeouts]
proof            = "40m"
+ beside_installer = "1h15m"
+ software         = "2h"
""",
    happens="What waits longest would be cancelled in the build, before it has had its time and says what it "
    "waited for.",
    fix="Make the limit that contains the other one longer, or the other one shorter. beside_installer is for "
    "a download with its retries and for the proof, and is part of software. windows_update.timeout is for all "
    "passes with their restarts.",
    source="goldshelf: packer/products.py, packer/provisioners/windows_update.py, packer/scripts/linux, "
    "pipeline/builds.py",
)
@each_image
def limits_within_others(image: Image, catalog: Catalog) -> Found:
    """Of each part alone: how long a download takes is not known. Each limit is reported once."""
    yield from _restart_of_updates(image)
    found: dict[Location, str] = {}
    limits = image.build.timeouts
    around = _on_windows(image, catalog) if image.os_type == "Windows" else _on_linux(image, catalog)
    for outer, inner in around:
        for where, message in _longer(limits, outer, {name: getattr(limits, name) for name in inner}):
            found.setdefault(where, message)
    if limits.build:
        for where, message in _longer(limits, "build", dict(_in_the_job(image, catalog))):
            found.setdefault(where, message)
    yield from found.items()


def _restart_of_updates(image: Image) -> Found:
    """As long as all of it, which is the default, is not too long: Packer waits half an hour more."""
    updates = image.build.windows_update
    if image.os_type != "Windows" or updates is None or updates.restart_timeout is None:
        return
    if seconds(updates.restart_timeout) > seconds(updates.timeout):
        yield (
            ("build", "windows_update", "restart_timeout"),
            f"must not be longer than timeout = {quoted(updates.timeout)}, which counts restarts too, got "
            f"{quoted(updates.restart_timeout)}: make timeout longer, or this shorter",
        )


def _longer(limits: BuildTimeouts, outer: str, inner: dict[str, str]) -> Found:
    """Report the one of two limits that the catalog says itself."""
    longest = max(inner, key=lambda name: seconds(inner[name]), default=outer)
    limit, part = getattr(limits, outer), inner.get(longest)
    if part is None or seconds(part) < seconds(limit):
        return
    if outer in limits.model_fields_set:
        yield (
            ("build", "timeouts", outer),
            f"must be longer than {longest} = {quoted(part)}, got {quoted(limit)}",
        )
    else:
        told = f"must be shorter than {outer} = {quoted(limit)}, got {quoted(part)}"
        yield ("build", "timeouts", longest), told


def _on_windows(image: Image, catalog: Catalog) -> Iterator[tuple[str, tuple[str, ...]]]:
    known = catalog.software.windows
    run = [known[name] for name in image.build.software if name in known and known[name].runs]
    if run:
        yield "beside_installer", ("download_answer", "proof", "proof_command")
    if any(product.timeout is None for product in run):
        yield "software", ("beside_installer",)


def _on_linux(image: Image, catalog: Catalog) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What zypper.sh and apt.sh wait for; dnf waits without an end."""
    manager = package_manager(image, catalog)
    if manager == "zypper":
        yield "start", ("registration",)
    if manager in {"apt", "zypper"}:
        if image.build.package_updates:
            yield "update", ("package_lock",)
        if image.build.software or repositories(image, catalog):
            yield "software", ("package_lock",)


def _in_the_job(image: Image, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The limits that the catalog says itself, of what this build has: most parts need less than theirs."""
    build = image.build
    unused = {
        *([] if build.languages else ["languages"]),
        *([] if build.software else ["software", "beside_installer"]),
        *([] if build.machine.remove_apps else ["remove_apps"]),
        *(["prepare_sysprep", "sysprep"] if image.specialized else []),
    }
    for name in sorted(build.timeouts.model_fields_set - {"build"} - unused):
        if limit := getattr(build.timeouts, name):
            yield name, limit
    updates = build.windows_update
    if image.os_type == "Windows" and updates and "timeout" in updates.model_fields_set:
        yield "windows_update.timeout", updates.timeout
    products = catalog.software.windows if image.os_type == "Windows" else {}
    for name in build.software:
        if name in products and (limit := products[name].timeout):
            yield f"software.windows.{name}.timeout", limit
    for name, step in catalog.steps_of(image):
        if step.timeout:
            yield f"steps.{name}.timeout", step.timeout

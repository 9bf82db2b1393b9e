"""Own steps: what the operating system of an image does not have, or does not keep."""

import re
from collections.abc import Iterator
from posixpath import splitext

from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.problem import Found
from catalog.rule import rule
from catalog.rules.steps import DOCS, each_step_of_an_image
from catalog.step import Step
from catalog.step_fields import NO_DEVICE, names_a_device
from files.quote import quoted

NOT_ASCII = "must be ASCII, because Windows PowerShell would read other letters: use ASCII"
LARGEST_EXIT_CODE = 255
"""Of a program on Linux."""
LOST = {
    "Windows": re.compile(r"(?i)C:/(?:goldshelf(?!/manifest(?:/|$))|Users/packer)(?:/.*)?|D:.*"),
    "Linux": re.compile(
        r"/(?:dev|home/packer|mnt|proc|run|sys|tmp|var/run|var/tmp/goldshelf(?!/manifest(?:/|$)))(?:/.*)?"
    ),
}
"""Of the running system, of goldshelf, of the build user, and the temporary disk, which Azure mounts at D: or
/mnt; what a step finds out has a place there."""


@rule(
    "GS193",
    "A step must suit the operating system of the image",
    example="""
[steps.baseline]
phase  = "settings"
inline = "exit 0"
- run_as = "system"

- [images.win11-avd]
- os_type = "Linux"

[images.win11-avd.build]
- source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
steps  = ["baseline"]
""",
    happens="The script, the program or the folder would not exist there, in the build.",
    fix="Write a step for each operating system.",
    source=DOCS,
)
@each_step_of_an_image
def fitting_system(step: Step, os_type: str, own: OwnFiles) -> Iterator[str]:
    """Programs, accounts, folders and names that the system does not have."""
    yield from _wrong_for_system(step, os_type, own)
    yield from _wrong_place(step, os_type)
    if os_type == "Windows" and (twins := _twins(step, own)):
        yield f"copies {' and '.join(twins)}, which are one file for Windows: rename one"


def _twins(step: Step, own: OwnFiles) -> list[str]:
    """Return the first two files whose names differ in upper and lower case only."""
    seen: dict[str, str] = {}
    for path in (one for source in step.sources for one in own.under(source)):
        first = seen.setdefault(path.lower(), path)
        if first != path:
            return [first, path]
    return []


def _wrong_for_system(step: Step, os_type: str, own: OwnFiles) -> Iterator[str]:
    windows = os_type == "Windows"
    suffix = ".ps1" if windows else ".sh"
    if step.script in own.texts and not str(step.script).lower().endswith(suffix):
        yield f"must run a {suffix} script on {os_type}, got {quoted(step.script)}"
    if (step.ansible or step.goss) and windows:
        yield f"has {step.action}, which runs on Linux only: write the step as a script"
    if step.pester and not windows:
        yield "has pester, which runs in Windows PowerShell only: use goss, or a script"
    if step.run_as == "system" and not windows:
        yield "has run_as = 'system', which is an account of Windows: use 'elevated', which is root"
    if not windows and any(not 0 <= code <= LARGEST_EXIT_CODE for code in step.exit_codes):
        yield f"has exit codes that Linux does not have, {step.exit_codes}: use 0 to {LARGEST_EXIT_CODE}"
    if step.destination and windows == step.destination.startswith("/"):
        example = "C:/Contoso" if windows else "/opt/contoso"
        yield f"has a destination that {os_type} does not have, {quoted(step.destination)}: use one such as {example}"


def _wrong_place(step: Step, os_type: str) -> Iterator[str]:
    place = re.sub(r"[\\/]+", "/", step.destination or "").rstrip("/")
    windows = os_type == "Windows"
    lost = LOST[os_type].fullmatch(place)
    if windows and step.destination and names_a_device(step.destination):
        yield f"has the destination {quoted(step.destination)}, which {NO_DEVICE.message}"
    elif (ending := splitext(place)[1]) and any(path.endswith(ending) for path in step.files or ()):
        yield (
            f"has the destination {quoted(step.destination)}, which is a folder there, as each file keeps its name: "
            "leave the name out"
        )
    elif lost:
        yield f"places files in {quoted(step.destination)}, where they are not kept in the image: use another folder"


@rule(
    "GS177",
    "What a step of a Windows image is given must be ASCII",
    example="""
[steps.brand]
phase       = "settings"
inline      = "exit 0"
- environment = { CITY = "Zürich" }
+ environment = { CITY = "Zuerich" }

[images.win11-avd.build]
steps = ["brand"]
""",
    happens="Packer writes variables in UTF-8, and Windows PowerShell reads them in the code page of the machine: the "
    "script gets other letters, or no variables at all, in the build.",
    fix="Use ASCII, or put the text into the script.",
    source="Packer 1.16.0: provisioner/powershell; Microsoft: about_Character_Encoding, Windows PowerShell 5.1",
)
def ascii_only(catalog: Catalog) -> Found:
    """Variables, and the paths that are in variables of goldshelf's scripts."""
    for key, image in catalog.builds.items():
        for name, value in image.build.environment.items():
            if image.os_type == "Windows" and not value.isascii():
                yield ("images", key, "build", "environment", name), f"{quoted(value)} {NOT_ASCII}"
    yield from _ascii_steps(catalog)


@each_step_of_an_image
def _ascii_steps(step: Step, os_type: str, _: OwnFiles) -> Iterator[str]:
    for what, value in _given(step) if os_type == "Windows" else ():
        if not value.isascii():
            yield f"has the {what} {quoted(value)}: it {NOT_ASCII}"


def _given(step: Step) -> Iterator[tuple[str, str]]:
    if step.phase != "first_boot":  # there, they come from image.json
        yield from ((f"variable {name}", value) for name, value in step.environment.items())
    if step.destination:
        yield "destination", step.destination
    if step.pester:
        yield "tests", step.pester.tests

"""Own steps: which an image has, and what each of them may do where."""

import re
from collections.abc import Callable, Iterator

from catalog.model import Catalog, Image
from catalog.own_files import OwnFiles
from catalog.problem import Found, Location
from catalog.rule import Find, each_image, rule
from catalog.step import APPLY, NamedStep, Step
from catalog.step_fields import NO_DEVICE, names_a_device
from files.quote import first_names
from files.suggest import did_you_mean

DOCS = "goldshelf: docs/own-steps.md"
LOST = {
    "Windows": re.compile(r"(?i)C:/goldshelf(?!/manifest(?:/|$))(?:/.*)?|D:.*"),
    "Linux": re.compile(r"/(?:dev|proc|run|sys|var/tmp/goldshelf(?!/manifest(?:/|$)))(?:/.*)?"),
}
"""Of the running system, of goldshelf, and the temporary disk; what a step finds out has a place there."""


def each_step_of_an_image(wrong: Callable[[Step, str, OwnFiles], Iterator[str]]) -> Find:
    """Apply a check of a step for an operating system wherever an image names the step.

    It is made once for all images that have the step: a catalog may name ten thousand.
    """

    def found(catalog: Catalog) -> Found:
        judged: dict[tuple[str | int, str], list[str]] = {}
        own = catalog.own
        for key, image in catalog.images.items():
            for index, one in enumerate(image.build.steps):
                known = one if isinstance(one, str) else id(one), image.os_type
                if known not in judged:
                    judged[known] = [
                        f"{name!r} {message}"
                        for name, step in catalog.steps_named(one)
                        for message in wrong(step, image.os_type, own)
                    ]
                for message in judged[known]:
                    yield ("images", key, "build", "steps", index), message

    return found


@rule(
    "GS190",
    "steps must name steps of the catalog, and each only once",
    example="""
[steps.baseline]
phase  = "settings"
inline = "exit 0"

[images.win11-avd.build]
- steps = ["baseline", "base-line"]
+ steps = ["baseline"]
""",
    happens="There would be nothing to run, or two steps with one name, in the build.",
    fix="Name a step of [steps], or write the step in the list, with a name of its own.",
    source=DOCS,
)
@each_image
def known_steps(image: Image, catalog: Catalog) -> Found:
    """Those of [steps], and those written in the image."""
    seen: set[str] = set()
    for index, one in enumerate(image.build.steps):
        where: Location = ("build", "steps", index)
        name = one.name if isinstance(one, NamedStep) else one
        if name in seen:
            yield where, f"{name!r} is listed twice: keep one"
        elif isinstance(one, NamedStep) and name in catalog.steps:
            yield (*where, "name"), f"{name!r} is the name of a step of [steps] too: use another"
        elif isinstance(one, str) and name not in catalog.steps:
            known = first_names(catalog.steps) if catalog.steps else "there are none"
            hint = did_you_mean(name, catalog.steps, otherwise=f"steps of [steps]: {known}")
            yield where, f"no step {name!r}; {hint}"
        seen.add(name)


@rule(
    "GS191",
    "A key of a step must apply to what the step does",
    example="""
[steps.again]
phase   = "software"
restart = true
- run_as  = "system"

[images.win11-avd.build]
steps = ["again"]
""",
    happens="The key would be ignored in the build, or the step would not know what to do.",
    fix="Remove the key, or add the one that is missing.",
    source=DOCS,
)
def fitting_keys(catalog: Catalog) -> Found:
    """Files need a destination."""
    for where, step in catalog.all_steps:
        applies = {"name", "phase", step.action, *APPLY[step.action]}
        for key in Step.model_fields:
            if key in step.model_fields_set and key not in applies:
                yield (*where, key), f"does not apply to a step with {step.action}: remove it"
        if step.ansible and step.ansible.run_on == "runner" and step.timeout:
            yield (
                (*where, "timeout"),
                "has no effect on a playbook beside Packer, which Packer never stops: remove it",
            )
        if step.files is not None and step.destination is None:
            yield where, "has files without a destination: set the folder in the image, such as C:/Contoso"
        if step.files == []:
            yield (*where, "files"), "must not be empty: add at least one"


@rule(
    "GS192",
    "A step must suit its phase",
    example="""
[steps.agent]
phase   = "seal"
inline  = "exit 0"
- restart = true

[images.win11-avd.build]
steps = ["agent"]
""",
    happens="What the phase is for would not be so: an agent that was sealed starts again, a secret stays in the "
    "image, in the build.",
    fix="Use another phase, or remove the key that the message names.",
    source=DOCS,
)
def fitting_phase(catalog: Catalog) -> Found:
    """What the last phases cannot do."""
    for where, step in catalog.all_steps:
        for key, message in _wrong_for_phase(step):
            yield (*where, key), message


def _wrong_for_phase(step: Step) -> Iterator[tuple[str, str]]:
    if step.action in {"pester", "goss"} and step.phase != "test":
        yield "phase", f"must be 'test' for a step with {step.action}, got {step.phase!r}"
    if step.phase == "seal" and (step.restart or step.expect_disconnect):
        key = "restart" if step.restart else "expect_disconnect"
        yield key, "must not be set in phase 'seal': what it seals would start again; use an earlier phase"
    if step.phase != "first_boot":
        return
    if step.action not in {"script", "inline"}:
        yield "phase", f"'first_boot' runs scripts only: use an earlier phase for {step.action}"
    if step.secrets:
        yield "secrets", "must not be used in phase 'first_boot': the values would stay in the image"
    for key in ("run_as", "timeout", "exit_codes", "retries", "expect_disconnect", "restart"):
        if key in step.model_fields_set and key in APPLY[step.action]:
            yield key, "does not apply in phase 'first_boot', where Packer is gone: remove it"


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
    yield from _wrong_for_system(step, os_type)
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


def _wrong_for_system(step: Step, os_type: str) -> Iterator[str]:
    windows = os_type == "Windows"
    suffix = ".ps1" if windows else ".sh"
    if step.script and not step.script.lower().endswith(suffix):
        yield f"must run a {suffix} script on {os_type}, got {step.script!r}"
    if (step.ansible or step.goss) and windows:
        yield f"has {step.action}, which runs on Linux only: write the step as a script"
    if step.pester and not windows:
        yield "has pester, which runs in Windows PowerShell only: use goss, or a script"
    if step.run_as == "system" and not windows:
        yield "has run_as = 'system', which is an account of Windows: use 'elevated', which is root"
    if step.destination and windows == step.destination.startswith("/"):
        example = "C:/Contoso" if windows else "/opt/contoso"
        yield f"has a destination that {os_type} does not have, {step.destination!r}: use one such as {example}"


def _wrong_place(step: Step, os_type: str) -> Iterator[str]:
    place = re.sub(r"[\\/]+", "/", step.destination or "").rstrip("/")
    windows = os_type == "Windows"
    lost = LOST[os_type].fullmatch(place)
    if windows and step.destination and names_a_device(step.destination):
        yield f"has the destination {step.destination!r}, which {NO_DEVICE.message}"
    elif lost:
        yield f"places files in {step.destination!r}, where they are not kept in the image: use another folder"

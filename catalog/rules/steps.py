"""Own steps: which an image has, and what each of them may do where."""

from collections.abc import Callable, Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.problem import Found, Location
from catalog.rule import Find, each_image, rule
from catalog.step import APPLY, NamedStep, Step
from files.quote import first_names
from files.suggest import did_you_mean

DOCS = "goldshelf: docs/own-steps.md"


def each_step_of_an_image(wrong: Callable[[Step, str, OwnFiles], Iterator[str]]) -> Find:
    """Apply a check of a step for an operating system wherever an image names the step.

    It is made once for all images that have the step: a catalog may name ten thousand.
    """

    def found(catalog: Catalog) -> Found:
        judged: dict[tuple[str | int, str], list[str]] = {}
        own = catalog.own
        for key, image in catalog.builds.items():
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
    for key in ("facts", "run_as", "timeout", "exit_codes", "retries", "expect_disconnect", "restart"):
        if key in step.model_fields_set and key in APPLY[step.action]:
            yield key, "does not apply in phase 'first_boot', where Packer is gone: remove it"

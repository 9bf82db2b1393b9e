"""The own steps of an image, phase by phase, as provisioners."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from os.path import basename

from catalog.image import Image
from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.step import Phase, Step
from catalog.timeouts import BuildTimeouts
from packer.hcl import Interpolated
from packer.linux_content import FOLDER
from packer.own_files import FIRST_BOOT, bash_options, environment, hcl, on_first_boot
from packer.provisioners import Given, Provisioner, Verbatim, own_linux, own_windows, provisioner
from packer.version_tags import expression


@dataclass(frozen=True, kw_only=True)
class System:
    """What differs between operating systems."""

    provisioners: Callable[[str, Step, Given], Iterator[Provisioner]]
    placed: Callable[[str, str], Iterator[Provisioner]]
    folder: str
    """goldshelf's folder in the build VM."""
    check_results: Provisioner


SYSTEMS: Mapping[str, System] = {
    "Windows": System(
        provisioners=own_windows.provisioners,
        placed=own_windows.placed,
        folder="C:/goldshelf",
        check_results=own_windows.CHECK_RESULTS,
    ),
    "Linux": System(
        provisioners=own_linux.provisioners,
        placed=own_linux.placed,
        folder=FOLDER,
        check_results=own_linux.CHECK_RESULTS,
    ),
}


USUAL = BuildTimeouts()
MADE: dict[tuple[str, str, int, Given | None], tuple[Step, tuple[Provisioner, ...]]] = {}
"""What was made of a step: a step has lists, so it is known by its identity, which the entry keeps."""


def own(phase: Phase, key: str, image: Image, catalog: Catalog) -> Iterator[Provisioner | Verbatim]:
    """Yield the provisioners of the steps of one phase, in their order, and the blocks of its own."""
    system = SYSTEMS[image.os_type]
    tested, files = False, catalog.own
    for name, step in catalog.steps_of(image):
        if step.phase == phase:
            yield from _of_step(name, step, key, image, files)
            if step.action in {"pester", "goss"}:
                tested = True
                yield _results(name, key, system.folder)
    if path := hcl(image, catalog, phase):
        yield Verbatim(path=path)
    if tested:
        yield system.check_results


def _given(step: Step, key: str, image: Image, files: OwnFiles) -> Given:
    """What the step is given by the catalog and by the build."""
    known = environment(image, step)
    variables: list[str] = [f"{name}={value}" for name, value in known.items()]
    variables += [
        expression(f"{name}={{{fact}}}", {"image": key}, image.build) for name, fact in step.facts.items()
    ]
    playbook = step.ansible
    settings = f"{playbook.root}/ansible.cfg" if playbook and playbook.run_on == "runner" else ""
    if settings in files.texts and "ANSIBLE_CONFIG" not in known:
        # Beside Packer, where Ansible would look for it in the folder in which it is started.
        variables.append(Interpolated(f"ANSIBLE_CONFIG=${{path.root}}/own/{settings}"))
    return Given(
        variables=tuple(variables), options=bash_options(step, image, files), limits=image.build.timeouts
    )


def _of_step(name: str, step: Step, key: str, image: Image, files: OwnFiles) -> tuple[Provisioner, ...]:
    """The provisioners of a step, made once for all images that have it and give it the same."""
    alike = not (step.facts or image.build.environment) and image.build.timeouts == USUAL
    given = None if alike else _given(step, key, image, files)
    mark = (name, image.os_type, id(step), given)
    known, made = MADE.get(mark, (None, ()))
    if known is not step:
        given = given or _given(step, key, image, files)
        first, *rest = SYSTEMS[image.os_type].provisioners(name, step, given)
        head = replace(first, name=f"step {name}", comment=f'Step "{name}", phase {step.phase}.')
        made = (head, *(replace(one, name=_name(name, one)) for one in rest))
        MADE[mark] = (step, made)
    return made


def _results(step: str, key: str, folder: str) -> Provisioner:
    """The download of what a test has found, also if it has failed."""
    download = provisioner(
        "file",
        direction="download",
        source=f"{folder}/results/{step}.xml",
        destination=Interpolated(f"${{var.manifest_folder}}/{key}.{step}.xml"),
    )
    return replace(download, name=f"step {step}: results")


def _name(step: str, one: Provisioner) -> str:
    """What the facts call a further provisioner of a step, such as its restart."""
    script = basename(one.facts.get("script", ""))
    return " ".join(filter(None, (f"step {step}:", one.type, script)))


def first_boot(image: Image, catalog: Catalog) -> Iterator[Provisioner]:
    """Yield what brings the scripts to the VM that each host runs; the seal puts them in their place."""
    if steps := on_first_boot(image, catalog):
        system = SYSTEMS[image.os_type]
        first, *rest = system.placed(FIRST_BOOT, f"{system.folder}/first-boot")
        names = ", ".join(f'"{name}"' for _, name, _ in steps)
        yield replace(first, comment=f"Each host runs these once, phase first_boot: {names}.")
        yield from rest

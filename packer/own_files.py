"""What the own steps and products of an image bring into its folder.

steps/ has the script of each step, under the step's name, which Packer shows when it runs it; archives/ what
goes to the VM in one piece; own/ the playbooks that run beside Packer, and the files of products, at their
path beside the catalog.
"""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import dirname
from typing import Any, get_args

from catalog.image import Image
from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.own_hcl import ENDING, FILES, PLUGINS
from catalog.step import Phase, Step
from files.digests import digest_of
from files.folders import Files
from packer.archive import Packed, tarred, zipped
from packer.bash import options_of
from packer.linux_content import brought

FIRST_BOOT = "first_boot"
"""The archive of the scripts that run on each host: no step can have this name."""
ARCHIVES = {"Windows": ".zip", "Linux": ".tar"}
SCRIPTS = {"Windows": ".ps1", "Linux": ".sh"}
BOM = "\ufeff"
"""Tells Windows PowerShell that a script is UTF-8."""


def archive(name: str, os_type: str) -> str:
    """The path of a step's archive in the folder of an image."""
    return f"archives/{name}{ARCHIVES[os_type]}"


def script(name: str, os_type: str) -> str:
    """The path of a step's script in the folder of an image."""
    return f"steps/{name}{SCRIPTS[os_type]}"


def on_first_boot(image: Image, catalog: Catalog) -> list[tuple[str, str, Step]]:
    """The name of each script that runs on a host, in their order, the step's name, and the step."""
    steps = [(name, step) for name, step in catalog.steps_of(image) if step.phase == "first_boot"]
    ending = SCRIPTS[image.os_type]
    return [(f"{number:02}-{name}{ending}", name, step) for number, (name, step) in enumerate(steps, 1)]


def environment(image: Image, step: Step) -> dict[str, str]:
    """The variables of a step: the image's and its own, which win. Windows ignores their case."""
    own = {name.lower() for name in (*step.environment, *step.facts, *step.secrets)}
    inherited = {name: value for name, value in image.build.environment.items() if name.lower() not in own}
    return {**inherited, **step.environment}


def bash_options(step: Step, image: Image, own: OwnFiles) -> str:
    """The options of bash for a step: those of the first line of its script. Inline, it stops at an error."""
    if image.os_type != "Linux" or step.action not in {"script", "inline"}:
        return ""
    text = _text(step, own, image.os_type)
    return "-e" if step.inline and not text.startswith("#!") else options_of(text)


def hcl(image: Image, catalog: Catalog, name: str) -> str | None:
    """The path beside the catalog of a file of build.hcl; None if there is none."""
    if image.build.hcl is None:
        return None
    path = f"{image.build.hcl.folder}/{name}{ENDING}"
    return path if path in catalog.own.texts else None


def sources(image: Image, catalog: Catalog) -> dict[str, str]:
    """The digest of what the steps bring: own/ and its path beside the catalog, or steps/ if it is inline."""
    own = catalog.own
    found: dict[str, str] = {}
    for name, step in catalog.steps_of(image):
        found |= {f"own/{path}": own.digests[path] for path in _paths(step, own)}
        if step.inline:
            found[script(name, image.os_type)] = digest_of(_text(step, own, image.os_type))
    if image.build.hcl:
        found |= {f"own/{path}": own.digests[path] for path in own.under(image.build.hcl.folder)}
    found |= {f"own/{path}": own.digests[path] for path in _installers(image, catalog)}
    return dict(sorted(found.items()))


def _installers(image: Image, catalog: Catalog) -> list[str]:
    """The files beside the catalog that the products of an image install, and keys of its repositories."""
    if image.os_type == "Linux":
        return list(brought(image, catalog).values())
    chosen = catalog.software.windows
    return [one.file for name in image.build.software if (one := chosen.get(name)) and one.file]


def facts(image: Image, catalog: Catalog) -> list[dict[str, Any]]:
    """Each step, in the order of the build: when it runs, what it does, and what it takes for that."""
    phases = get_args(Phase)
    steps = sorted(catalog.steps_of(image), key=lambda one: phases.index(one[1].phase))
    own = catalog.own
    return [{"id": name, "phase": step.phase, **_facts(step, image, own)} for name, step in steps]


def _facts(step: Step, image: Image, own: OwnFiles) -> dict[str, Any]:
    packed = image.os_type == "Linux" and step.action in {"files", "ansible", "goss"}
    programs = [path for path in _paths(step, own) if path in own.programs] if packed else []
    given = {"does": step.action, "files": [path for _, path in step.paths], "programs": programs}
    return {key: value for key, value in given.items() if value}


def files(image: Image, catalog: Catalog) -> Files:
    """The files that the steps of an image bring into its folder."""
    own = catalog.own
    found: Files = {f"own/{path}": own.texts[path] for path in _installers(image, catalog)}
    for name, step in catalog.steps_of(image):
        if step.phase == "first_boot":
            continue
        if step.script or step.inline:
            found[script(name, image.os_type)] = _text(step, own, image.os_type)
        elif step.ansible and step.ansible.run_on == "runner":
            found |= {f"own/{path}": own.texts[path] for path in _paths(step, own)}
        elif step.action != "restart":
            found[archive(name, image.os_type)] = _packed(tuple(_contents(step, own)), image.os_type)
    if first := on_first_boot(image, catalog):
        texts = ((name, _text(step, own, image.os_type), True) for name, _, step in first)
        found[archive(FIRST_BOOT, image.os_type)] = _packed(tuple(texts), image.os_type)
    if image.build.hcl:
        needed = own.under(f"{image.build.hcl.folder}/{FILES}")
        found |= {f"own/{path}": own.texts[path] for path in needed}
    if plugins := hcl(image, catalog, PLUGINS):
        found[f"own-plugins{ENDING}"] = own.texts[plugins]
    return found


def _text(step: Step, own: OwnFiles, os_type: str) -> str:
    """The script of a step: a file beside the catalog, or what is written in the catalog."""
    if step.script:
        return own.texts[step.script]
    text = str(step.inline).replace("\r\n", "\n").strip("\n") + "\n"
    return BOM + text if os_type == "Windows" and not text.isascii() else text


def _paths(step: Step, own: OwnFiles) -> Iterator[str]:
    for path in step.sources:
        yield from own.under(path)


def _contents(step: Step, own: OwnFiles) -> Iterator[tuple[str, str, bool]]:
    """Yield what is in the archive of a step: the name there, the text, and whether it may be executed.

    A file or folder has its own name there. The folder of a playbook is the archive itself.
    """
    for source in step.sources:
        for path in own.under(source):
            above = source if step.ansible and path != source else dirname(source)
            yield path.removeprefix(f"{above}/"), own.texts[path], path in own.programs


@lru_cache(maxsize=256)  # images share steps
def _packed(contents: tuple[tuple[str, str, bool], ...], os_type: str) -> str:
    named = {name: Packed(text=text, program=program) for name, text, program in contents}
    return zipped(named) if os_type == "Windows" else tarred(named)

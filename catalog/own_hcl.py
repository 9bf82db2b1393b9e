"""`[images.<key>.build.hcl]`: provisioner blocks of a company's own, for what no step can do."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from catalog import step_fields
from catalog.toml_table import TomlTable
from facts.secrets import looks_secret

Unsafe = Literal["post-processors", "plugins", "shell-local"]
UNDOES: dict[Unsafe, str] = {
    "post-processors": "run when the version is published, and can fail the build, change the version or "
    "delete it",
    "plugins": "are programs of others, which run with the credentials of the build",
    "shell-local": "runs on the machine that runs Packer, with the credentials of the build",
}
"""What each can undo."""
PHASES = ("start", "updated", "software", "settings", "test", "seal")
ENDING = ".pkr.hcl"
FILES = "files/"
"""What the blocks need, in the folder of blocks."""
PLUGINS, POST_PROCESSORS = "plugins", "post-processors"
BUILT_IN = frozenset("powershell shell file windows-restart windows-shell sleep".split())
"""Provisioners that Packer has without a plugin. Source: Packer 1.16.0, command/execute.go."""


class OwnHcl(TomlTable):
    """Provisioner blocks in HCL, which run after the steps of their phase."""

    folder: step_fields.OwnPath
    """Has <phase>.pkr.hcl, such as test.pkr.hcl, with provisioner blocks only."""
    unsafe: list[Unsafe] = []
    """Allow what can undo what goldshelf promises. post-processors: post-processors.pkr.hcl. plugins:
    plugins.pkr.hcl. shell-local: that provisioner."""


class NotHclError(ValueError):
    """What HashiCorp's parser says of a text, with its line."""


def parsed(text: str) -> dict[str, Any]:
    """Return the blocks of a text; raise NotHclError if HashiCorp's parser cannot read it."""
    import pygohcl  # few catalogs need it

    try:
        found: dict[str, Any] = pygohcl.loads(text)
    except pygohcl.HCLParseError as error:
        said = re.sub(r"^invalid HCL: ", "", str(error))
        place = re.match(r"tmp\.hcl:(\d+),\S+ (.*)", said, re.DOTALL)
        raise NotHclError(f"line {place[1]}: {place[2]}" if place else said) from None
    return found


def wrong(name: str, text: str, unsafe: list[Unsafe]) -> Iterator[str]:
    """Yield what must not be in the file `name` of the folder."""
    if name.startswith(FILES):
        return
    stem = name.removesuffix(ENDING)
    if not name.endswith(ENDING) or stem not in {*PHASES, PLUGINS, POST_PROCESSORS}:
        names = ", ".join(f"{phase}{ENDING}" for phase in (*PHASES, POST_PROCESSORS, PLUGINS))
        yield f"is not read: use one of {names}; files that the blocks need go into files/"
        return
    if stem in UNDOES and stem not in unsafe:
        yield f"is not allowed, since {stem} {UNDOES[stem]}; if you want it, write unsafe = [{stem!r}]"
    if looks_secret(text):
        yield "contains what looks like a secret: name a variable in `secrets` of a step, and use var.<name>"
    try:
        blocks = parsed(text)
    except NotHclError as error:
        yield f"is not HCL, {error}"
        return
    yield from _wrong_blocks(stem, blocks, unsafe)


def _wrong_blocks(stem: str, blocks: dict[str, Any], unsafe: list[Unsafe]) -> Iterator[str]:
    allowed = {PLUGINS: {"packer"}, POST_PROCESSORS: {"post-processor", "post-processors"}}
    for name in blocks:
        if name not in allowed.get(stem, {"provisioner"}):
            only = " and ".join(sorted(allowed.get(stem, {"provisioner"})))
            yield f"has {name!r}, and only {only} blocks belong there: remove it"
    if set(blocks.get("packer", {})) - {"required_plugins"}:
        yield "has more than required_plugins in its packer block: remove the rest"
    for type_ in blocks.get("provisioner", {}):
        if type_ == "shell-local" and type_ not in unsafe:
            yield f"has shell-local, which {UNDOES[type_]}; if you want it, write unsafe = ['shell-local']"
        elif type_ not in {*BUILT_IN, "shell-local"} and PLUGINS not in unsafe:
            needs = f"has the provisioner {type_!r}, which needs a plugin, and plugins {UNDOES['plugins']}"
            yield f"{needs}; if you want it, write unsafe = ['plugins']"
        elif stem == "seal" and type_ == "windows-restart":
            yield "must not restart the VM: what the phase seals would start again"

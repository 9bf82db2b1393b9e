"""`[images.<key>.build.hcl]`: provisioner blocks of a company's own, for what no step can do."""

import re
from collections.abc import Iterator
from functools import lru_cache
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
FILES = "files"
"""What the blocks need, in the folder of blocks."""
PLUGINS, POST_PROCESSORS, SHELL_LOCAL = "plugins", "post-processors", "shell-local"
BUILT_IN = frozenset("powershell shell file windows-restart windows-shell sleep hcp-sbom".split())
"""Provisioners that Packer has without a plugin. Source: Packer 1.16.0, command/execute.go."""


class OwnHcl(TomlTable):
    """Provisioner blocks in HCL, which run after the steps of their phase."""

    folder: step_fields.OwnPath
    """Has <phase>.pkr.hcl, such as test.pkr.hcl, with provisioner blocks only."""
    unsafe: list[Unsafe] = []
    """Allow what can undo what goldshelf promises. post-processors: post-processors.pkr.hcl. plugins:
    plugins.pkr.hcl. shell-local: that provisioner and post-processor."""


class NotHclError(ValueError):
    """What HashiCorp's parser says of a text, with its line."""


@lru_cache(maxsize=64)  # images share folders of blocks
def parsed(text: str) -> dict[str, Any]:
    """Return the blocks of a text; raise NotHclError if HashiCorp's parser cannot read it."""
    import pygohcl  # few catalogs need it

    try:
        found: dict[str, Any] = pygohcl.loads(text)
    except RecursionError:
        raise NotHclError("its values are nested too deeply") from None
    except pygohcl.HCLParseError as error:
        said = re.sub(r"^invalid HCL: ", "", str(error))
        place = re.match(r"tmp\.hcl:(\d+),\S+ (.*)", said, re.DOTALL)
        raise NotHclError(f"line {place[1]}: {place[2]}" if place else said) from None
    return found


def wrong(name: str, text: str, unsafe: list[Unsafe]) -> Iterator[str]:
    """Yield what must not be in the file `name` of the folder."""
    if name.startswith(f"{FILES}/"):
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
    if why := _unreadable(text):
        yield why
        return
    try:
        blocks = parsed(text)
    except NotHclError as error:
        yield f"is not HCL, {error}"
        return
    yield from _wrong_blocks(stem, blocks, unsafe)


def provisioners(text: str) -> list[str]:
    """Return the types of the provisioners in a text that has nothing wrong."""
    return _types(parsed(text), "provisioner")


def _unreadable(text: str) -> str | None:
    """Return why the parser here would not read the whole text, or not as Packer does."""
    if (at := text.find("\0")) >= 0:  # the parser stops there, and Packer does not
        line = text.count("\n", 0, at) + 1
        return f"contains a NUL character on line {line}: remove it"
    if text.startswith("\ufeff"):
        return "begins with a byte order mark, which Packer refuses inside a template: save it without"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "is not UTF-8: save it as UTF-8"
    return None


def _wrong_blocks(stem: str, blocks: dict[str, Any], unsafe: list[Unsafe]) -> Iterator[str]:
    allowed = {PLUGINS: {"packer"}, POST_PROCESSORS: {"post-processor", "post-processors"}}
    for name, found in blocks.items():
        if name not in allowed.get(stem, {"provisioner"}) or not isinstance(found, dict | list):
            only = " and ".join(sorted(allowed.get(stem, {"provisioner"})))
            yield f"has {name!r}, and only {only} blocks belong there: remove it"
    if SHELL_LOCAL in {*_types(blocks, "provisioner"), *_post_processors(blocks)} - {*unsafe}:
        undoes = UNDOES["shell-local"]
        yield f"has shell-local, which {undoes}; if you want it, write unsafe = ['shell-local']"
    if SHELL_LOCAL not in unsafe and _downloads(blocks):
        yield (
            "downloads a file from the VM, which writes on the machine that runs Packer; if you want it, "
            "write unsafe = ['shell-local']; JSON that a script writes to goldshelf's manifest folder comes "
            "into the software.json beside the manifest"
        )
    elif SHELL_LOCAL not in unsafe and any(map(_outside, _texts(blocks.get("provisioner")))):
        yield (
            "reads what is not beside the catalog, or a credential: put files into files/ in this folder, "
            "and name them as ${path.root}/own/<this folder>/files/..."
        )
    for packer in _each(blocks, "packer"):
        if packer.keys() - {"required_plugins"}:
            yield "has more than required_plugins in its packer block: remove the rest"
        if "azure" in _types(packer, "required_plugins"):
            yield "has the plugin azure, which the template has already: remove it"
    yield from _wrong_provisioners(stem, blocks, unsafe)


def _wrong_provisioners(stem: str, blocks: dict[str, Any], unsafe: list[Unsafe]) -> Iterator[str]:
    for one in _each(blocks, "provisioner"):
        if not one or not all(_is_block(body) for body in one.values()):
            yield 'has a provisioner without a type: write it as in provisioner "shell" { }'
            return
    for type_ in _types(blocks, "provisioner"):
        if type_ == "breakpoint":
            yield "has a breakpoint, which waits until somebody presses Enter: remove it"
        elif type_ not in {*BUILT_IN, SHELL_LOCAL} and PLUGINS not in unsafe:
            needs = f"has the provisioner {type_!r}, which needs a plugin, and plugins {UNDOES['plugins']}"
            yield f"{needs}; if you want it, write unsafe = ['plugins']"
        elif stem == "seal" and _restarts(type_, blocks):
            yield "must not restart the VM: what the phase seals would start again"


def _is_block(body: object) -> bool:
    return isinstance(body, dict) or (isinstance(body, list) and all(isinstance(one, dict) for one in body))


def _restarts(type_: str, blocks: dict[str, Any]) -> bool:
    bodies = [body for one in _each(blocks, "provisioner") for body in _each(one, type_)]
    return type_ == "windows-restart" or any(body.get("expect_disconnect") is True for body in bodies)


READS = re.compile(
    r"\b(?:file\w*|pathexpand|templatefile|vault|consul_key|aws_secretsmanager\w*)(?:\s|/\*.*?\*/)*\(",
    re.DOTALL,
)
"""Functions of Packer that read what is on its machine, or what its credentials may read."""
CREDENTIALS = re.compile(r"\bvar\.(?:client_|oidc_|tenant_id)")
"""Variables of the template with which the build signs in."""


def _outside(text: str) -> bool:
    """Whether a value of an argument names what is of the machine that runs Packer."""
    found = READS.search(text) or CREDENTIALS.search(text)
    return ".." in text.split("/") or found is not None


def _texts(value: object) -> Iterator[str]:
    """Yield the functions that are called, and the files that blocks bring to the VM."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for text in _texts(inner):
                named = name in {"script", "scripts", "source", "sources", "playbook_file"}
                beside = text.startswith("path.root/") and "(" not in text
                yield f"../{text}" if named and not beside else text
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _downloads(blocks: dict[str, Any]) -> bool:
    bodies = [body for one in _each(blocks, "provisioner") for body in _each(one, "file")]
    return any(body.get("direction", "upload") != "upload" for body in bodies)


def _post_processors(blocks: dict[str, Any]) -> Iterator[str]:
    yield from _types(blocks, "post-processor")
    for sequence in _each(blocks, "post-processors"):
        yield from _post_processors(sequence)


def _types(blocks: dict[str, Any], name: str) -> list[str]:
    """Return the first labels of the blocks with that name."""
    return list(dict.fromkeys(label for one in _each(blocks, name) for label in one))


def _each(blocks: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the blocks with that name: the parser gives one, or a list if it cannot put them into one."""
    found = blocks.get(name, [])
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]

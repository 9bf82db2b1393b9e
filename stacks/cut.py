"""Cut a prebuilt provider package down to some of its submodules, as one zip file for the import path.

A prebuilt package is Python modules and a jsii assembly: a tarball of JavaScript, one folder a submodule, and
`.jsii`, which describes every type. The cut holds the wanted part of each, unchanged, under the same names.
The same package gives the same bytes.
"""

import gzip
import io
import json
import marshal
import re
import tarfile
from collections.abc import Iterator, Sequence
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

INIT = '"""A slim cut of the installed package, made by stacks/cut.py: the submodules that stacks/ uses."""\n'
"""In place of the package's own `__init__`, which imports every submodule."""


def cut(package: Path, *, tarball: Path, submodules: Sequence[str]) -> bytes:
    """A zip file with these submodules of the installed package and of its assembly."""
    sources = _sources(package, submodules)
    namespaces = [_namespace(source) for source in sources.values()]
    content = io.BytesIO()
    with ZipFile(content, "w") as whole:
        _add(whole, f"{package.name}/__init__.py", INIT)
        _add(whole, f"{package.name}/_jsii/__init__.py", (package / "_jsii/__init__.py").read_text("utf-8"))
        for name, source in sources.items():
            _add(whole, f"{package.name}/{name}/__init__.py", source)
        whole.writestr(ZipInfo(f"{package.name}/_jsii/{tarball.name}"), _tarball(tarball, namespaces))
    return content.getvalue()


def _sources(package: Path, submodules: Sequence[str]) -> dict[str, str]:
    """The code of these submodules, and of those that it imports in its turn."""
    sources: dict[str, str] = {}
    wanted = list(submodules)
    for name in wanted:  # which grows on the way
        if name not in sources:
            sources[name] = (package / name / "__init__.py").read_text("utf-8")
            wanted += re.findall(rf"\b{package.name}\.(\w+)", sources[name])
    return sources


def _add(whole: ZipFile, name: str, source: str) -> None:
    """Add a module and its bytecode, for a zip file gets no `__pycache__`.

    The bytecode is the one of `python -O`, without the generated checks of each argument's type. Node checks
    the same arguments again, and the checks in Python take nearly half of the time that an image costs.
    """
    code = compile(source, name, "exec", dont_inherit=True, optimize=1)
    unchecked = (1).to_bytes(4, "little")  # PEP 552: never compared with the source
    header = MAGIC_NUMBER + unchecked + source_hash(source.encode())
    whole.writestr(ZipInfo(name), source)
    # Later formats of marshal note what else in the process holds a name: the bytes would differ.
    whole.writestr(ZipInfo(f"{name}c"), header + marshal.dumps(code, 2))


def _namespace(source: str) -> str:
    """The submodule's name in the assembly, such as @cdktf/provider-azurerm.sharedImage: its code has it."""
    found = re.search(r'jsii_type="(@[^"]+)\.\w+"', source)
    if not found:
        raise ValueError("no jsii_type in the generated code")
    return found[1]


def _tarball(tarball: Path, namespaces: Sequence[str]) -> bytes:
    """The assembly's tarball with these namespaces only."""
    _, description = next(_files(tarball, "package/.jsii"))
    assembly = _assembly(description, namespaces)
    folders = {name: module["symbolId"].split("/")[1] for name, module in assembly["submodules"].items()}
    index = "".join(
        f'exports.{name.rpartition(".")[2]} = require("./{folder}");\n' for name, folder in folders.items()
    )
    kept = [f"package/lib/{folder}/" for folder in folders.values()]
    files = {
        "package/.jsii": json.dumps(assembly).encode(),
        "package/lib/index.js": index.encode(),
        **dict(_files(tarball, "package/package.json", "package/LICENSE", *kept)),
    }
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as small:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            small.addfile(member, io.BytesIO(data))
    return gzip.compress(content.getvalue(), mtime=0)


def _files(tarball: Path, *prefixes: str) -> Iterator[tuple[str, bytes]]:
    """The files whose names begin so, in the tarball's order."""
    with tarfile.open(tarball) as whole:
        for member in whole:
            file = whole.extractfile(member) if member.name.startswith(prefixes) else None
            if file:
                yield member.name, file.read()


def _assembly(description: bytes, namespaces: Sequence[str]) -> dict[str, Any]:
    """The assembly's description with the types of these namespaces only."""
    wanted = tuple(f"{name}." for name in namespaces)

    def drop(value: dict[str, Any]) -> dict[str, Any] | None:
        """Let go of a type as soon as it is read: the whole description takes 400 MB."""
        return None if "fqn" in value and "kind" in value and not value["fqn"].startswith(wanted) else value

    assembly: dict[str, Any] = json.loads(description, object_hook=drop)
    assembly["types"] = {name: value for name, value in assembly["types"].items() if value}
    assembly["submodules"] = {name: assembly["submodules"][name] for name in namespaces}
    others = re.findall(rf'"({re.escape(assembly["name"])}\.\w+)\.\w+"', json.dumps(assembly["types"]))
    missing = set(others) - set(namespaces)
    if missing:
        raise ValueError(
            f"the types refer to {', '.join(sorted(missing))}: add these to SUBMODULES in stacks/slim.py"
        )
    return assembly

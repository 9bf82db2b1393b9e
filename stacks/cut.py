"""Reduce a prebuilt provider package to some of its submodules, as a zip file for the import path.

A prebuilt package has Python modules and a jsii assembly: a tarball with a folder of JavaScript for each
submodule, and `.jsii`, which describes every type. The result has the wanted part of each, unchanged, under
the same names. The same package gives the same bytes.
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

INIT = (
    '"""A slim copy of the installed package, with the submodules that stacks/ uses: see stacks/cut.py."""\n'
)
"""Replaces the package's own `__init__`, which imports every submodule."""


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
    """The code of these submodules, and of the submodules that they import."""
    sources: dict[str, str] = {}
    wanted = list(submodules)
    for name in wanted:  # the list grows in the loop
        if name not in sources:
            sources[name] = (package / name / "__init__.py").read_text("utf-8")
            wanted += re.findall(rf"\b{package.name}\.(\w+)", sources[name])
    return sources


def _add(whole: ZipFile, name: str, source: str) -> None:
    """Add a module with its bytecode, since Python writes no `__pycache__` into a zip file.

    The bytecode is that of `python -O`, without the generated type checks of each argument: they take nearly
    half of the time of an image, and Node checks the same arguments again.
    """
    code = compile(source, name, "exec", dont_inherit=True, optimize=1)
    unchecked = (1).to_bytes(4, "little")  # PEP 552: not compared with the source
    header = MAGIC_NUMBER + unchecked + source_hash(source.encode())
    whole.writestr(ZipInfo(name), source)
    # In later formats of marshal, the bytes depend on reference counts.
    whole.writestr(ZipInfo(f"{name}c"), header + marshal.dumps(code, 2))


def _namespace(source: str) -> str:
    """The submodule's name in the assembly, such as @cdktf/provider-azurerm.sharedImage, from its code."""
    found = re.search(r'jsii_type="(@[^"]+)\.\w+"', source)
    if not found:
        raise ValueError("no jsii_type in the generated code")
    return found[1]


def _tarball(tarball: Path, namespaces: Sequence[str]) -> bytes:
    """The assembly's tarball, with only these namespaces."""
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
    """The files whose names start with a prefix, in the tarball's order."""
    with tarfile.open(tarball) as whole:
        for member in whole:
            file = whole.extractfile(member) if member.name.startswith(prefixes) else None
            if file:
                yield member.name, file.read()


def _assembly(description: bytes, namespaces: Sequence[str]) -> dict[str, Any]:
    """The assembly's description, with only the types of these namespaces."""
    wanted = tuple(f"{name}." for name in namespaces)

    def drop(value: dict[str, Any]) -> dict[str, Any] | None:
        """Drop a type as soon as it is read: the whole description needs 400 MB."""
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

"""Files of own steps: beside the catalog, small enough for their way to the VM, and readable there."""

import re
from collections.abc import Iterator
from posixpath import basename

from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.problem import Found, Location
from catalog.rule import rule
from catalog.rules.steps import each_step_of_an_image
from catalog.step import Step
from files.folders import as_bytes

BASH = frozenset({"bash", "sh", "dash", None})
"""Programs in the first line of a script that bash runs as it is meant."""
PATH_ONLY = re.compile(r"[\w./-]+/[\w.-]+\.(?:ps1|sh)|[\w.-]+\.(?:ps1|sh)")
ESCAPED = re.compile(r"\b[A-Za-z]:[\x07-\x0d\x1b]")
"""What double quotes make of C:\\temp or C:\\new."""
MOST_FOR_WINDOWS = 5_000_000
"""Of the files of a step, in bytes. WinRM sends 8 KB of base64 in each command: 1.4 MB took 32 minutes."""
BLOB = (
    "put large files into a storage account: an installer is a product then, with sha256 and with_identity; for the rest "
    "see goldshelf's docs/own-steps.md"
)


@rule(
    "GS194",
    "Files of steps must be beside the catalog",
    example="""
[steps.baseline]
phase  = "settings"
- script = "steps/base-line.ps1"
+ script = "steps/baseline.ps1"

[images.win11-avd.build]
steps = ["baseline"]
""",
    happens="There would be nothing to copy into the folder that Packer reads, before the build.",
    fix="Add the file below the folder of the catalog, or correct its path.",
    source="goldshelf: docs/own-steps.md",
)
def files_beside(catalog: Catalog) -> Found:
    """Reported at each key that names the file."""
    for where, step in catalog.all_steps:
        for (keys, path), source in zip(step.paths, step.sources, strict=True):
            if why := catalog.own.wrong.get(source):
                yield (*where, *keys), f"{source!r}: {why}"
            elif keys[0] != "files" and keys != ("pester", "tests") and path not in catalog.own.texts:
                yield (*where, *keys), f"{path!r} must be a file in the folder of the catalog"
        yield from (((*where, *keys), message) for keys, message in _wrong_tests(step, catalog.own))
        names: set[str] = set()
        for keys, path in () if step.ansible else step.paths:
            if basename(path).lower() in names:
                yield (
                    (*where, *keys),
                    f"{path!r} has the name of another of the step's files, in one folder: rename one",
                )
            names.add(basename(path).lower())


def _wrong_tests(step: Step, own: OwnFiles) -> Found:
    if step.pester and step.pester.tests not in own.wrong:
        found = own.under(step.pester.tests)
        if not any(path.lower().endswith(".tests.ps1") for path in found):
            yield (
                ("pester", "tests"),
                f"{step.pester.tests!r} has no *.Tests.ps1, which Pester looks for: rename the file with the tests",
            )
    if step.goss and re.search(r"(?m)^[\"']?gossfile[\"']?:", own.texts.get(step.goss.tests, "")):
        yield (
            ("goss", "tests"),
            f"{step.goss.tests!r} includes other files, and only this one is copied: put all tests into it",
        )


@rule(
    "GS195",
    "A script must be text that its shell reads as it is meant",
    example="""
[steps.baseline]
phase  = "settings"
- inline = "exit 0 \\u0000"
+ inline = "exit 0"

[images.win11-avd.build]
steps = ["baseline"]
""",
    happens="Windows PowerShell reads UTF-8 without a byte order mark in the code page of the machine, bash stops "
    "at a carriage return, and both stop at a NUL, in the build.",
    fix="Save the script as the message says.",
    source="Microsoft: about_Character_Encoding, Windows PowerShell 5.1",
)
def readable_scripts(catalog: Catalog) -> Found:
    """What needs no parser."""
    for where, step in catalog.all_steps:
        if step.inline and "\0" in step.inline:
            yield (*where, "inline"), "contains a NUL character: remove it"
        elif step.inline and step.inline.startswith("\ufeff"):
            yield (*where, "inline"), "begins with a byte order mark: remove it"
        elif step.inline and PATH_ONLY.fullmatch(step.inline.strip()):
            yield (*where, "inline"), f"is only the path of a script: write script = {step.inline.strip()!r}"
        elif step.inline and ESCAPED.search(step.inline):
            yield (
                (*where, "inline"),
                "has a control character in a path: in double quotes, a backslash begins an escape, such as \\t; "
                "use single quotes",
            )
        for key, path in _scripts(step, catalog):
            if why := _unreadable(catalog.own.texts[path], windows=path.lower().endswith(".ps1")):
                yield (*where, *key), f"{path!r} {why}"


def _scripts(step: Step, catalog: Catalog) -> Iterator[tuple[Location, str]]:
    """Yield the scripts that a step runs, and its tests in PowerShell, after the keys that name them."""
    if step.script in catalog.own.texts:
        yield ("script",), str(step.script)
    for path in catalog.own.under(step.pester.tests) if step.pester else ():
        if path.lower().endswith(".ps1"):
            yield ("pester", "tests"), path


def _unreadable(text: str, *, windows: bool) -> str | None:
    if not text.strip("\ufeff\r\n\t "):
        return "is empty: write the script, or remove the step"
    if as_bytes(text)[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return None if windows else "is UTF-16, which bash cannot read: save it as UTF-8"
    if (at := text.find("\0")) >= 0:
        return f"contains a NUL character on line {_line(text, at)}: remove it"
    if windows and not text.isascii() and not text.startswith("\ufeff"):
        at = next(index for index, letter in enumerate(text) if not letter.isascii())
        return (
            f"contains {text[at]!a} on line {_line(text, at)} and has no byte order mark, so Windows "
            "PowerShell reads other letters: save it as UTF-8 with a byte order mark, or use ASCII only"
        )
    if not windows and (program := _interpreter(text)) not in BASH:
        return (
            f"names {program!r} in its first line, and bash runs the scripts of steps: write it in bash, or copy "
            "it with `files`, and run it in a step after that"
        )
    if not windows and "\r" in text:
        return (
            f"ends line {_line(text, text.index(chr(13)))} with a carriage return, which bash takes for a part "
            "of the command: save it with LF (git: *.sh text eol=lf in .gitattributes)"
        )
    if not windows and text.startswith("\ufeff"):
        return "begins with a byte order mark, which bash takes for a part of the command: save it without"
    return None


def _interpreter(text: str) -> str | None:
    """The program in the first line of a script; None if there is none."""
    words = text.partition("\n")[0].removeprefix("#!").split() if text.startswith("#!") else []
    names = [basename(word) for word in words if word != "-S"]
    return next((name for name in names if name != "env"), None)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


@rule(
    "GS198",
    "Files for a Windows VM must be small",
    example="""
[steps.tools]
phase       = "software"
- files       = ["6MB"]
+ files       = ["4MB"]
destination = "C:/Contoso"

[images.win11-avd.build]
steps = ["tools"]
""",
    happens="WinRM sends 8 KB in each command: 1.4 MB took 32 minutes, in the build.",
    fix="Put large files into a storage account, and download them in a step, with an identity of the build VM.",
    source="hashicorp/packer#2648 and #4806: uploads over WinRM",
)
@each_step_of_an_image
def small_for_winrm(step: Step, os_type: str, own: OwnFiles) -> Iterator[str]:
    """The sum of what one step copies."""
    size = sum(len(as_bytes(own.texts[one])) for path in step.sources for one in own.under(path))
    if os_type == "Windows" and size > MOST_FOR_WINDOWS:
        yield f"copies {size:,} bytes over WinRM, and the limit is {MOST_FOR_WINDOWS:,}: {BLOB}"

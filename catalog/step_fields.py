"""The types of single fields of `[steps]`."""

import re
from typing import Annotated
from unicodedata import is_normalized

from pydantic import Field

from catalog.fields import DEVICES
from catalog.limit import Limit, matching

# Packer's environment for a script has these names already, or the shell and Windows need them.
TAKEN = (
    "PATH PSModulePath HOME USER SHELL PWD TEMP TMP SystemRoot SystemDrive ComSpec windir "
    "UID EUID PPID BASHOPTS SHELLOPTS BASH_VERSINFO "  # bash does not let them be set
    "PACKER_BUILD_NAME PACKER_BUILDER_TYPE PACKER_HTTP_ADDR PACKER_HTTP_IP PACKER_HTTP_PORT"
)
_TAKEN = {name.lower() for name in TAKEN.split()}
NAME = r"[A-Za-z_][A-Za-z0-9_]{0,99}"

COMPOSED = "rename it: its letters must be in Unicode's composed form (NFC), because Packer converts to it"

_DEVICE = re.compile(rf"(?i)(?:.*[\\/])?(?:{DEVICES})(?:[. ][^\\/]*)?(?:[\\/].*)?")
NO_DEVICE = Limit(
    fits=lambda path: not names_a_device(path),
    message="must not have a device name of Windows, such as con, nul or com1, with any ending: use another",
)


def names_a_device(path: str) -> bool:
    """Whether a part of a path is a device for Windows, which then has no such file or folder."""
    return _DEVICE.fullmatch(path) is not None


StepName = Annotated[
    str,
    NO_DEVICE,
    matching(
        r"(?=.{1,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "use the name of a step: at most 40 lower-case letters, digits and single '-', a letter first; a "
        "file is the script of a step",
    ),
]
SEGMENT = r"""(?!\.{1,2}(?:/|$))[^\x00-\x1f\x7f/\\:*?"<>|{}]{0,199}[^\x00-\x1f\x7f/\\:*?"<>|{}. ]"""
OWN_PATH = re.compile(rf"(?=.{{1,400}}$)(?! ){SEGMENT}(?:/(?! ){SEGMENT})*")
"""What Windows, git and Packer's templates can all name."""
OwnPath = Annotated[
    str,
    matching(
        OWN_PATH.pattern,
        "use a path below the folder of the catalog, such as steps/baseline.ps1: with '/' between its parts, "
        "no '..', no '/' at an end, and none of \\ : * ? \" < > | { }",
    ),
    NO_DEVICE,
    Limit(fits=lambda path: is_normalized("NFC", path), message=COMPOSED),
]
PlaybookPath = Annotated[
    OwnPath,
    matching(
        ".+/.+",
        "put the playbook into a folder, such as ansible/site.yml: everything in that folder is copied",
    ),
]
VariableName = Annotated[
    str,
    matching(NAME, "use letters, digits and '_', with a letter or '_' first"),
    Limit(
        fits=lambda name: name.lower() not in _TAKEN,
        message="is a variable that the system or Packer sets: use another name",
    ),
]
SecretName = Annotated[
    VariableName,
    Limit(
        fits=lambda name: not name.upper().startswith("PKR_VAR_"),
        message="must be the name of the variable in the script: leave PKR_VAR_ out",
    ),
]
PlaybookArgument = Annotated[
    str,
    Limit(
        fits=lambda text: not re.match(r"-\S+\s", text),
        message="must be one argument: write --limit=web, or '--limit', 'web'",
    ),
    Limit(fits=lambda text: text.strip() and text.isprintable(), message="must be one argument, on one line"),
    matching(
        r"(?!-[ic]|--inventory|--connection).*",
        "must not say where the playbook runs: Packer, or run_on, sets inventory and connection",
    ),
]
VariableValue = Annotated[
    str, Limit(fits=lambda value: "\0" not in value, message="must not contain a NUL character: remove it")
]
ExitCode = Annotated[int, Field(ge=-2_147_483_648, le=4_294_967_295)]
Retries = Annotated[int, Field(ge=0, le=10)]
Destination = Annotated[
    str,
    matching(
        r"""(?!.*[\\/]\.\.?(?:[\\/]|$))(?:[A-Za-z]:[\\/][^\x00-\x1f\x7f:*?"<>|{}]*|/[^\x00-\x1f\x7f*?"<>|{}]*)""",
        "use an absolute path without '..', such as C:/Contoso or /opt/contoso; in double quotes, a "
        "backslash begins an escape",
    ),
]
PesterVersion = Annotated[
    str, matching(r"5\.[0-9]+\.[0-9]+", "use a version of Pester 5, such as 5.1.0: other majors differ")
]

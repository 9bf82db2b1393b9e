"""How bash runs the scripts of a Linux image: a local of the template for each way."""

import re
from functools import cache

from packer.hcl import Hcl, Local

SHEBANG = re.compile(
    r"#![ \t]*/\S*/(?:env[ \t]+(?:-S[ \t]+)?)?(?:ba|da)?sh"
    r"((?:[ \t]+-[A-Za-z]+(?:[ \t]+[a-z]+)?)+)[ \t]*(?:\n|$)"
)
"""A first line with options of the shell, such as -e or -euo pipefail."""


@cache
def run(*, root: bool = True, secrets: bool = False, options: str = "") -> Local:
    """Return the command with which Packer runs a script. It puts the environment and the script in.

    As root or as the build user; with secrets, the environment is in a file; options are those of bash.
    """
    name = ("as_root" if root else "as_user") + ("_with_secrets" if secrets else "")
    shell = " ".join(filter(None, ("sudo -E" if root else "", "bash", options, "'{{ .Path }}'")))
    environment = ". {{ .EnvVarFile }} &&" if secrets else "{{ .Vars }}"
    suffix = re.sub(r"\W+", "_", options.replace("-", ""))
    return Local(
        name=f"{name}_{suffix}" if suffix else name,
        value=Hcl(f'"chmod +x {{{{ .Path }}}}; {environment} {shell}"'),
    )


@cache
def options_of(script: str) -> str:
    """Return the options of bash in the first line of a script: it is run by bash, and not by that line."""
    found = SHEBANG.match(script)
    return " ".join(found[1].split()) if found else ""

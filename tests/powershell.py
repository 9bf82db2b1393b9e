"""A `pwsh` that answers for each script what PowerShell 7.6.9 said of it, and nothing for any other.

It takes only a call that pwsh can be given: the parameters of about_Pwsh, with -File as the last of them, and
a script that is where -File says. What it was called with is in calls.txt, beside it.
"""

import json
import shlex
import sys
from pathlib import Path

from tests.programs import PROJECT, program

# Without conftest.py, whose imports would take a second in each of these processes.
RECORDED = PROJECT / "tests/data/powershell"
SAMPLES = {path.name: path.read_bytes() for path in sorted((RECORDED / "samples").iterdir())}
SCRIPT = PROJECT / "catalog/parsers/parse.ps1"
SWITCHES = {"-nologo", "-noprofile", "-noninteractive"}
VALUES = {"-executionpolicy": {"bypass"}}
"""Parameters, and the values of each that the recording is true for."""


def pwsh(folder: Path, name: str = "pwsh") -> Path:
    """Write the program to a folder of its own, which stands for PATH."""
    python = f"PYTHONPATH={shlex.quote(str(PROJECT))} exec {shlex.quote(sys.executable)} -m tests.powershell"
    return program(folder / name, f'{python} {shlex.quote(str(folder))} "$@"').parent


def calls(folder: Path) -> list[str]:
    """Return the names that each process was given to read."""
    said = folder / "calls.txt"
    return said.read_text().splitlines() if said.exists() else []


def asked_for(arguments: list[str]) -> Path:
    """Return the script that pwsh would run; stop as it does with an exit code of its own."""
    left = iter(arguments)
    for one in left:
        name = one.lower()
        if name == "-file":
            script = Path(next(left))
            assert [] == list(left), "the rest would be arguments of the script"
            return script
        assert name in SWITCHES or next(left).lower() in VALUES[name], one
    raise AssertionError("without -File, pwsh would read commands")


def main() -> None:
    """Answer as recorded."""
    here, *arguments = sys.argv[1:]
    script = asked_for(arguments)
    assert SCRIPT.read_bytes() == script.read_bytes(), "only this script was recorded"
    names = sys.stdin.read().split()
    with Path(here, "calls.txt").open("a") as log:
        log.write(f"{' '.join(names)}\n")
    answers = [json.loads(line) for line in (RECORDED / "answers.jsonl").read_text().splitlines()]
    by_content = {content: name for name, content in SAMPLES.items()}
    for name in names:
        sample = by_content[Path(name).read_bytes()]
        for answer in answers:
            if answer["file"] == f"samples/{sample}":
                print(json.dumps({**answer, "file": name}, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()

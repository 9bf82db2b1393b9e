"""What each rule reports for its wrong example: `python -m tests.rule_messages` writes data/rules.toml."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.finding import Finding
from catalog.load import examine, examine_together
from catalog.parsed import parse_together
from catalog.rules import OF_PARSERS, OF_SEVERAL, RULES
from tests.catalogs import Toml, write, written
from tests.certificates import EXPIRED, ROOT, SERVER
from tests.conftest import DATA

MESSAGES = DATA / "rules.toml"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER = {"GS281": datetime(2027, 2, 1, tzinfo=UTC)}
"""The day of the example of a rule that says nothing yet."""
SEVERAL = {rule.id for rule in OF_SEVERAL}
PARSED = {rule.id for rule in OF_PARSERS}
APART = {
    "GS206": '[backend]\ntype = "local"\npath = "prod"',
    "GS207": '[gallery]\nname = "other"',
    "GS286": '[gallery]\nname = "other"',
}
"""Lines that keep two catalogs apart in everything that the rule does not look at."""


def images(count: int) -> Toml:
    """Return a catalog with that many images."""
    return written("".join(f"[images.i{number}]\n" for number in range(1, count)))


def tags(count: int, **table: dict[str, str]) -> Toml:
    """Return a catalog whose image has that many tags of its own, besides those of the catalog."""
    names = {f"tag-{number}": "" for number in range(count)}
    return {**written(""), **table} | {"images": tagged_images(names)}


def tagged_images(names: dict[str, str]) -> dict[str, Any]:
    """Return the images of the sound catalog with these tags."""
    return {key: {**image, "tags": names} for key, image in written("")["images"].items()}


def versioned(text: str) -> Toml:
    """Return a catalog whose image has a version tag of this text and the commit."""
    return written(f'images.win11-avd.build.version_tags = {{ a = "{text}{{commit}}" }}')


IN_WORDS: dict[str, tuple[Toml, Toml]] = {
    "GS010": (written(f'tags = {{ a = "{"x" * 257}" }}'), written(f'tags = {{ a = "{"x" * 256}" }}')),
    "GS108": (tags(50, tags={"a": ""}), tags(46, tags={"a": ""})),
    "GS119": (tags(48), tags(47)),
    "GS124": (images(1001), images(1000)),
    "GS188": (versioned("x" * 193), versioned("x" * 192)),
    "GS203": (images(901), images(900)),
}
"""Examples too long to print: the catalog that breaks the rule, and the one that passes."""


FILES = {
    "GS189": {"hcl/test.pkr.hcl": b'provisioner "powershell" {}\n', "builds/test.pkr.hcl": b"build {}\n"},
    "GS194": {"steps/baseline.ps1": b"exit 0\n"},
    "GS315": {"packages/agent.deb": b"a package"},
    "GS229": {
        "ansible/webservers.yml": b"- hosts: webservers\n  tasks: []\n",
        "ansible/all.yml": b"- hosts: all\n  tasks: []\n",
    },
    "GS230": {
        "steps/with-token.sh": b"agent 'ghp_" + b"0" * 36 + b"'\n",
        "steps/agent.sh": b'agent "$AGENT_TOKEN"\n',
    },
    "GS198": {"6MB": bytes(6_000_000), "4MB": bytes(4_000_000)},
    "GS263": {
        "certificates/old-root.cer": EXPIRED.encode(),
        "certificates/contoso-root.cer": ROOT.encode(),
    },
    "GS264": {
        "certificates/server.cer": SERVER.encode(),
        "certificates/contoso-root.cer": ROOT.encode(),
    },
    "GS302": {"installers/agent.msi": b"an installer"},
    "GS303": {"6MB.msi": bytes(6_000_000), "4MB.msi": bytes(4_000_000)},
}
"""Files beside the catalogs of an example."""


def catalogs(id_: str, folder: Path) -> tuple[Path, Path]:
    """Write the catalog that breaks the rule, and the one that passes."""
    for name, content in FILES.get(id_, {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    wrong, right = IN_WORDS.get(id_) or (written(RULES[id_].wrong), written(RULES[id_].right))
    return write(folder, wrong, "wrong.toml"), write(folder, right, "right.toml")


def findings(id_: str, path: Path) -> list[Finding]:
    """Return every finding in a catalog; those of parsers only for their rules, and without PowerShell."""
    examined = examine(path, now=LATER.get(id_, NOW))
    if id_ not in PARSED:
        return examined.findings
    return examined.findings + parse_together([examined], kept=path.parent / "cache", search="")


def reported(id_: str, path: Path) -> list[str]:
    """Return every finding in a catalog, without the folder that the test runs in."""
    return [str(finding).replace(f"{path.parent}/", "") for finding in findings(id_, path)]


def reported_together(*paths: Path) -> list[str]:
    """Return every finding between catalogs of one folder."""
    findings = examine_together([examine(path) for path in paths])
    return [str(finding).replace(f"{paths[0].parent}/", "") for finding in findings]


def messages(id_: str, folder: Path) -> list[str]:
    """Return what is reported for the wrong example of a rule."""
    if id_ == "GS001":
        path = folder / "catalog.toml"
        path.write_text(RULES[id_].wrong)
        return reported(id_, path)
    wrong, _ = catalogs(id_, folder)
    if id_ in SEVERAL:
        return reported_together(
            wrong, write(folder, written(f"{RULES[id_].wrong}\n{APART[id_]}"), "prod.toml")
        )
    return reported(id_, wrong)


def content() -> str:
    """Return data/rules.toml."""
    lines = ["# Written by `make generate`: what is reported for the wrong example of each rule.\n"]
    with tempfile.TemporaryDirectory() as folder:
        for id_ in sorted(RULES):
            found = "".join(
                f"  {json.dumps(line, ensure_ascii=False)},\n" for line in messages(id_, Path(folder))
            )
            lines.append(f"{id_} = [\n{found}]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    MESSAGES.write_text(content())
    print(f"wrote {MESSAGES.relative_to(Path.cwd())}")

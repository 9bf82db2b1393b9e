"""A rule in words: for `python -m catalog explain`, and for docs/rules.md."""

import tomllib
from functools import cache
from pathlib import Path

from catalog.rule import Rule
from catalog.rules import CHAPTERS, RULES, rules_in

EXAMPLES = Path(__file__).parent / "rules/examples.toml"
ACCEPTED = {
    "error": "It cannot be accepted.",
    "warning": """Accept it where you know better:
    [[accept]]
    rule   = "{id}"
    reason = "..."
""".rstrip(),
}


@cache
def examples() -> dict[str, dict[str, str]]:
    """For each rule the lines that break it, `wrong`, and lines that just pass, `right`."""
    return tomllib.loads(EXAMPLES.read_text("utf-8"))


def for_terminal(rule: Rule) -> str:
    """The rule for a terminal."""
    lines = examples()[rule.id]
    return "\n".join(
        [
            f"{rule.id}, {rule.severity}: {rule.title}.",
            "",
            f"Without it   {rule.happens}",
            f"What to do   {rule.todo}",
            f"Source       {rule.source}",
            "",
            "Wrong:",
            *(f"    {line}".rstrip() for line in lines["wrong"].splitlines()),
            "",
            "Right:",
            *(f"    {line}".rstrip() for line in lines["right"].splitlines()),
            "",
            ACCEPTED[rule.severity].format(id=rule.id),
        ]
    )


def rules_page() -> str:
    """docs/rules.md."""
    parts = [
        HEAD,
        "\n".join(["| rule | | |", "|---|---|---|", *map(_row, (RULES[id_] for id_ in sorted(RULES)))]),
    ]
    for chapter in CHAPTERS:
        parts.append(f"## {(chapter.__doc__ or '').strip().rstrip('.')}")
        parts += map(_section, rules_in(chapter))
    return "\n\n".join(parts) + "\n"


HEAD = """<!-- `make generate` writes this page from catalog/rules/. -->
# Rules

What Azure, Terraform or Packer would refuse later, and what they advise against. `GS0..` and `GS1..` are
errors, `GS2..` warnings. `make synth` shows both, and stops at errors; `python -m catalog check` looks at
dates too.

The examples are lines to write into a catalog that is sound.

A warning that you know better than is accepted in the catalog, with the reason. An error cannot be accepted.

```toml
[[accept]]
rule   = "GS201"
reason = "a trial with two hosts"
image  = "win11-avd" # may be left out: then for every image
```"""


def _row(rule: Rule) -> str:
    return f"| [{rule.id}](#{rule.id.lower()}) | {rule.severity} | {rule.title} |"


def _section(rule: Rule) -> str:
    lines = examples()[rule.id]
    wrong, right = (f"```toml\n{lines[kind].strip()}\n```" for kind in ("wrong", "right"))
    return f"""### {rule.id}

{rule.severity.capitalize()}: **{rule.title}.** {rule.happens} {rule.todo}

Wrong:

{wrong}

Right:

{right}

Source: {rule.source}."""

"""A rule in words: for `python -m catalog explain`, and for docs/rules.md."""

from catalog.rule import Rule
from catalog.rules import CHAPTERS, RULES, rules_in

ACCEPTED = {
    "error": "An error cannot be accepted.",
    "warning": """To accept it in the catalog:
    [[accept]]
    rule   = "{id}"
    reason = "..."
""".rstrip(),
}


def for_terminal(rule: Rule) -> str:
    """Return the text of `explain`."""
    return "\n".join(
        [
            f"{rule.id}, {rule.severity}: {rule.title}.",
            "",
            f"Why      {rule.happens}",
            f"Fix      {rule.fix}",
            f"Source   {rule.source}",
            "",
            "Wrong:",
            *_indented(rule.wrong),
            "",
            "Right:",
            *_indented(rule.right),
            "",
            ACCEPTED[rule.severity].format(id=rule.id),
        ]
    )


def _indented(text: str) -> list[str]:
    return [f"    {line}".rstrip() for line in text.splitlines()]


def rules_page() -> str:
    """Return docs/rules.md."""
    parts = [
        HEAD,
        "\n".join(
            ["| rule | severity | |", "|---|---|---|", *map(_row, (RULES[id_] for id_ in sorted(RULES)))]
        ),
    ]
    for chapter in CHAPTERS:
        parts.append(f"## {(chapter.__doc__ or '').strip().rstrip('.')}")
        parts += map(_section, rules_in(chapter))
    return "\n\n".join(parts) + "\n"


HEAD = """<!-- `make generate` writes this page from catalog/rules/. -->
# Rules

These rules report what Azure, Terraform or Packer would refuse, or advise against. `GS2..` are warnings,
all others are errors. `make synth` reports both, and stops at errors; `python -m catalog check` also
checks dates, and what own steps bring.

To try an example, add its lines to a catalog that breaks no rule.

A catalog can accept a warning, with the reason. An error cannot be accepted.

```toml
[[accept]]
rule   = "GS201"
reason = "a trial with two hosts"
image  = "win11-avd" # optional: without it, the warning is accepted for every image
```"""


def _row(rule: Rule) -> str:
    return f"| [{rule.id}](#{rule.id.lower()}) | {rule.severity} | {rule.title} |"


def _section(rule: Rule) -> str:
    wrong, right = (f"```toml\n{text}\n```" for text in (rule.wrong, rule.right))
    return f"""### {rule.id}

{rule.severity.capitalize()}: **{rule.title}.** {rule.happens} {rule.fix}

Wrong:

{wrong}

Right:

{right}

Source: {rule.source}."""

"""HCL as `packer fmt` writes it, so that templates need not align anything.

Rules tried on Packer 1.6.6: in lines that follow each other at one level, with values on one line, the `=`
stand in one column. Blank lines are ours: one between groups, none at the ends of a block.
"""

import re
from functools import lru_cache
from itertools import groupby

from packer.hcl import NOTHING

ARGUMENT = re.compile(r'( *)(?:"(?:[^"\\]|\\.)*"|[A-Za-z_][\w-]*)(?= = )')
OPENS = ("{", "[", "(")
BLANKS = re.compile(r"\n{3,}")
AT_START = re.compile(r"([{\[])\n\n+")
AT_END = re.compile(r"\n\n+( *[}\]])")


@lru_cache(maxsize=64)  # the plugins are the same in most images
def formatted(text: str) -> str:
    """Align the arguments of `text`, and remove the blank lines that empty groups leave."""
    text = text.replace(f"{NOTHING}\n", "")
    text = AT_END.sub(r"\n\1", AT_START.sub(r"\1\n", BLANKS.sub("\n\n", text))).lstrip("\n")
    lines: list[str] = []
    for indent, group in groupby(text.split("\n"), key=_indent_of_argument):
        run = tuple(group)
        lines += run if indent is None else _aligned(run)
    return "\n".join(lines)


@lru_cache(maxsize=4096)  # the images of a catalog have most lines in common
def _indent_of_argument(line: str) -> int | None:
    """Return the indent of a line that holds an argument with its whole value."""
    if " = " not in line or line.endswith(OPENS):
        return None
    found = ARGUMENT.match(line)
    return len(found[1]) if found else None


@lru_cache(maxsize=4096)
def _aligned(lines: tuple[str, ...]) -> list[str]:
    heads = [found[0] for line in lines if (found := ARGUMENT.match(line))]
    width = max(map(len, heads))
    return [f"{head:<{width}}{line[len(head) :]}" for head, line in zip(heads, lines, strict=True)]

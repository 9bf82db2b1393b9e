"""A place in a text that should be TOML, and what stands around it."""

import re
from dataclasses import dataclass
from unicodedata import name as name_of

from files.limits import STRING_OR_COMMENT


@dataclass(frozen=True, kw_only=True)
class Place:
    """A character of the text, by its number."""

    text: str
    at: int

    @property
    def sign(self) -> str:
        """What stands there, as a message calls it."""
        char = self.text[self.at : self.at + 1]
        if char in {"", "\n"}:
            return "the end of the line" if char else "the end of the file"
        return repr(char) if char.isascii() else f"{char!r} ({name_of(char, f'U+{ord(char):04X}')})"

    @property
    def rest(self) -> str:
        """What follows on the line."""
        return self.text[self.at :].partition("\n")[0]

    @property
    def before(self) -> str:
        """What stands before it on the line."""
        return self.text[: self.at].rpartition("\n")[2]

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.text.count("\n", 0, self.at) + 1

    def moved(self, by: int) -> "Place":
        """The place that many characters further on."""
        return Place(text=self.text, at=self.at + by)

    @property
    def before_without_texts(self) -> str:
        """All of the text before it, with `_` for each sign of a text or a comment: as long as it is."""
        return STRING_OR_COMMENT.sub(lambda found: "_" * len(found[0]), self.text[: self.at])

    @property
    def last_open(self) -> "Place | None":
        """Where the innermost bracket opens that is not closed."""
        opened: list[int] = []
        for found in re.finditer(r"[\[\]{}]", self.before_without_texts):
            if found[0] in "[{":
                opened.append(found.start())
            elif opened:
                opened.pop()
        return Place(text=self.text, at=opened[-1]) if opened else None

    @property
    def start(self) -> "Place":
        """The start of the statement that ends here, or of the last line of its list."""
        statement = self.before_without_texts.rpartition("\n")[2].lstrip(" \t")
        return self.moved(-len(statement))

    def line_of(self, pattern: str, *, since: int = 0) -> str:
        """The first match before the place, for a message."""
        found = re.compile(pattern, re.MULTILINE).search(self.text, since, self.at)
        return f" in line {Place(text=self.text, at=found.start()).line}" if found else ""

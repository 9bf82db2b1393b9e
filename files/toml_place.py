"""A place in a text that should be TOML, and the text around it."""

import re
from dataclasses import dataclass
from unicodedata import name as name_of

from files.limits import STRING_OR_COMMENT


@dataclass(frozen=True, kw_only=True)
class Place:
    """A character of a text, by its index."""

    text: str
    at: int

    @property
    def sign(self) -> str:
        """The character, as a message names it."""
        char = self.text[self.at : self.at + 1]
        if char in {"", "\n"}:
            return "the end of the line" if char else "the end of the file"
        return repr(char) if char.isascii() else f"{char!r} ({name_of(char, f'U+{ord(char):04X}')})"

    @property
    def rest(self) -> str:
        """The rest of its line."""
        return self.text[self.at :].partition("\n")[0]

    @property
    def before(self) -> str:
        """Its line up to it."""
        return self.text[: self.at].rpartition("\n")[2]

    @property
    def line(self) -> int:
        """Its line, from 1."""
        return self.text.count("\n", 0, self.at) + 1

    def moved(self, by: int) -> "Place":
        """Return the place that many characters further on."""
        return Place(text=self.text, at=self.at + by)

    @property
    def before_without_strings(self) -> str:
        """The text before it, with `_` for each character of a string or a comment."""
        return STRING_OR_COMMENT.sub(lambda found: "_" * len(found[0]), self.text[: self.at])

    @property
    def last_open(self) -> "Place | None":
        """The innermost bracket that is open."""
        opened: list[int] = []
        for found in re.finditer(r"[\[\]{}]", self.before_without_strings):
            if found[0] in "[{":
                opened.append(found.start())
            elif opened:
                opened.pop()
        return Place(text=self.text, at=opened[-1]) if opened else None

    @property
    def start(self) -> "Place":
        """The start of the statement that ends here, or of the last line of its list."""
        statement = self.before_without_strings.rpartition("\n")[2].lstrip(" \t")
        return self.moved(-len(statement))

    def line_of(self, pattern: str, *, since: int = 0) -> str:
        """Return the line of the first match before the place, for a message."""
        found = re.compile(pattern, re.MULTILINE).search(self.text, since, self.at)
        return f" on line {Place(text=self.text, at=found.start()).line}" if found else ""

"""`build.machine.user_defaults`: language, formats, region and keyboards of new users of Windows."""

from typing import Annotated

from catalog.language_tag import tag
from catalog.limit import matching
from catalog.toml_table import TomlTable

Tag = Annotated[str, tag("use the tag of a language with its region, such as de-DE")]
Region = Annotated[str, matching(r"[A-Z]{2}", "use the two letters of a region, such as DE")]


class UserDefaults(TomlTable):
    """What new users, the sign-in screen and the system itself have."""

    language: Tag
    """Language of Windows; it must be installed, by `languages` or in the source. Also that of programs that
    do not know Unicode."""
    format: Tag | None = None
    """Language by which dates and numbers are written. Default: language."""
    region: Region | None = None
    """Region, such as DE. Default: that of format."""
    keyboards: list[Tag] = []
    """Languages whose keyboards users can choose, besides that of language, which is the first."""

    @property
    def whole(self) -> dict[str, object]:
        """All of it, with what is not said."""
        format_ = self.format or self.language
        keyboards = [one for one in self.keyboards if one != self.language]
        return {
            "language": self.language,
            "format": format_,
            "region": self.region or format_.rpartition("-")[2],
            "languages": [self.language, *keyboards],
        }

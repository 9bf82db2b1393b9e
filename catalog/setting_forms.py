r"""The forms that a text of a setting may be asked to have, such as that of a share: `\\server\share`."""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Form(NamedTuple):
    """What a text must look like."""

    pattern: str
    """Of the whole text; it must mean the same in Python and ECMAScript."""
    message: str
    """The same in words, as an instruction."""
    example: str

    def fits(self, text: str) -> bool:
        """Whether a text has this form."""
        return re.fullmatch(self.pattern, text) is not None


FOLDERS = r'(?:\\[^\\/:*?"<>|;\x00-\x1f\x7f]+)+\\?'
FORMS: Mapping[str, Form] = {
    # FSLogix takes locations of a file system, with variables, and cuts a text at each semicolon.
    "share": Form(
        rf'(?:\\\\[^\\/:*?"<>|;,\x00-\x20\x7f]+|[A-Za-z]:|%[A-Za-z][A-Za-z0-9_()]*%){FOLDERS}',
        r"must be a share such as '\\server\share', one in each text; in double quotes, each backslash is "
        "written twice",
        r"\\contoso.file.core.windows.net\profiles",
    ),
    "cloud_cache": Form(
        r"type=(?:smb|azure),[^\x00-\x1f\x7f]+",
        r"must be a provider of Cloud Cache, such as 'type=smb,connectionString=\\server\share', one in each "
        "text",
        r'type=smb,name="A",connectionString=\\a.contoso.example\profiles',
    ),
    "release": Form(
        r"[0-9]{2}H[12]|[0-9]{4}", "must be the name of a release of Windows, such as 25H2", "25H2"
    ),
}
SMB = re.compile(r'type=smb,.*connectionString="?(\\\\[^",;]+)')
"""A provider of Cloud Cache, and its share."""


def folders_in(data: object) -> list[str]:
    """Return the folders that a value names: a text, or each of a list; of Cloud Cache, its shares."""
    texts = [data] if isinstance(data, str) else data if isinstance(data, list) else []
    return [folder for text in texts if (folder := _folder(str(text)))]


def _folder(text: str) -> str | None:
    if not text.startswith("type="):
        return text
    share = SMB.match(text)
    return share and share[1]

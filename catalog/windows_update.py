"""`build.windows_update`: which updates of Windows a build installs, when, how long, and from where."""

from typing import Annotated, Literal

from pydantic import Field

from catalog import fields
from catalog.limit import matching
from catalog.toml_table import TomlTable, or_switch
from facts.update_categories import CATEGORY_IDS

UpdatePhase = Literal["updated", "software", "settings"]
"""Before the tests: what a later pass would install, nobody would have tested."""

Category = Literal[
    "Critical Updates",
    "Definition Updates",
    "Drivers",
    "Feature Packs",
    "Security Updates",
    "Service Packs",
    "Tools",
    "Update Rollups",
    "Updates",
]
"""The classifications of updates, under the names that WSUS shows."""

ALWAYS_LEFT_OUT = ("*Preview*", "KB5007651")
"""What no build installs."""

OVER = "C:/goldshelf/updates-over.txt"
"""Says, once the time is over, what was being installed: limit-updates.ps1 writes it."""

Update = Annotated[
    str,
    # Each is put into an expression of PowerShell: no quote, no `$` and no backtick.
    matching(
        r"KB[0-9]{6,8}|(?=.*[A-Za-z0-9])(?=.*\*)[A-Za-z0-9 *?.,:;+&/()#_-]{2,200}",
        "use KB and the number of an update, such as KB5075941, or a pattern of its title with *, such as "
        "*Preview*, of letters, digits, blanks and . , : ; + & / ( ) # _ -, and ? for any other character",
    ),
]
UpdateServer = Annotated[
    str,
    matching(
        r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?",
        "use the address of the server with its port, such as https://wsus.contoso.example:8531: no user, no "
        "path",
    ),
]
TargetGroup = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,98}[A-Za-z0-9])?",
        "use the name of a group of the server: letters, digits, blanks, '.', '_' and '-'",
    ),
]


class WindowsUpdate(TomlTable):
    """Which updates a build installs, when, how long, and where they come from."""

    phases: Annotated[list[UpdatePhase], Field(min_length=1)] = ["updated"]
    """When the build searches for updates and installs them. updated: at the beginning; software: after the
    products and your own steps of that phase; settings: after your own steps of that phase, last before the
    tests. Default: ["updated"]."""
    exclude: list[Update] = []
    """Updates to leave out, besides previews and KB5007651: numbers, and patterns of titles."""
    categories: list[Category] = []
    """Install only updates of these classifications. Default: all that Windows would install by itself."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 25
    """How many updates are installed at most before a restart."""
    timeout: fields.Duration = "2h"
    """Time limit for all passes together, with their restarts; the build then says which update was being
    installed. Default: 2h."""
    restart_timeout: fields.Duration | None = None
    """How long a restart may take, in which Windows goes on installing: at most as long as timeout, which
    counts restarts too. Default: timeout."""
    retries: Annotated[int, Field(ge=1, le=20)] | None = None
    """How often a search or an installation is tried. Default: 5, of the plugin."""
    service: Literal["windows_update", "microsoft_update", "wsus"] = "windows_update"
    """Where updates come from. windows_update: where the source image takes them from; microsoft_update: for
    other Microsoft products too; wsus: from the server that `server` names."""
    server: UpdateServer | None = None
    """The WSUS server."""
    target_group: TargetGroup | None = None
    """The group of the WSUS server that the build VM is in. Default: the server decides."""
    keep_service: bool = False
    """Hosts go on using that service: the build does not take it back. Default: false."""

    @property
    def search_criteria(self) -> str:
        """Return what is searched for. `or` joins whole searches: MS-UAMG, IUpdateSearcher::Search."""
        plain = "BrowseOnly=0 and IsInstalled=0"
        of = (
            f"CategoryIDs contains '{CATEGORY_IDS[name]}'" if name in CATEGORY_IDS else "Type='Driver'"
            for name in self.categories
        )
        return " or ".join(f"{plain} and {one}" for one in of) or plain

    @property
    def filters(self) -> list[str]:
        """Return the plugin's filters: expressions of PowerShell, of which the first that is true decides."""
        patterns = [f"*{one}*" if one.startswith("KB") else one for one in self._left_out()]
        over = f"exclude:if (Test-Path '{OVER}') {{ throw (Get-Content -Raw '{OVER}') }}"
        return [
            *(f"exclude:$_.Title -like '{pattern}'" for pattern in patterns),
            over,
            "include:$true",
        ]

    def _left_out(self) -> tuple[str, ...]:
        return *ALWAYS_LEFT_OUT, *(one for one in self.exclude if one not in ALWAYS_LEFT_OUT)


WindowsUpdateOrNot = Annotated[
    WindowsUpdate | None, or_switch(WindowsUpdate, example='{ exclude = ["KB5075941"] }')
]
"""true: with the defaults; false: None."""

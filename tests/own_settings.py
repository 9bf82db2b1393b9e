"""Settings of a catalog's own: one of everything that a setting can set."""

from typing import Any

OWN = r"""
[settings.windows.own]
summary             = "A setting of \"ours\" $(whoami) `n ${x} 😀"
default             = false
registry            = [{ path = 'DEFAULT_USER:\SOFTWARE\Own', name = "Names", value = ["a", "b\"$(whoami)"] }]
services            = ["Spooler", { name = "W32Time", startup_type = "AutomaticDelayedStart" }]
scheduled_tasks     = ['\Microsoft\Windows\Printing\EduPrintProv']
defender_exclusions = ['%ProgramData%\Own\*']
time_zone           = "W. Europe Standard Time"

[[settings.windows.own.firewall]]
name           = "Own agent"
protocol       = "TCP"
local_port     = [8443, "9000-9010"]
remote_address = ["10.1.0.0/16"]

[[settings.windows.own.firewall]]
name      = "No telemetry of Own"
direction = "Outbound"
action    = "Block"
program   = '%ProgramFiles%\Own\own.exe'
profiles  = ["Public"]

[settings.windows.own.audit_policy]
"Process Creation"          = "Success"
"Other Logon/Logoff Events" = "Success and Failure"
"Logoff"                    = "No Auditing"

[settings.windows.own.power]
scheme = "SCHEME_MIN"
values = [{ subgroup = "SUB_VIDEO", setting = "VIDEOIDLE", value = 0 }]

[settings.windows.own-first]
summary  = "Before updates and software."
default  = false
phase    = "first"
services = ["WSearch"]

[settings.windows.own-paused]
summary         = "The agent of ours does not update itself in the build."
default         = false
phase           = "build"
services        = ["OwnAgentUpdate"]
scheduled_tasks = ['\Own\Update*']
"""
ON = "own = true, own-first = true, own-paused = true"
"""All of them, for an image."""
SOMETIMES_IN_A_SETTING: dict[str, tuple[Any, ...]] = {
    "default": (True, False, "session_host"),
    "phase": ("first", "last"),
    "registry": ([{"path": "HKLM:\\SOFTWARE\\Own", "name": "a", "value": "${x} %{y}"}],),
    "services": ([{"name": "W32Time", "startup_type": "Manual"}],),
    "scheduled_tasks": (["\\Own\\Task"],),
    "firewall": ([{"name": "own", "protocol": "UDP", "local_port": [53, "5000-5010"]}],),
    "defender_exclusions": (["%ProgramData%\\Own\\*"],),
    "audit_policy": ({"Logon": "Success and Failure", "Process Creation": "No Auditing"},),
    "power": ({"scheme": "SCHEME_MIN"}, {"values": [{"subgroup": "A1", "setting": "B1", "value": 0}]}),
    "time_zone": ("UTC", "Romance Standard Time"),
    "tests": (["defender"], ["local_users"]),
    "values": (
        {"A": {"about": "a", "path": "HKLM:\\SOFTWARE\\Own", "takes": "number", "default": 7}},
        {"L": {"about": "l", "path": "HKLM:\\SOFTWARE\\Own", "takes": "list", "default": ["${x}", "%{y}"]}},
        {
            "S": {
                "about": "s",
                "path": "HKLM:\\SOFTWARE\\Own",
                "takes": "text",
                "form": "share",
                "not_with": "T",
            }
        }
        | {"T": {"about": "t", "path": "HKLM:\\SOFTWARE\\Own", "takes": "duration", "default": "2h"}},
    ),
}
"""For random catalogs."""

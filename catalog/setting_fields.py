"""The types of single fields of a Windows setting."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from catalog.build_fields import GUID
from catalog.limit import Limit, is_list_of, matching, refusal
from catalog.software_fields import DWORD_MAX
from facts.audit_policy import SUBCATEGORIES
from facts.power_schemes import SCHEMES
from files.suggest import did_you_mean

PORT_MAX = 65_535
RANGE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")
NAME = re.compile(r"\{([A-Za-z0-9_]+)\}")
"""The name of a value of the setting."""
OF_ANOTHER = re.compile(r"\{([a-z0-9_-]+\.[^{}]+)\}")
"""A folder, or a list of folders, that is a value of a setting: {setting.Name}."""


def is_port(value: Any) -> bool:
    """Whether it is a port, or a range of ports."""
    if isinstance(value, str):
        ends = RANGE.fullmatch(value)
        return ends is not None and 1 <= int(ends[1]) < int(ends[2]) <= PORT_MAX
    return type(value) is int and 1 <= value <= PORT_MAX


def covers(ports: int | str | list[int | str] | None, port: int) -> bool:
    """Whether a port is one of these; None: all are."""
    if isinstance(ports, list):
        return any(covers(one, port) for one in ports)
    if isinstance(ports, str) and (ends := RANGE.fullmatch(ports)):
        return int(ends[1]) <= port <= int(ends[2])
    return ports in {None, port, str(port)}


def value_name(port: Any) -> str | None:
    """Return the name in braces; None for a port."""
    named = NAME.fullmatch(port) if isinstance(port, str) else None
    return named and named[1]


def _are_ports(value: Any) -> bool:
    return all(map(is_port, value)) and value != [] if isinstance(value, list) else is_port(value)


def _is_range(value: Any) -> bool:
    if not is_list_of(int, value) or len(value) != len(("least", "most")):
        return False
    least, most = value
    return bool(0 <= least <= most <= DWORD_MAX)


def _subcategory(name: str) -> str:
    if name not in SUBCATEGORIES:
        hint = did_you_mean(name, SUBCATEGORIES, otherwise="`auditpol /list /subcategory:*` lists them")
        raise refusal(f"use the English name of a subcategory of the audit policy; {hint}")
    return name


SettingName = Annotated[
    str,
    matching(r"[a-z0-9]+(?:[_-][a-z0-9]+)*", "use lower-case letters, digits and single '_' or '-'"),
]
ServiceName = Annotated[
    str,
    # `*`, `?` and `[` would stand for several services.
    matching(
        r'[^/\\*?\[\]"\x00-\x1f]{1,256}', "use the name of a service, such as Spooler, not its display name"
    ),
]
TaskPath = Annotated[
    str,
    matching(
        r'\\(?:[^\\/:*?\[\]"<>|\x00-\x1f]+\\)*[^\\/:*?\[\]"<>|\x00-\x1f]+\*?',
        r"use the path of a task from its root, such as '\Microsoft\Windows\Maps\MapsToastTask'; "
        "a * may stand for the end of its name, as in 'MapsToast*', not for the whole of it",
    ),
]
Ports = Annotated[
    int | str | list[int | str],
    Limit(
        fits=_are_ports,
        message=f"use a port from 1 to {PORT_MAX}, a range such as '5000-5010', or a list of these",
        any_type=True,
        schema={"type": ["integer", "string", "array"]},
    ),
]
PortsOrName = Annotated[
    int | str | list[int | str],
    Limit(
        fits=lambda value: value_name(value) or _are_ports(value),
        message=f"use a port from 1 to {PORT_MAX}, a range such as '5000-5010', or a list of these",
        any_type=True,
        schema={"type": ["integer", "string", "array"]},
    ),
]
NumberRange = Annotated[
    list[int],
    Limit(
        fits=_is_range,
        message=f"must be two whole numbers from 0 to {DWORD_MAX}, the smaller one first",
        any_type=True,
        schema={"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
    ),
]
OneOf = Annotated[
    list[int | str],
    Limit(
        fits=lambda value: is_list_of(int, value) or is_list_of(str, value),
        message="must be a list of whole numbers, or of texts",
        any_type=True,
        schema={"type": "array", "items": {"type": ["integer", "string"]}},
    ),
]
Subcategory = Annotated[
    str,
    AfterValidator(_subcategory),
    WithJsonSchema({"type": "string", "enum": list(SUBCATEGORIES)}),
]
PowerScheme = Annotated[
    str,
    matching(f"{'|'.join(SCHEMES)}|{GUID}", f"use {', '.join(SCHEMES)}, or the GUID of a scheme"),
]
PowerAlias = Annotated[
    str,
    matching(
        f"[A-Z][A-Z0-9_]{{1,63}}|{GUID}",
        "use an alias as in `powercfg /aliases`, such as VIDEOIDLE, or a GUID",
    ),
]
PowerIndex = Annotated[int, Field(ge=0, le=DWORD_MAX)]
TimeZone = Annotated[
    str,
    matching(
        r"[^/\x00-\x1f]{1,128}",
        "use Windows' id of a time zone, such as 'W. Europe Standard Time': `tzutil /l`",
    ),
]

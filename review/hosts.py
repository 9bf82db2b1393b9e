"""What becomes less secure on hosts, by the settings of their image."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from review.change import Changed
from review.json_differences import ORDER

REGISTRY = re.compile(r"(?:first|last)\.registry\.(?!\(order\)$)(?P<name>.+)", re.DOTALL)
FIREWALL = re.compile(r"(?:first|last)\.firewall\.(?!\(order\)$)(?P<name>.+)", re.DOTALL)
EXCLUSION = re.compile(rf"(?:first|last)\.defender_exclusions\.(?!{re.escape(ORDER)}$).+", re.DOTALL)
CONTAINER = re.compile(
    r"(?i).*\\\*\\\*\.vhdx?(?:\.lock|\.meta|\.metadata)?|%ProgramData%\\FSLogix\\(?:Cache|Proxy)\\\*"
)
"""What FSLogix asks for. Defender still scans the files in a container."""
POLICIES, DEFENDER = r"HKLM:\SOFTWARE\Policies\Microsoft", r"Windows Defender"
CAPTURE = rf"{POLICIES}\Windows NT\Terminal Services fEnableScreenCaptureProtect"
OFF: Mapping[str, tuple[int, str]] = {
    r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System EnableLUA": (0, "turns UAC off"),
    rf"{POLICIES}\{DEFENDER} DisableAntiSpyware": (1, "turns Defender off"),
    rf"{POLICIES}\{DEFENDER} DisableAntiVirus": (1, "turns Defender off"),
    rf"{POLICIES}\{DEFENDER}\Real-Time Protection DisableRealtimeMonitoring": (
        1,
        "turns the real-time protection of Defender off",
    ),
    **{
        rf"{POLICIES}\WindowsFirewall\{profile} EnableFirewall": (0, "turns the firewall off")
        for profile in ("DomainProfile", "PrivateProfile", "PublicProfile", "StandardProfile")
    },
}
"""Registry values that switch a protection off, by path and name. Source: Microsoft, Policy CSP."""


class _Value(NamedTuple):
    key: str
    old: Any
    new: Any


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what protects hosts less from now on, and what to do."""
    yield from _registry(changed)
    yield from _exclusions(changed)
    yield from _firewall(changed)


def _registry(changed: Changed) -> Iterator[tuple[str, str]]:
    off = {key.lower(): found for key, found in OFF.items()}
    told = set()
    for value in _values(changed):
        data, message = off.get(value.key, (None, ""))
        if data is not None and value.new == data and message not in told:
            told.add(message)
            yield f"{message} on hosts", "remove the value, or give the reason in the merge request"
        if value.key == CAPTURE.lower() and _number(value.new) < _number(value.old):
            yield (
                "protects sessions less from screenshots and screen sharing",
                "restore the setting screen_capture_protection",
            )


def _number(data: Any) -> int:
    return data if isinstance(data, int) else 0


def _values(changed: Changed) -> Iterator[_Value]:
    """Yield the registry values that come, go, or get other data."""
    for path, two in changed.items():
        if not (found := REGISTRY.fullmatch(path)):
            continue
        old, new = (json.loads(one or "null") for one in two)
        if isinstance(old, dict) or isinstance(new, dict):
            yield _Value(found["name"].lower(), *(_data(one) for one in (old, new)))
        else:
            yield _Value(found["name"].lower().removesuffix(".value"), old, new)


def _data(entry: Any) -> Any:
    return entry.get("value") if isinstance(entry, dict) else None


def _exclusions(changed: Changed) -> Iterator[tuple[str, str]]:
    come = {str(json.loads(new)) for path, (_, new) in changed.items() if new and EXCLUSION.fullmatch(path)}
    for excluded in sorted(one for one in come if not CONTAINER.fullmatch(one)):
        yield (
            f"keeps Defender from scanning `{excluded.replace('`', '?')}`",
            "make sure that no user can write there",
        )


def _firewall(changed: Changed) -> Iterator[tuple[str, str]]:
    for path, (old, new) in changed.items():
        found = FIREWALL.fullmatch(path)
        rule = json.loads(new) if found and new and not old else None
        if not found or not isinstance(rule, dict):
            continue
        let_in = (rule.get("direction"), rule.get("action")) == ("Inbound", "Allow")
        if let_in and not rule.get("remote_address"):
            yield (
                f"lets any address reach hosts, by the firewall rule `{found['name'].replace('`', '?')}`",
                "set its remote_address, or make sure that their network lets nobody else through",
            )

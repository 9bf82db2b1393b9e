"""The settings that an image has, and what each of them sets."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from catalog.fields import Purpose
from catalog.problem import Location
from catalog.settings import Setting, settings
from facts.power_schemes import SCHEMES


class Value(NamedTuple):
    """Something that a setting sets."""

    what: str
    """In words; the same for everything that sets it, but for upper and lower case."""
    data: Any
    where: Location
    """In the table of the setting."""


def values(one: Setting) -> Iterator[Value]:
    """Return what it sets, one by one; not what two settings can both ask for, such as to disable a task."""
    for index, value in enumerate(one.registry):
        key = value.path.rstrip("\\")
        yield Value(f"the registry value {key} {value.name}", value.value, ("registry", index))
    for index, service in enumerate(one.services):
        yield Value(f"the service {service.name}", service.startup_type, ("services", index))
    for index, firewall in enumerate(one.firewall):
        yield Value(f"the firewall rule {firewall.name}", firewall.model_dump(), ("firewall", index))
    for name, audit in one.audit_policy.items():
        yield Value(f"the audit policy of {name}", audit, ("audit_policy", name))
    if scheme := one.power.scheme:
        yield Value("the power scheme", SCHEMES.get(scheme, scheme.lower()), ("power", "scheme"))
    for index, power in enumerate(one.power.values):
        yield Value(
            f"the power value {power.subgroup} {power.setting}", power.value, ("power", "values", index)
        )
    if one.time_zone:
        yield Value("the time zone", one.time_zone, ("time_zone",))


def switched_on(
    own: Mapping[str, Setting], switches: Mapping[str, bool], purpose: Purpose
) -> dict[str, Setting]:
    """Return the settings that an image for that purpose has: the shipped ones, then the catalog's own.

    What a shipped one would set for the purpose alone gives way to what the catalog's own set.
    """
    on = {
        name: one
        for name, one in {**settings(), **own}.items()
        if switches.get(name, one.is_default(purpose))
    }
    theirs = {value.what.lower() for name in own.keys() & on.keys() for value in values(own[name])}
    return {
        name: one if name in own or name in switches or one.default is True else _without(one, theirs)
        for name, one in on.items()
    }


def _without(one: Setting, given_way: set[str]) -> Setting:
    gone = {value.where for value in values(one) if value.what.lower() in given_way}
    if not gone:
        return one
    return one.model_copy(
        update={
            kind: [item for index, item in enumerate(getattr(one, kind)) if (kind, index) not in gone]
            for kind in ("registry", "services", "firewall")
        }
    )

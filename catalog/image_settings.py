"""The settings that an image has, and what each of them and the rest of the catalog sets."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from catalog.fields import Purpose
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import layers
from catalog.problem import Location
from catalog.purpose import purpose_of
from catalog.setting_fields import OF_ANOTHER, value_name
from catalog.setting_forms import folders_in
from catalog.setting_values import with_given
from catalog.settings import PAUSED, FirewallRule, Setting, settings
from catalog.windows_product import RegistryValue
from facts.power_schemes import SCHEMES

TIME_ZONE = "the time zone"
Switches = Mapping[str, bool | dict[str, Any]]
"""What an image says of settings."""


class Value(NamedTuple):
    """Something that a setting sets."""

    what: str
    """In words; the same for everything that sets it, but for upper and lower case."""
    data: Any
    where: Location
    """In the table of the setting."""


def told(switches: Switches) -> str:
    """Return what an image says of settings as text, which can be the key of a cache."""
    return json.dumps(switches, sort_keys=True, default=str)


def values(one: Setting) -> Iterator[Value]:
    """Return what it sets, one by one; not what two settings can both ask for, such as to disable a task.

    What is only paused is set in no image.
    """
    if one.phase == PAUSED:
        return
    yield from registry(one.registry)
    for name, value in one.values.items():
        if value.default is not None:
            yield Value(_registry_value(value.path, name), value.default, ("values", name))
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
        yield Value(TIME_ZONE, one.time_zone, ("time_zone",))


def registry(listed: list[RegistryValue]) -> Iterator[Value]:
    """Return what a list of registry values sets, in a setting or in a product."""
    for index, value in enumerate(listed):
        yield Value(_registry_value(value.path, value.name), value.value, ("registry", index))


def _registry_value(path: str, name: str) -> str:
    return f"the registry value {path.rstrip(chr(92))} {name}"


def set_otherwise(image: Image, catalog: Catalog) -> frozenset[str]:
    """Return in words what the catalog sets besides an image's settings: its products, and its bases.

    Of the bases, what the catalog's own settings set there; of all layers, the registry values of products.
    """
    found: list[Value] = []
    for one in layers(image, catalog):
        if not isinstance(one, Image) or one.os_type != "Windows":
            continue
        for name in one.build.software:
            if product := catalog.software.windows.get(name):
                found += registry(product.registry)
        if one is not image and catalog.settings.windows:
            on = _on(catalog.settings.windows, one.build.settings, purpose_of(one, catalog))
            found += (value for setting in on.values() for value in values(setting))
    return frozenset(value.what.lower() for value in found)


def on_in(image: Image, catalog: Catalog) -> dict[str, Setting]:
    """Return the settings that the build of an image has on, each with the values that it sets."""
    known = {**settings(), **catalog.settings.windows}
    return _on(known, image.build.settings, purpose_of(image, catalog)) if image.os_type == "Windows" else {}


def switched_on(
    own: Mapping[str, Setting],
    switches: Switches,
    purpose: Purpose,
    *,
    otherwise: Collection[str],
) -> dict[str, Setting]:
    """Return the settings that an image for that purpose has: the shipped ones, then the catalog's own.

    What a shipped one would set for the purpose alone gives way to what the catalog's own set, and to what it
    sets `otherwise`.
    """
    mine = _on(own, switches, purpose)
    given_way = {*otherwise, *(value.what.lower() for one in mine.values() for value in values(one))}
    shipped = {
        name: one if name in switches or one.default is True else _without(one, given_way)
        for name, one in _on(settings(), switches, purpose).items()
    }
    return _filled({**shipped, **mine})


def _on(known: Mapping[str, Setting], switches: Switches, purpose: Purpose) -> dict[str, Setting]:
    """Return those that an image has, with its values. An empty table means on, too."""
    return {
        name: one
        if not one.values
        else one.model_copy(update={"values": with_given(one.values, switches.get(name))})
        for name, one in known.items()
        if switches.get(name, one.is_default(purpose)) is not False
    }


def _filled(on: Mapping[str, Setting]) -> dict[str, Setting]:
    """Return the settings with values in the place of their names: {Name}, or {setting.Name} of another."""
    known = {f"{name}.{key}": value.default for name, one in on.items() for key, value in one.values.items()}
    return {
        name: one.model_copy(
            update={
                "firewall": [_with_port(rule, one) for rule in one.firewall],
                "defender_exclusions": [
                    path for text in one.defender_exclusions for path in _paths(text, known)
                ],
            }
        )
        for name, one in on.items()
    }


def _with_port(rule: FirewallRule, one: Setting) -> FirewallRule:
    name = value_name(rule.local_port)
    return rule.model_copy(update={"local_port": one.values[name].default}) if name else rule


def _paths(text: str, known: Mapping[str, Any]) -> list[str]:
    """Return a path for each folder of the value that it names; nothing if the image has none."""
    named = OF_ANOTHER.match(text)
    if not named:
        return [text]
    return [folder.rstrip("\\") + text[named.end() :] for folder in folders_in(known.get(named[1]))]


def _without(one: Setting, given_way: set[str]) -> Setting:
    gone = {value.where for value in values(one) if value.what.lower() in given_way}
    if not gone:
        return one
    return one.model_copy(
        update={
            kind: [item for index, item in enumerate(getattr(one, kind)) if (kind, index) not in gone]
            for kind in ("registry", "services", "firewall")
        }
        | {"values": {name: value for name, value in one.values.items() if ("values", name) not in gone}}
    )

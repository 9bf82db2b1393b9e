"""The settings that an image has, and what each of them and the rest of the catalog sets."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from catalog.fields import Purpose
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import layers
from catalog.problem import Location
from catalog.purpose import purpose_of
from catalog.settings import Setting, settings
from catalog.windows_product import RegistryValue
from facts.power_schemes import SCHEMES

TIME_ZONE = "the time zone"


class Value(NamedTuple):
    """Something that a setting sets."""

    what: str
    """In words; the same for everything that sets it, but for upper and lower case."""
    data: Any
    where: Location
    """In the table of the setting."""


def values(one: Setting) -> Iterator[Value]:
    """Return what it sets, one by one; not what two settings can both ask for, such as to disable a task."""
    yield from registry(one.registry)
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
        key = value.path.rstrip("\\")
        yield Value(f"the registry value {key} {value.name}", value.value, ("registry", index))


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


def switched_on(
    own: Mapping[str, Setting],
    switches: Mapping[str, bool],
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
    return {**shipped, **mine}


def _on(known: Mapping[str, Setting], switches: Mapping[str, bool], purpose: Purpose) -> dict[str, Setting]:
    return {name: one for name, one in known.items() if switches.get(name, one.is_default(purpose))}


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

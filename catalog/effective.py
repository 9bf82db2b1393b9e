"""What an image has in the end, and where each value comes from: `catalog explain images.win11-avd`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.as_toml import toml
from catalog.defaults import written_at
from catalog.finding import dotted
from catalog.image import Definition, Image
from catalog.image_settings import set_otherwise, switched_on
from catalog.license import license_type
from catalog.load import Examined
from catalog.model import Catalog
from catalog.origin import layers
from catalog.package_manager import package_manager
from catalog.problem import Location
from catalog.purpose import purpose_of
from catalog.settings import settings
from catalog.toml_table import TomlTable
from files.toml_lines import Lines

Told = tuple[str, str, str]
"""The path of a key, its value as TOML, and where that comes from."""
Descriptions = Mapping[type[TomlTable], Mapping[str, str]]
"""What the editor's schema says of each key."""
SAID = re.compile(r"Default: ([^.]+(?:\.\w[^.]*)*)\.")
"""The default in the description of a key that has none of its own, such as `gallery.location`."""


OTHER_SYSTEM = {
    "Linux": """languages windows_update settings machine.remove_apps machine.user_defaults
        machine.trusted_certificates timeouts.languages timeouts.cleanup
        timeouts.prepare_sysprep timeouts.sysprep timeouts.beside_installer timeouts.download_answer
        timeouts.proof timeouts.remove_apps
        retries.sysprep retries.languages retries.cleanup""".split(),
    "Windows": """package_manager package_updates repositories timeouts.start timeouts.update
        timeouts.package_lock timeouts.registration""".split(),
}
"""Keys of a build that mean nothing for images of that system."""
STAYS = "languages software settings machine steps".split()
"""Keys of a build whose work a layered image gets with its base."""
NOTHING = {"false", "[]", "{}"}
"""Values of what an image does not ask for."""
GALLERY = "default: gallery.location"
NOT_BUILT = ("build", "", "not written: nothing of this catalog builds it")
WIDEST = 70
"""A longer value does not move the others' origins."""


def effective(examined: Examined, key: str, *, described: Descriptions, below: str = "") -> list[str]:
    """Return a line for each value of the image, or of those whose path starts with `below`."""
    catalog = examined.catalog
    if catalog is None or key not in catalog.images:
        return []
    teller = _Teller(examined=examined, catalog=catalog, lines=Lines(examined.text), described=described)
    found = [
        (f"{path} = {value}" if value else path, origin)
        for path, value, origin in teller.layered(key)
        if f"{path}.".startswith(below and f"{below}.")
    ]
    width = max((len(value) for value, _ in found if len(value) <= WIDEST), default=0)
    lines = [f"{value:{width}}  # {origin}" for value, origin in found]
    bases = [] if below else teller.bases(key)
    return [
        f"# What images.{base} has is in this image too: see `explain images.{base}`" for base in bases
    ] + lines


@dataclass(frozen=True, kw_only=True)
class _Teller:
    examined: Examined
    catalog: Catalog
    lines: Lines
    described: Descriptions

    def bases(self, key: str) -> list[str]:
        """Return the keys of the images below this one, the nearest first."""
        keys = {id(one): key for key, one in self.catalog.images.items()}
        image = self.catalog.builds.get(key)
        return [keys[id(one)] for one in layers(image, self.catalog)[1:]] if image else []

    def layered(self, key: str) -> Iterator[Told]:
        """Yield what there is to say of an image, and which base has what this image itself does not."""
        below: dict[str, str] = {}
        for base in reversed(self.bases(key)):
            for path, value, _ in self.image(self.catalog.images[base], ("images", base)):
                if _is_below(path, STAYS) and value not in NOTHING:
                    below[path] = base
        for path, value, origin in self.image(self.catalog.images[key], ("images", key)):
            theirs = (base for one, base in below.items() if f"{one}.".startswith(f"{path}."))
            has = next(theirs, None) if value in NOTHING and origin.startswith("default") else None
            yield path, value, f"{origin}; images.{has} has it" if has else origin

    def image(self, image: Definition, where: Location) -> Iterator[Told]:
        """Yield what there is to say of an image alone."""
        for told in self._values(image, where):
            if told[2].startswith("default") and _is_below(told[0], OTHER_SYSTEM[image.os_type]):
                continue
            derived = self._derived(image).get(told[0]) if isinstance(image, Image) and not told[1] else None
            if derived:
                yield told[0], *derived
            elif isinstance(image, Image) and told[0] == "build.settings":
                yield from self._settings(image, (*where, "build", "settings"))
            else:
                yield told
        if isinstance(image, Image):
            yield from self._office(image)
        else:
            yield NOT_BUILT

    def _derived(self, image: Image) -> dict[str, tuple[str, str]]:
        """Return by its path what an image has that does not say it, and by what."""
        by_source = {
            "purpose": purpose_of(image, self.catalog),
            "build.package_manager": package_manager(image, self.catalog),
            "build.license_type": license_type(image, self.catalog),
        }
        group = image.build.build_resource_group_name
        place = (
            ("", "default: that of the group") if group else (toml(self.catalog.gallery.location), GALLERY)
        )
        return {
            "build.location": place,
            **{path: (toml(value), "default, by its source") for path, value in by_source.items() if value},
        }

    def _values(self, table: TomlTable, where: Location) -> Iterator[Told]:
        """Yield each key of a table; a table in it whose keys have defaults is opened."""
        for name in type(table).model_fields:
            value, place = getattr(table, name), (*where, name)
            path = dotted(place[2:])
            if isinstance(value, TomlTable) and not _is_one_value(value):
                yield from self._values(value, place)
            elif name in table.model_fields_set:
                yield path, toml(value), self._origin(place)
            elif value is not None:
                yield path, toml(value), "default"
            elif told := SAID.search(self.described[type(table)].get(name, "")):
                yield path, "", f"default: {told[1]}"

    def _settings(self, image: Image, where: Location) -> Iterator[Told]:
        """Yield each setting of Windows, on or off."""
        purpose, switches = purpose_of(image, self.catalog), image.build.settings
        own, otherwise = self.catalog.settings.windows, set_otherwise(image, self.catalog)
        known = {**settings(), **own} if image.os_type == "Windows" else {}
        on = switched_on(own, switches, purpose, otherwise=otherwise) if known else {}
        for name, one in known.items():
            path, place, given = dotted((*where, name)[2:]), (*where, name), switches.get(name)
            values = given if isinstance(given, dict) else {}
            if name in switches and not values:
                yield path, toml(given), self._origin(place)
            elif not values:
                reason = f", for {purpose}" if one.default == purpose else ""
                yield path, toml(one.is_default(purpose)), f"default{reason}"
            for key, value in values.items():
                yield dotted((*place, key)[2:]), toml(value), self._origin((*place, key))
            for key in on[name].values if name in on else ():
                if key not in values:
                    yield dotted((*place, key)[2:]), toml(one.values[key].default), "default, of the setting"

    def _office(self, image: Image) -> Iterator[Told]:
        """Yield what the Office Deployment Tool is asked for, whose place is not in the image."""
        known = self.catalog.software.windows if image.os_type == "Windows" else {}
        for name in image.build.software:
            if name not in known or known[name].kind != "office":
                continue
            office = known[name].office
            for key in type(office).model_fields:
                place = ("software", "windows", name, "office", key)
                origin = self._origin(place) if key in office.model_fields_set else "default"
                yield dotted(place), toml(getattr(office, key)), origin

    def _origin(self, place: Location) -> str:
        where = written_at(place, self.examined.origins)
        table = "defaults.images" if where[1] == "images" else f"defaults.build.{where[2]}"
        return f"line {self.lines.of(where)}{'' if where == place else f', [{table}]'}"


def _is_below(path: str, keys: list[str]) -> bool:
    return any(f"{path}.".startswith(f"build.{key}.") for key in keys)


def _is_one_value(table: TomlTable) -> bool:
    """Return whether all keys of a table are needed, as those of an identifier."""
    return all(field.is_required() for field in type(table).model_fields.values())

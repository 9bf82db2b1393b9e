"""What an image has in the end, and where each value comes from: `catalog explain images.win11-avd`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.as_toml import toml
from catalog.defaults import written_at
from catalog.finding import dotted
from catalog.image import Definition, Image
from catalog.license import license_type
from catalog.load import Examined
from catalog.model import Catalog
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
        for path, value, origin in teller.image(catalog.images[key], ("images", key))
        if f"{path}.".startswith(below and f"{below}.")
    ]
    width = max((len(value) for value, _ in found if len(value) <= WIDEST), default=0)
    return [f"{value:{width}}  # {origin}" for value, origin in found]


@dataclass(frozen=True, kw_only=True)
class _Teller:
    examined: Examined
    catalog: Catalog
    lines: Lines
    described: Descriptions

    def image(self, image: Definition, where: Location) -> Iterator[Told]:
        """Yield what there is to say of an image."""
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
        if not isinstance(image, Image):
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
        known = {**settings(), **self.catalog.settings.windows} if image.os_type == "Windows" else {}
        for name, one in known.items():
            path, place = dotted((*where, name)[2:]), (*where, name)
            if name in switches:
                yield path, toml(switches[name]), self._origin(place)
            else:
                reason = f", for {purpose}" if one.default == purpose else ""
                yield path, toml(one.is_default(purpose)), f"default{reason}"

    def _origin(self, place: Location) -> str:
        where = written_at(place, self.examined.origins)
        table = "defaults.images" if where[1] == "images" else f"defaults.build.{where[2]}"
        return f"line {self.lines.of(where)}{'' if where == place else f', [{table}]'}"


def _is_below(path: str, keys: list[str]) -> bool:
    return any(f"{path}.".startswith(f"build.{key}.") for key in keys)


def _is_one_value(table: TomlTable) -> bool:
    """Return whether all keys of a table are needed, as those of an identifier."""
    return all(field.is_required() for field in type(table).model_fields.values())

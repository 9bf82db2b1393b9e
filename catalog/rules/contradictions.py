"""What an image would be set to twice, differently: by its settings, its products and its machine."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from catalog.image import Image
from catalog.image_settings import TIME_ZONE, Value, registry, set_otherwise, switched_on, told, values
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.purpose import purpose_of
from catalog.rule import rule
from catalog.settings import Setting
from files.quote import SECRET_NAME, quoted


@rule(
    "GS185",
    "The settings and products of an image must not contradict each other",
    example=r"""
[settings.windows.contoso_store]
summary  = "The Store updates apps."
registry = [{ path = 'HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore', name = "AutoDownload", value = 4 }]

+ [images.win11-avd.build.settings]
+ freeze_store = false
""",
    happens="The last of them would win in the build, whichever that is.",
    fix="Use one value in both, or have only one of them in the image.",
    source="goldshelf: packer/scripts/windows/apply-settings.ps1",
)
def contradictions(catalog: Catalog) -> Found:
    """Reported once, where the catalog sets it, with the first image that has both.

    What is on for the purpose alone gives way, see switched_on: a purpose never makes a catalog wrong.
    """
    seen: set[tuple[object, ...]] = set()
    reported: set[Location] = set()
    for key, image in catalog.builds.items():
        if image.os_type != "Windows":
            continue
        build, purpose, otherwise = image.build, purpose_of(image, catalog), set_otherwise(image, catalog)
        same = (told(build.settings), purpose, otherwise, *build.software, build.machine.time_zone)
        if same in seen:
            continue
        seen.add(same)
        on = switched_on(catalog.settings.windows, build.settings, purpose, otherwise=otherwise)
        for where, message in _contradictions(key, list(_setters(key, image, catalog, on))):
            if where not in reported:
                reported.add(where)
                yield where, message


class _Setter(NamedTuple):
    """What sets something in an image, and where it is written."""

    name: str
    place: Location
    values: tuple[Value, ...]


def _setters(key: str, image: Image, catalog: Catalog, on: dict[str, Setting]) -> Iterator[_Setter]:
    """What is shipped comes first, since a finding is reported at the later one."""
    own = catalog.settings.windows
    settings = {
        name: _Setter(name, ("settings", "windows", name), tuple(values(one))) for name, one in on.items()
    }
    yield from (setter for name, setter in settings.items() if name not in own)
    for name in image.build.software:
        product = catalog.software.windows.get(name)
        if product and product.registry:
            yield _Setter(name, ("software", "windows", name), tuple(registry(product.registry)))
    yield from (setter for name, setter in settings.items() if name in own)
    if zone := image.build.machine.time_zone:
        place = ("images", key, "build", "machine")
        yield _Setter("machine", place, (Value(TIME_ZONE, zone, ("time_zone",)),))


def _contradictions(key: str, setters: list[_Setter]) -> Found:
    first: dict[str, tuple[_Setter, Any]] = {}
    for setter in setters:
        for what, data, where in setter.values:
            other, theirs = first.setdefault(what.lower(), (setter, data))
            place = (*setter.place, *where)
            if data == theirs:
                continue
            if other is setter:
                yield place, f"sets {what} twice, to different data: keep one"
                continue
            instead = f"have only one of them in images.{key}.build"
            if setter.place[0] == other.place[0] == "settings":
                instead = f"switch one of them off in images.{key}.build.settings"
            yield (
                place,
                f"sets {what}{_to(data, what)}, and {other.name!r}, which images.{key} has too, sets it"
                f"{_to(theirs, what) or ' to other data'}: use the same in both, or {instead}",
            )


def _to(data: Any, what: str) -> str:
    return "" if isinstance(data, dict) or SECRET_NAME.search(what) else f" to {quoted(data)}"

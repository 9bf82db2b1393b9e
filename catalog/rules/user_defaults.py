"""What new users of Windows have: regions that there are, languages that are installed, and a Windows that can set it."""

from collections.abc import Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin, layers
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.user_defaults import UserDefaults
from facts.country_codes import AS_OF, MEANT, country_codes
from facts.marketplace import ImageFacts
from files.suggest import did_you_mean

WHERE = ("build", "machine", "user_defaults")
TOO_OLD = frozenset({"Windows 10", "Windows Server 2012", "Windows Server 2016", "Windows Server 2019"})
"""What has no Copy-UserInternationalSettingsToSystem."""


@rule(
    "GS353",
    "user_defaults must name regions that there are, and each keyboard once",
    example="""
[images.win11-avd.build.machine]
- user_defaults = { language = "en-US", region = "UK" }
+ user_defaults = { language = "en-US", region = "GB" }
""",
    happens="Windows knows no such region: user-defaults.ps1 fails in the build, after the languages are installed.",
    fix="Use the two letters of ISO 3166-1, such as GB, also at the end of a tag; name each keyboard once.",
    source=f"IANA: time zone database, iso3166.tab, {AS_OF}; Microsoft: RegionInfo",
)
@each_image
def regions_of_users(image: Image, _: Catalog) -> Found:
    """In the region itself, and in the tags."""
    defaults = image.build.machine.user_defaults
    for place, tag in _places(defaults) if defaults else ():
        code = tag.rpartition("-")[2]
        if code not in country_codes():
            meant = MEANT.get(code)
            hint = (
                f"did you mean {meant!r}?"
                if meant
                else did_you_mean(code, country_codes(), otherwise=OTHERWISE)
            )
            within = f"{tag!r}: " if tag != code else ""
            yield (*WHERE, *place), f"{within}there is no region {code!r}; {hint}"
    for index, tag in enumerate(defaults.keyboards if defaults else ()):
        if defaults and tag in defaults.keyboards[:index]:
            yield (*WHERE, "keyboards", index), f"{tag!r} is listed twice: keep one"


OTHERWISE = "use the two letters of ISO 3166-1, such as DE"


def _places(defaults: UserDefaults) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("language",), defaults.language
    for key in ("format", "region"):
        if given := getattr(defaults, key):
            yield (key,), given
    for index, tag in enumerate(defaults.keyboards):
        yield ("keyboards", index), tag


@rule(
    "GS354",
    "user_defaults need Windows 11 or Windows Server 2022",
    example="""
[images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2019-datacenter-gensecond" }
+ source = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }

[images.win11-avd.build.machine]
user_defaults = { language = "en-US", region = "GB" }
""",
    happens="An older Windows has no Copy-UserInternationalSettingsToSystem: user-defaults.ps1 fails in the build.",
    fix="Start from a newer Windows, or remove user_defaults.",
    source="Microsoft: Copy-UserInternationalSettingsToSystem, of the modules for Windows Server 2022, not 2019",
)
@each_image
def windows_of_user_defaults(image: Image, catalog: Catalog) -> Found:
    """By the names of the source below all layers."""
    release = facts_of_origin(image, catalog).release
    if image.build.machine.user_defaults and release in TOO_OLD:
        yield WHERE, f"need Windows 11 or Windows Server 2022, and the source has {release}: remove them"


@rule(
    "GS358",
    "The language of new users must be installed",
    example="""
[images.win11-avd.build]
+ languages = ["de-DE"]

[images.win11-avd.build.machine]
user_defaults = { language = "de-DE" }
""",
    happens="user-defaults.ps1 fails in the build, or users see English.",
    fix="Add the language to languages, which only a client Windows can install; or use one that is there. For dates, "
    "numbers and the region alone, use format and region.",
    source="Microsoft: Set-SystemPreferredUILanguage, LanguagePackManagement; the marketplace: facts/windows_names.py",
)
@each_image
def installed_language(image: Image, catalog: Catalog) -> Found:
    """What is in an image of another gallery, or of another publisher than Microsoft, is not known."""
    defaults, facts = image.build.machine.user_defaults, facts_of_origin(image, catalog)
    if defaults is None or image.os_type != "Windows" or facts.language is None:
        return
    builds = [one.build for one in layers(image, catalog) if isinstance(one, Image)]
    installed = {facts.language, *(tag for build in builds for tag in build.languages)}
    if defaults.language not in installed:
        yield (*WHERE, "language"), f"{defaults.language!r} is not installed: {_instead(facts, installed)}"


def _instead(facts: ImageFacts, installed: set[str]) -> str:
    if facts.windows == "server":
        return f"a server has only the language that it was installed in, so use {facts.language}"
    return f"add it to languages, or use {' or '.join(sorted(installed))}"

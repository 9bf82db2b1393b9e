"""Settings of your own."""

import re
from collections.abc import Iterator

from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.purpose import purpose_of
from catalog.rule import rule
from catalog.setting_values import Values
from catalog.settings import Setting, settings
from catalog.software_fields import RegistryData
from facts.secrets import holds_secret, sounds_secret
from facts.time_zones import AS_OF, time_zones
from files.quote import SECRET_NAME
from files.suggest import did_you_mean


@rule(
    "GS184",
    "A setting of your own must not have the name of a shipped one",
    example=r"""
- [settings.windows.long_paths]
+ [settings.windows.contoso_long_paths]
summary  = "Contoso's programs can use long paths."
registry = [{ path = 'HKLM:\SOFTWARE\Contoso', name = "LongPaths", value = 1 }]
""",
    happens="One of the two would be ignored in the build.",
    fix="Use another name. To change a shipped setting, switch it off and write your own.",
    source="goldshelf: catalog/settings.toml",
)
def own_names(catalog: Catalog) -> Found:
    """A product can be changed by its id: of a setting, nothing is worth keeping then."""
    for name in catalog.settings.windows:
        if name in settings():
            yield (
                ("settings", "windows", name),
                "is the name of a shipped setting, which [images.<key>.build.settings] switches: use another",
            )


@rule(
    "GS186",
    "A setting must not contain a secret",
    example=r"""
[settings.windows.contoso_agent]
summary = "The agent of Contoso starts by itself."
registry = [
  { path = 'HKLM:\SOFTWARE\Contoso\Agent', name = "AutoStart", value = 1 },
-   { path = 'HKLM:\SOFTWARE\Contoso\Agent', name = "EnrollmentSecret", value = "abc" },
]
""",
    happens="Everybody who can read the catalog, the pull request, the rendered files or the image could use it, "
    "before the build and after it.",
    fix="Remove it, and give it to the hosts when they are created.",
    source="goldshelf: no secret belongs in a file",
)
def no_secret_in_a_setting(catalog: Catalog) -> Found:
    """By the name of a registry value, or by a form that no notice about passwords has."""
    for setting, one in catalog.settings.windows.items():
        for where, name, data in _data(one):
            if holds_secret(name, data) or (isinstance(data, str) and SECRET_NAME.search(name)):
                named = SECRET_NAME.search(name) or sounds_secret(name, "text")
                why = f", as {name!r} says" if named else ""
                yield (
                    ("settings", "windows", setting, *where),
                    f"must not be a secret{why}: it would stay in the image; remove it, and give it to the hosts "
                    "when they are created",
                )


def _data(one: Setting) -> Iterator[tuple[Location, str, RegistryData]]:
    """Yield what a setting sets, or shows that an image may give: where, the name in the registry, and data."""
    for index, value in enumerate(one.registry):
        yield ("registry", index), value.name, value.value
    for name, given in one.values.items():
        for key in ("default", "example", "one_of"):
            if data := getattr(given, key):
                yield ("values", name, key), name, data


@rule(
    "GS360",
    "defender_exclusions must name in braces only folders that a setting takes",
    example=r"""
[settings.windows.contoso_exclusions]
summary = "Defender does not scan the logs beside profiles."
defender_exclusions = [
-   '{fslogix_profiles.VHDLocation}\*\*.log',
+   '{fslogix_profiles.VHDLocations}\*\*.log',
]
""",
    happens="The path would be left out in the build, and Defender would scan what is there.",
    fix="Begin the path with {setting.Name}: a setting, and one of its values that takes a text or a list.",
    source="goldshelf: catalog/image_settings.py",
)
def folders_of_a_setting(catalog: Catalog) -> Found:
    """Values of shipped settings and of the catalog's own. Other braces may be in the name of a folder."""
    every = {**settings(), **catalog.settings.windows}
    known = {f"{name}.{key}": value for name, one in every.items() for key, value in one.values.items()}
    for name, one in catalog.settings.windows.items():
        for index, path in enumerate(one.defender_exclusions):
            if why := _no_folder(path, known):
                yield ("settings", "windows", name, "defender_exclusions", index), why


def _no_folder(path: str, known: Values) -> str | None:
    named = re.search(r"\{([^{}]*)\}", path)
    if not named or (named.start() > 0 and named[1] not in known):
        return None
    if named.start() > 0:
        return f"must begin with {named[0]}, whose folders take its place"
    if named[1] not in known:
        hint = did_you_mean(named[1], known, otherwise="name a setting and its value, as {setting.Name}")
        return f"{named[1]!r} is no value of a setting; {hint}"
    takes = known[named[1]].takes
    if takes not in {"text", "list"}:
        return f"{named[1]!r} takes a {takes}, which is no folder: name a value that takes a text or a list"
    return None


@rule(
    "GS224",
    "A time zone should be in the list of Windows' time zones",
    example="""
[images.win11-avd]
specialized = true

[settings.windows.contoso_time]
summary   = "The time zone is that of Berlin."
- time_zone = "West Europe Standard Time"
+ time_zone = "W. Europe Standard Time"
""",
    happens="Windows refuses a time zone that it does not know in the build.",
    fix="Correct the id: `tzutil /l` lists them. If it is newer than the list, accept the warning.",
    source=f"Unicode CLDR: windowsZones.xml, {AS_OF}",
)
def listed_time_zone(catalog: Catalog) -> Found:
    """Windows gets a new one now and then."""
    for name, one in catalog.settings.windows.items():
        if one.time_zone and one.time_zone not in time_zones():
            hint = did_you_mean(one.time_zone, time_zones(), otherwise="`tzutil /l` lists them")
            yield (
                ("settings", "windows", name, "time_zone"),
                f"{one.time_zone!r} is not in the list of Windows' time zones ({AS_OF}); {hint}",
            )


@rule(
    "GS225",
    "time_zone should be set only in specialized images",
    example="""
+ [images.win11-avd]
+ specialized = true

[settings.windows.contoso_time]
summary   = "The time zone is that of Berlin."
time_zone = "W. Europe Standard Time"
""",
    happens="Azure sets the time zone of a generalized image's hosts at VM creation, by default to UTC: that of "
    "the image is lost.",
    fix="Set windowsConfiguration.timeZone (azurerm: timezone) where hosts are created. Users of AVD see their "
    "own time zone by the shipped setting time_zone_redirection.",
    source="Azure: WindowsConfiguration.timeZone; spinnaker/spinnaker#6313, danielsollondon/azvmimagebuilder#53",
)
def time_zone_of_hosts(catalog: Catalog) -> Found:
    """Reported once for a setting, with the first image that has it."""
    for name, one in catalog.settings.windows.items():
        has = (
            key
            for key, image in catalog.builds.items()
            if image.os_type == "Windows"
            and not image.specialized
            and image.build.settings.get(name, one.is_default(purpose_of(image, catalog))) is not False
        )
        if one.time_zone and (key := next(has, None)):
            yield (
                ("settings", "windows", name, "time_zone"),
                f"images.{key} is generalized, and Azure sets the time zone of its hosts, by default to UTC: set "
                "it where they are created",
            )

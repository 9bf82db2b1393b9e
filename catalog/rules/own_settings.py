"""Settings of your own."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.purpose import purpose_of
from catalog.rule import rule
from catalog.settings import settings
from facts.secrets import looks_secret, sounds_secret
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
    "A registry value of a setting must not be a secret",
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
def no_secret_in_the_registry(catalog: Catalog) -> Found:
    """By the name of the value, or by a form that no notice about passwords has."""
    for name, one in catalog.settings.windows.items():
        for index, value in enumerate(one.registry):
            if not isinstance(value.value, str) or not value.value:
                continue
            named = SECRET_NAME.search(value.name) or sounds_secret(value.name, value.value)
            if named or looks_secret(value.value):
                why = f", as {value.name!r} says" if named else ""
                yield (
                    ("settings", "windows", name, "registry", index),
                    f"must not be a secret{why}: it would stay in the image; remove it, and give it to the hosts "
                    "when they are created",
                )


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

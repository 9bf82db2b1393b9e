"""The values that an image gives a setting."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.as_toml import toml
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from catalog.setting_values import A_SWITCH, EXAMPLES, SettingValue, Values
from catalog.settings import Setting, settings
from facts.secrets import holds_secret
from files.quote import first_names, quoted
from files.suggest import did_you_mean

WHERE = ("build", "settings")


@rule(
    "GS355",
    "A setting must be given only values that it takes, and those that it needs",
    example="""
[images.win11-avd.build.settings]
- session_limits = { MaxIdleTime = 120 }
+ session_limits = { MaxIdleTime = "2h" }
""",
    happens="The value would be ignored in the build, or every host would have another one.",
    fix="Give values of the setting, by their names in the registry: goldshelf's docs/settings.md lists them.",
    source="goldshelf: catalog/settings.toml",
)
@each_image
def values_that_it_takes(image: Image, catalog: Catalog) -> Found:
    """Unknown names, wrong data, two that exclude each other, and none where one is needed."""
    for name, switch, one in _with_values(image, catalog):
        where = (*WHERE, name)
        if not isinstance(switch, bool | dict):
            yield where, f"{A_SWITCH}, got {'a string' if isinstance(switch, str) else quoted(switch)}"
            continue
        given: Mapping[str, Any] = switch if isinstance(switch, dict) else {}
        for key, data in given.items():
            for at, message in _wrong(key, data, one.values):
                yield (*where, key, *at), message
            other = one.values[key].not_with if key in one.values else None
            if other in given:
                yield (*where, key), f"must not be given with {other}: keep one"
        if switch is not False and (needs := _needs(name, given, one)):
            yield where, needs


def _with_values(image: Image, catalog: Catalog) -> Iterator[tuple[str, object, Setting]]:
    known = {**settings(), **catalog.settings.windows}
    for name, switch in image.build.settings.items():
        if name in known:
            yield name, switch, known[name]


def _wrong(key: str, data: Any, known: Values) -> Iterator[tuple[Location, str]]:
    if not known:
        yield (), "is not a value of this setting, which is only true or false: remove it"
    elif key not in known:
        hint = did_you_mean(key, known, otherwise=f"its values: {first_names(known)}")
        yield (), f"is not a value of this setting; {hint}"
    elif not _shows_secret(key, known[key]):
        for one in known[key].wrong(data):
            got = "what may be a secret" if holds_secret(key, one.data) else quoted(one.data)
            yield one.at, f"{one.why}, got {got}"


def _shows_secret(key: str, value: SettingValue) -> bool:
    """Whether a message with what the value may be would have a secret, which GS186 reports."""
    return any(holds_secret(key, one) for one in (value.default, value.example, value.one_of) if one)


def _needs(name: str, given: Mapping[str, Any], one: Setting) -> str | None:
    missing = [key for key, value in one.values.items() if value.required and key not in given]
    if missing:
        return f"needs {', '.join(missing)}: give it, such as {_example(name, missing, one.values)}"
    if one.needs_values and not given:
        such_as = _example(name, list(one.values)[:1], one.values)
        return f"sets nothing without a value: give one, such as {such_as}"
    return None


def _example(name: str, keys: list[str], values: Values) -> str:
    """Return a line that gives these values."""
    such_as = {
        key: EXAMPLES[values[key].takes] if _shows_secret(key, values[key]) else values[key].such_as
        for key in keys
    }
    return f"{name} = {toml(such_as)}"


@rule(
    "GS356",
    "The values of a setting must not be secrets",
    example=r"""
[images.win11-avd.build.settings.fslogix_profiles]
- CCDLocations = ["type=azure,connectionString=DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0"]
+ CCDLocations = ['type=azure,name="Contoso",connectionString="|fslogix/contoso|"']
""",
    happens="Everybody who can read the catalog, the pull request, the rendered files or the image could use it, "
    "before the build and after it.",
    fix="Remove it, and give it to the hosts when they are created: for FSLogix, store it on the host with `frx "
    "add-secure-key`, and write |fslogix/<key>| here.",
    source="goldshelf: no secret belongs in a file; Microsoft: FSLogix, add-secure-key",
)
@each_image
def no_secrets(image: Image, _: Catalog) -> Found:
    """By the name of the value, or by its form."""
    for name, switch in image.build.settings.items():
        for key, data in switch.items() if isinstance(switch, dict) else ():
            if holds_secret(key, data):
                yield (
                    (*WHERE, name, key),
                    "must not be a secret: it would stay in the image; remove it, and give it to the hosts when they "
                    "are created",
                )


@rule(
    "GS262",
    "target_release should be on only for Windows 10 and 11",
    example="""
[images.win11-avd.build]
source = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }

[images.win11-avd.build.settings]
- target_release = { TargetReleaseVersionInfo = "21H2" }
+ target_release = false
""",
    happens="Microsoft describes the policy for these two only: on a server, nothing says what it does in the build and "
    "on hosts.",
    fix="Switch it off: Windows Server stays on its release, unless somebody upgrades it.",
    source="Microsoft: Policy CSP, Update/ProductVersion",
)
@each_image
def release_of_a_client(image: Image, catalog: Catalog) -> Found:
    """By the names of the source below all layers."""
    on = image.build.settings.get("target_release", False) is not False
    if on and facts_of_origin(image, catalog).windows == "server":
        yield (
            (*WHERE, "target_release"),
            "is for Windows 10 and 11, and this image is Windows Server: remove it",
        )

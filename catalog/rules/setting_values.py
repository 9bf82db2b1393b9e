"""The values that an image gives a setting."""

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.as_toml import toml
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.setting_values import SettingValue
from catalog.settings import Setting, settings
from facts.secrets import looks_secret, sounds_secret
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
        given: Mapping[str, Any] = switch if isinstance(switch, dict) else {}
        for key, data in given.items():
            for message in _wrong(key, data, one.values):
                yield (*where, key), message
            other = one.values[key].not_with if key in one.values else None
            if other in given:
                yield (*where, key), f"must not be given with {other}: keep one"
        missing = [key for key, value in one.values.items() if value.required and key not in given]
        if switch is not False and (missing or (one.needs_values and not given)):
            what = (
                f"needs {', '.join(missing)}: give it"
                if missing
                else "sets nothing without a value: give one"
            )
            yield where, f"{what}, such as {example(name, one)}"


def _with_values(image: Image, catalog: Catalog) -> Iterator[tuple[str, object, Setting]]:
    known = {**settings(), **catalog.settings.windows}
    for name, switch in image.build.settings.items():
        if name in known:
            yield name, switch, known[name]


def _wrong(key: str, data: Any, known: Mapping[str, SettingValue]) -> Iterator[str]:
    if not known:
        yield "is not a value of this setting, which is only true or false: remove it"
    elif key not in known:
        hint = did_you_mean(key, known, otherwise=f"its values: {first_names(known)}")
        yield f"is not a value of this setting; {hint}"
    elif why := known[key].refuses(data):
        yield f"{why}, got {quoted(data)}"


def example(name: str, one: Setting) -> str:
    """Return a line with a value of a setting."""
    key, value = next(iter(one.values.items()))
    return f"{name} = {toml({key: value.such_as})}"


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
            texts = [text for text in (data if isinstance(data, list) else [data]) if isinstance(text, str)]
            if any(looks_secret(text) or sounds_secret(key, text) for text in texts):
                yield (
                    (*WHERE, name, key),
                    "must not be a secret: it would stay in the image; remove it, and give it to the hosts when they "
                    "are created",
                )

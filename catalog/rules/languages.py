"""The languages of an image, and the Windows that they are for."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import MarketplaceSource
from facts.languages import AS_OF, languages
from facts.marketplace import facts_of
from files.suggest import did_you_mean


@rule(
    "GS320",
    "languages must be set only for a client Windows",
    example="""
[images.win11-avd.build]
- source    = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2025-datacenter-g2" }
languages = ["de-DE"]
""",
    happens="Install-Language exists on client Windows only: on a server, install-languages.ps1 fails in the build.",
    fix="Remove languages, or start from a client Windows, or from a server in that language.",
    source="Microsoft: LanguagePackManagement, 'These cmdlets are supported on client operating system only'",
)
@each_image
def languages_of_a_client(image: Image, catalog: Catalog) -> Found:
    """Of the source below all layers, where its names show what it is."""
    source = origin(image, catalog)
    if not image.build.languages or not isinstance(source, MarketplaceSource):
        return
    if facts_of(*source.names).windows == "server":
        yield (
            ("build", "languages"),
            f"need Install-Language, which only a client Windows has; {source.offer} / {source.sku} is a server: "
            "remove them",
        )


@rule(
    "GS244",
    "Each of languages should have a language pack",
    example="""
[images.win11-avd.build]
- languages = ["de-AT"]
+ languages = ["de-DE"]
""",
    happens="Install-Language installs only languages that have a language pack: with others, "
    "install-languages.ps1 fails in the build, or users see English.",
    fix="Use the tag of a language pack, or accept the warning if there is a newer one.",
    source=f"Microsoft: Available languages for Windows; facts/languages.txt, as of {AS_OF}",
)
@each_image
def known_languages(image: Image, _: Catalog) -> Found:
    """Language interface packs are not language packs."""
    for index, tag in enumerate(image.build.languages):
        if tag not in languages():
            hint = did_you_mean(tag, languages(), otherwise="no listed tag is similar.")
            yield (
                ("build", "languages", index),
                f"{tag!r} is not in the list of languages that have a language pack of Windows ({AS_OF}); {hint}",
            )

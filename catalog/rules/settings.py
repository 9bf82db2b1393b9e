"""Settings of an image that depend on its operating system."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import only_for
from catalog.settings import settings
from files.quote import first_names
from files.suggest import did_you_mean


@rule(
    "GS117",
    "settings must name known settings",
    example="""
[images.win11-avd.build.settings]
- rdp_short_path = true
+ rdp_shortpath = true
""",
    happens="An unknown setting would be ignored in the build.",
    fix="Name a shipped setting, or describe your own in [settings.windows.<name>].",
    source="goldshelf: catalog/settings.toml",
)
@each_image
def known_settings(image: Image, catalog: Catalog) -> Found:
    """The shipped ones, and the catalog's own."""
    own = catalog.settings.windows
    for name in image.build.settings:
        if name not in settings() and name not in own:
            known = [*own, *settings()]
            hint = did_you_mean(name, known, otherwise=f"known settings: {first_names(known)}.")
            yield (
                ("build", "settings", name),
                f"unknown setting; {hint} Describe your own in [settings.windows.<name>]",
            )


windows_only = Rule(
    id="GS148",
    title="settings, languages and windows_update must be set only for Windows images",
    example="""
- [images.win11-avd]
- os_type = "Linux"

[images.win11-avd.build]
- source    = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- software  = ["git"]
languages = ["de-DE"]
""",
    find=each_image(
        only_for(
            'os_type = "Windows"',
            *("build.settings", "build.languages", "build.windows_update"),
            even_if_false=True,
        )
    ),
    happens="They would be ignored in the build of a Linux image.",
    fix="Remove the key. For updates of Linux, it is package_updates.",
    source="goldshelf: packer/provisioners/linux.py",
)


@rule(
    "GS120",
    "license_type must be one for the image's operating system",
    example="""
[images.win11-avd.build]
- license_type = "RHEL_BYOS"
+ license_type = "Windows_Client"
""",
    happens="Packer refuses the template when the build starts.",
    fix="Remove license_type, or use one for the operating system.",
    source="packer-plugin-azure 2.6.3, config.go, license_type",
)
@each_image
def license_of_the_system(image: Image, _: Catalog) -> Found:
    """Those for Windows have names that begin with Windows_."""
    license_type = image.build.license_type
    if license_type and license_type.startswith("Windows") != (image.os_type == "Windows"):
        yield (
            ("build", "license_type"),
            f"{license_type!r} is not for os_type = {image.os_type!r}: remove it, or use another",
        )

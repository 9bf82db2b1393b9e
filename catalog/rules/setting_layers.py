"""Settings of layered images: what the base has set is in the image, whatever the layer says."""

from collections.abc import Iterator
from itertools import pairwise

from catalog.image import Image
from catalog.image_settings import on_in, switched_on, values
from catalog.model import Catalog
from catalog.origin import layers
from catalog.problem import Found
from catalog.purpose import purpose_of
from catalog.rule import each_image, rule
from catalog.setting_values import exclude_each_other
from catalog.settings import PAUSED, Setting, settings
from catalog.source import CatalogSource

WHERE = ("build", "settings")


@rule(
    "GS361",
    "A layered image must not give a value of a setting that excludes one of its base",
    example=r"""
[images.win11-avd.build.settings.fslogix_profiles]
VHDLocations = ['\\contoso.file.core.windows.net\profiles']

[images.win11-dev.build]
source = { image = "win11-avd" }

[images.win11-dev.build.settings.fslogix_profiles]
- CCDLocations = ['type=smb,connectionString=\\contoso.file.core.windows.net\dev']
+ VHDLocations = ['\\contoso.file.core.windows.net\dev']
""",
    happens="Both are set in the build, and nothing says which of them the program uses on hosts.",
    fix="Give the same value as the base, with other data, or give the values only in the images that hosts are made of.",
    source="goldshelf: packer/scripts/windows/apply-settings.ps1 sets values, and removes none",
)
@each_image
def values_of_all_layers(image: Image, catalog: Catalog) -> Found:
    """Only of settings that the layer itself names."""
    known = {**settings(), **catalog.settings.windows}
    mine = on_in(image, catalog)
    for name in image.build.settings:
        pairs = [*exclude_each_other(known[name].values)] if name in mine else []
        for one, other in (both for pair in pairs for both in (pair, pair[::-1])):
            base = next((key for key, on in _bases(image, catalog) if _sets(on, name, other)), None)
            if base and _sets(mine, name, one):
                yield (
                    (*WHERE, name),
                    f"sets {one}, and images.{base}, which it is built on, sets {other}, which stays: only one of "
                    f"them may be in an image, so give {other} here too, or neither of them there",
                )


@rule(
    "GS261",
    "A setting that is on in a base should not be switched off in a layered image",
    example="""
[images.win11-avd.build.settings]
- rdp_shortpath = true

[images.win11-dev.build]
source = { image = "win11-avd" }

[images.win11-dev.build.settings]
rdp_shortpath = false
""",
    happens="It stays on in the image: what the build of the base has set is not taken back in the build of the layer.",
    fix="Switch it off in the base, and on in the layers that need it; or set the values back with a setting of your own.",
    source="goldshelf: packer/scripts/windows/apply-settings.ps1 sets values, and removes none",
)
@each_image
def on_in_the_base(image: Image, catalog: Catalog) -> Found:
    """Not if another setting of the layer sets any of its values: the catalog knows then."""
    set_here = _set_by(
        switched_on(catalog.settings.windows, image.build.settings, purpose_of(image, catalog))
    )
    for name, switch in image.build.settings.items():
        if switch is not False:
            continue
        for key, on in _bases(image, catalog):
            if name in on and _stays(on[name]) and not set_here & _set_by({name: on[name]}):
                yield (
                    (*WHERE, name),
                    f"stays on: it is on in images.{key}, which this image is built on; switch it off there, or set "
                    "its values back with a setting of your own",
                )
                break


Settings = dict[str, Setting]


def _bases(image: Image, catalog: Catalog) -> Iterator[tuple[str, Settings]]:
    """Yield the settings of each image below, as long as it is built on the version that the catalog describes."""
    for one, base in pairwise(layers(image, catalog)):
        source = one.build.source if isinstance(one, Image) else None
        if not isinstance(source, CatalogSource) or not isinstance(base, Image):
            return
        if source.version not in {None, base.build.version}:
            return
        yield source.image, on_in(base, catalog)


def _sets(on: Settings, name: str, value: str) -> bool:
    return name in on and value in on[name].values


def _stays(one: Setting) -> bool:
    sets = any(values(one)) or one.scheduled_tasks or one.defender_exclusions
    return one.phase != PAUSED and bool(sets)


def _set_by(on: Settings) -> set[str]:
    return {value.what.lower() for one in on.values() for value in values(one)}

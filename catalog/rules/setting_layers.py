"""Settings of layered images: what the base has set is in the image, whatever the layer says."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from catalog.image import Image
from catalog.image_settings import on_in, values
from catalog.model import Catalog
from catalog.origin import layers
from catalog.problem import Found
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
    bases = list(_bases(image, catalog))
    mine = on_in(image, catalog) if bases else {}
    known = {**settings(), **catalog.settings.windows}
    for name in filter(mine.__contains__, image.build.settings):
        pairs = list(exclude_each_other(known[name].values))
        for one, other in (both for pair in pairs for both in (pair, pair[::-1])):
            base = next((key for key, on in bases if name in on and other in on[name].values), None)
            if base and one in mine[name].values:
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
    off = [name for name, switch in image.build.settings.items() if switch is False]
    bases = list(_bases(image, catalog)) if off else []
    set_here = _set_by(on_in(image, catalog)) if bases else set()
    for name in off:
        base, one = next(
            ((key, on[name]) for key, on in bases if name in on and _stays(on[name], set_here)), (None, None)
        )
        if base and one:
            # No setting enables a task, or lets Defender scan again.
            back = ", or set its values back with a setting of your own" if any(values(one)) else ""
            yield (
                (*WHERE, name),
                f"stays on: it is on in images.{base}, which this image is built on; switch it off there{back}",
            )


def _bases(image: Image, catalog: Catalog) -> Iterator[tuple[str, Mapping[str, Setting]]]:
    """Yield the settings of each image below, as long as it is built on the version that the catalog describes."""
    for one, base in pairwise(layers(image, catalog)):
        source = one.build.source if isinstance(one, Image) else None
        if not isinstance(source, CatalogSource) or not isinstance(base, Image):
            return
        if source.version not in {None, base.build.version}:
            return
        yield source.image, on_in(base, catalog)


def _stays(one: Setting, set_here: set[str]) -> bool:
    sets = any(values(one)) or one.scheduled_tasks or one.defender_exclusions
    return one.phase != PAUSED and bool(sets) and not set_here & _set_by({"": one})


def _set_by(on: Mapping[str, Setting]) -> set[str]:
    return {value.what.lower() for one in on.values() for value in values(one)}

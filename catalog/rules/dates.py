"""Dates: checked only by `python -m catalog check`, so that synth does not depend on the clock."""

from datetime import datetime

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule


@rule(
    "GS205",
    "An end of life should be in the future",
    example="""
[images.win11-avd]
- end_of_life_date = "2020-01-31T00:00:00Z"
+ end_of_life_date = "2099-01-31T00:00:00Z"
""",
    happens="Azure refuses a definition whose end of life has passed, at apply, and a version after the "
    "build.",
    fix="Use a later date, or remove the image.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def past_end_of_life(catalog: Catalog, now: datetime) -> Found:
    """Of the definition and of the version; `now` has a time zone."""
    for key, image in catalog.images.items():
        build = image.build if isinstance(image, Image) else None
        of_version = build and build.shared_gallery_image_version_end_of_life_date
        for where, date, instead in (
            (("end_of_life_date",), image.end_of_life_date, "remove the image"),
            (("build", "shared_gallery_image_version_end_of_life_date"), of_version, "remove this"),
        ):
            if date and datetime.fromisoformat(date) <= now:
                yield (
                    ("images", key, *where),
                    f"must be in the future, got {date!r}: use a later date, or {instead}",
                )

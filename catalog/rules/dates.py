"""What the day decides: warnings of `python -m catalog check` only, so that synth needs no clock."""

from datetime import datetime

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule


@rule(
    "GS205",
    "The end of life is to come",
    happens="Azure refuses a definition whose end of life has passed, at apply, and a version after the "
    "build.",
    todo="Give a later date, or retire the image.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def past_end_of_life(catalog: Catalog, now: datetime) -> Found:
    """Of the definition and of the version; `now` knows its time zone."""
    for key, image in catalog.images.items():
        dates = {
            ("end_of_life_date",): image.end_of_life_date,
            ("build", "shared_gallery_image_version_end_of_life_date"): (
                image.build.shared_gallery_image_version_end_of_life_date
            ),
        }
        for where, date in dates.items():
            if date and datetime.fromisoformat(date) <= now:
                yield (
                    ("images", key, *where),
                    f"{date!r} has passed; Azure wants a date to come: give a later one, or retire the image",
                )

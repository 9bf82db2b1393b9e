"""What an image is for, which decides the settings that are on by default, and advice; never an error."""

from catalog.fields import Purpose
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin, layers


def purpose_of(image: Image, catalog: Catalog) -> Purpose:
    """Return what the image or the nearest base says; else Windows multi-session is for session hosts."""
    written = (one.purpose for one in layers(image, catalog))
    several = facts_of_origin(image, catalog).multi_session
    return next(filter(None, written), "session_host" if several else "none")

"""How long the scripts in the image may wait, in seconds, and how often they try again, for image.json.

What Packer itself waits for is an argument of the step.
"""

from catalog.fields import seconds
from catalog.image import Image

WAITS = {
    "Windows": ("download_answer", "proof", "proof_command"),
    "Linux": ("proof_command", "package_lock", "registration"),
}
"""Those of `build.timeouts` that scripts keep."""
MINUTE, HALF_AN_HOUR = 60, 30
"""In seconds, and in minutes."""
DOWNLOADS = {"Windows": 4, "Linux": 5}
"""How often a download is tried again, unless the catalog says otherwise."""


def limits_of(image: Image) -> dict[str, int]:
    """Return each limit by its name."""
    timeouts, retries = image.build.timeouts, image.build.retries
    found = {name: int(seconds(getattr(timeouts, name))) for name in WAITS[image.os_type]}
    download = DOWNLOADS[image.os_type] if retries.download is None else retries.download
    found["download_retries"] = download
    if image.os_type == "Windows":
        found |= {"language_retries": retries.languages, "cleanup_retries": retries.cleanup}
        found |= {"decryption": _decryption(image), "sysprep": int(seconds(timeouts.sysprep))}
    return found


def _decryption(image: Image) -> int:
    """How long the disk may be decrypted: half an hour less than Sysprep is prepared, or half as long."""
    minutes = int(seconds(image.build.timeouts.prepare_sysprep)) // MINUTE
    return max(minutes - HALF_AN_HOUR, minutes // 2, 1) * MINUTE

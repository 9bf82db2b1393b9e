"""Keys for time limits and further tries that are written in another table than the one that has them."""

from catalog.problem import Location
from catalog.said_elsewhere import said_elsewhere
from catalog.timeouts import BuildTimeouts

OF_WINDOWS_UPDATE = ("update_windows", "win_update", "win_updates", "windows_update", "windows_updates")
"""Words for the updates of Windows among the time limits of a build."""


def time_limit_key(where: Location) -> tuple[str, Location | None] | None:
    """Return what to say of the key, and the place that it was meant for; None if it is no such key."""
    match where:
        case ("images", key, "build", "package_updates", "timeout"):
            return (
                'unknown key; the limit for the updates of a Linux image is timeouts = { update = "2h" } in '
                "the build",
                ("images", key, "build", "timeouts", "update"),
            )
        case ("images", key, "build", "timeouts", word) if word in OF_WINDOWS_UPDATE:
            return (
                'unknown key; the limit for updates of Windows is windows_update = { timeout = "3h" } in the '
                "build",
                ("images", key, "build", "windows_update", "timeout"),
            )
        case ("software", _, _, "retries"):
            return (
                "unknown key; how often the software of an image is tried again is "
                "retries = { software = 2 } in its build"
            ), None
        case ("software", "linux", _, "timeout"):
            return (
                'unknown key; all packages of an image have one limit: timeouts = { software = "2h" } in its '
                "build"
            ), None
    return _of_the_build(where)


def _of_the_build(where: Location) -> tuple[str, Location | None] | None:
    """Return the table of the time limits of a build, for one that is in the build, the image or above it."""
    match where:
        case ("images", key, "timeouts", name):
            meant = name in BuildTimeouts.model_fields
        case ("images", key, "build", name) | ("images", key, name):
            meant = name in BuildTimeouts.model_fields and not said_elsewhere(str(name))
        case _:
            return None
    table = f"[images.{key}.build.timeouts]"
    place = ("images", key, "build", "timeouts", name)
    return (f"is a key of {table}: move it there", place) if meant else None

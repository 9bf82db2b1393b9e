"""How long a build may take, and how often it tries."""

from catalog.fields import seconds
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.forms import only_for
from files.quote import quoted

FOR_WINDOWS = only_for(
    'os_type = "Windows"',
    *("build.timeouts.languages", "build.timeouts.cleanup", "build.timeouts.prepare_sysprep"),
    *("build.timeouts.sysprep", "build.timeouts.beside_installer", "build.timeouts.download_answer"),
    *("build.timeouts.proof", "build.timeouts.remove_apps"),
    *("build.retries.sysprep", "build.retries.languages", "build.retries.cleanup"),
    even_if_false=True,
)
FOR_LINUX = only_for(
    'os_type = "Linux"',
    *("build.timeouts.start", "build.timeouts.update", "build.timeouts.package_lock"),
    "build.timeouts.registration",
    even_if_false=True,
)


@rule(
    "GS333",
    "timeouts and retries must be for what the image's operating system does",
    example="""
[images.win11-avd.build.timeouts]
- update   = "2h"
+ software = "2h"
""",
    happens="The limit would be ignored in the build, and the part that was meant would keep its own.",
    fix="Remove the key. The limit for updates of Windows is windows_update.timeout.",
    source="goldshelf: packer/provisioners/windows.py, linux.py",
)
@each_image
def limits_of_the_system(image: Image, catalog: Catalog) -> Found:
    """Languages and Sysprep are of Windows, cloud-init and the packages' updates of Linux."""
    yield from FOR_WINDOWS(image, catalog)
    yield from FOR_LINUX(image, catalog)


@rule(
    "GS341",
    "beside_installer must be longer than what it is for",
    example="""
[images.win11-avd.build.timeouts]
proof            = "40m"
+ beside_installer = "1h15m"
""",
    happens="Packer would cancel the step in the build before the product has had its time.",
    fix="Set beside_installer to the time of a download and its retries, and of the proof; or shorten those.",
    source="goldshelf: packer/products.py",
)
@each_image
def time_beside_the_installer(image: Image, _: Catalog) -> Found:
    """Of each part alone: how long a download takes is not known."""
    if image.os_type != "Windows":
        return
    limits = image.build.timeouts
    beside = limits.beside_installer
    for name in ("download_answer", "proof", "proof_command"):
        limit = getattr(limits, name)
        if seconds(limit) < seconds(beside):
            continue
        if name in limits.model_fields_set:
            told = f"must be shorter than beside_installer = {quoted(beside)}, got {quoted(limit)}"
            yield ("build", "timeouts", name), told
        else:
            told = f"must be longer than {name} = {quoted(limit)}, got {quoted(beside)}"
            yield ("build", "timeouts", "beside_installer"), told

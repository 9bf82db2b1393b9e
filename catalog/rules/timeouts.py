"""How long a build may take, and how often it tries."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.forms import only_for

FOR_WINDOWS = only_for(
    'os_type = "Windows"',
    *("build.timeouts.languages", "build.timeouts.cleanup", "build.timeouts.prepare_sysprep"),
    *("build.timeouts.sysprep", "build.retries.sysprep"),
    even_if_false=True,
)
FOR_LINUX = only_for(
    'os_type = "Linux"',
    *("build.timeouts.start", "build.timeouts.update", "build.timeouts.before_restart_is_over"),
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

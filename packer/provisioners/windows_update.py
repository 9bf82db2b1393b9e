"""Passes of Windows Update, within a time limit and from another service where the catalog says so."""

from collections.abc import Iterator

from catalog.fields import seconds
from catalog.image import Image
from catalog.windows_update import OVER, UpdatePhase, WindowsUpdate
from packer.hcl import Group, Lines
from packer.provisioners import Provisioner
from packer.provisioners.windows_script import script

COPIED = "scripts/limit-updates.ps1"
MARGIN = 30 * 60
"""Seconds that Packer waits longer than the VM: a restart may be under way when the time is over."""


def updates(phase: UpdatePhase, image: Image) -> Iterator[Provisioner]:
    """Yield one pass, if the image has one in this phase."""
    wanted = image.build.windows_update
    if wanted is None or phase not in wanted.phases:
        return
    yield script("updates.ps1", "MOMENT=before", run_as="system")
    yield _update(wanted)
    # Right after a restart, the connection may be lost once more.
    yield script("updates.ps1", "MOMENT=after", run_as="system", max_retries=2)


def say_what_was_installing(image: Image) -> Iterator[Provisioner]:
    """Yield what Packer runs when a build fails: its last words are then the reason."""
    if image.build.windows_update:
        yield ON_ERROR


ON_ERROR = Provisioner(
    type="powershell",
    on_error=True,
    name="when the build fails",
    groups=(
        Group(
            {
                "inline": Lines((f"if (Test-Path '{OVER}') {{ Get-Content '{OVER}' }}",)),
                "start_retry_timeout": "1m",  # a VM that is lost has nothing to say
            }
        ),
    ),
    comment="If the time for updates was over, say which was being installed.",
)


def _update(wanted: WindowsUpdate) -> Provisioner:
    limits = {
        # The plugin's own 4h would go on after the limit below.
        "restart_timeout": wanted.restart_timeout or wanted.timeout,
        "update_max_retries": wanted.retries,
        # It would not end an update that hangs, nor name it: a task in the VM does, and this follows.
        "timeout": f"{seconds(wanted.timeout) + MARGIN:.0f}s",
    }
    return Provisioner(
        type="windows-update",
        groups=(
            Group({"search_criteria": wanted.search_criteria, "update_limit": wanted.limit, **limits}),
            Group(
                {"filters": Lines(wanted.filters)},
                comment="KB5007651 wants someone signed in, and comes back after every restart: the build "
                "would never end\n(rgl/packer-plugin-windows-update#166).",
            ),
        ),
    )

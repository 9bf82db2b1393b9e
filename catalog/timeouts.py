"""`build.timeouts` and `build.retries`: how long the parts of a build may take, and how often they are tried.

Each default is what builds have had for a long time; images differ in what they install.
"""

from typing import Annotated

from catalog import fields, step_fields
from catalog.limit import Limit
from catalog.toml_table import TomlTable

WholeMinutes = Annotated[
    fields.Duration,
    Limit(
        fits=lambda value: fields.seconds(value) % 60 == 0,
        message="must be whole minutes, such as 45m",
    ),
]


class BuildTimeouts(TomlTable):
    """How long each part of a build may take. What Azure does has keys of its own in the build."""

    start: fields.Duration = "30m"
    """Until the first start of a Linux VM is over, in which cloud-init works. Default: 30m."""
    update: fields.Duration = "1h"
    """The updates of a Linux image. Those of Windows have windows_update.timeout. Default: 1h."""
    languages: fields.Duration = "2h"
    """All languages of a Windows image together. Default: 2h."""
    software: fields.Duration = "1h"
    """Each product of a Windows image that has no timeout of its own; all packages of a Linux image
    together. Default: 1h."""
    restart: fields.Duration = "30m"
    """Each restart, until the VM answers again, also after a step of your own. Default: 30m."""
    before_restart_is_over: fields.Duration = "30s"
    """How long Packer leaves a Linux VM alone in a restart before it connects again. Default: 30s."""
    cleanup: fields.Duration = "1h"
    """The clean-up of a Windows image, which compresses its component store. Default: 1h."""
    prepare_sysprep: fields.Duration = "1h"
    """What stops Sysprep is removed; the disk has half an hour less to be decrypted. Default: 1h."""
    sysprep: WholeMinutes = "30m"
    """Sysprep itself, in whole minutes; Packer waits half an hour longer. Default: 30m."""


class BuildRetries(TomlTable):
    """How often a part of a build is tried again when it fails. Nothing is tried again after its timeout."""

    software: step_fields.Retries = 1
    """Each product of a Windows image; all packages of a Linux image together. Default: 1."""
    sysprep: step_fields.Retries = 2
    """Sysprep, or the clean-up that takes its place; a second run goes on where the first was. Default: 2."""

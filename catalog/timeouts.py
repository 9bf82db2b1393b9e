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

    build: WholeMinutes | None = None
    """All that runs in the build VM, in whole minutes: the pipeline ends a job that takes longer than that
    and what Azure may take. Packer has no such limit. Default: 3h, and more where another limit is longer."""
    start: fields.Duration = "30m"
    """Until the first start of a Linux VM is over, in which cloud-init works. Default: 30m."""
    update: fields.Duration = "1h"
    """The updates of a Linux image. Those of Windows have windows_update.timeout. Default: 1h."""
    languages: fields.Duration = "2h"
    """All languages of a Windows image together. Default: 2h."""
    software: fields.Duration = "1h"
    """Each product of a Windows image that has no timeout of its own, with what is beside its installer; all
    packages of a Linux image together. Default: 1h, for a product 25m for the installer and 35m beside it."""
    beside_installer: fields.Duration = "35m"
    """What is not the installer of a Windows product: its download with all retries, and its proof. It is
    part of `software`, and comes on top of a product's own timeout. Default: 35m."""
    download_answer: fields.Duration = "5m"
    """Until the server of a Windows product begins to answer, each time it is asked. Default: 5m."""
    proof: fields.Duration = "2m"
    """Until what was just installed or set is seen: some installers end before they are done. Default: 2m."""
    proof_command: fields.Duration = "3m"
    """A command that proves a product. Default: 3m."""
    package_lock: fields.Duration = "10m"
    """Until another program lets go of the packages of a Linux image: apt and zypper wait so long, dnf
    without an end. Default: 10m."""
    registration: fields.Duration = "10m"
    """Until SUSE's own registration, which brings the repositories, is over; then the build goes on without.
    Default: 10m."""
    restart: fields.Duration = "30m"
    """Each restart, until the VM answers again, also after a step of your own. Default: 30m."""
    before_restart_is_over: fields.Duration | None = None
    """How long Packer leaves a VM alone before it connects again: a Linux VM in each restart, one of Windows
    after a step with expect_disconnect. Default: 30s on Linux, 1m on Windows."""
    remove_apps: fields.Duration = "1h"
    """The removal of all apps in machine.remove_apps. Default: 1h."""
    cleanup: fields.Duration = "1h"
    """The clean-up of a Windows image, which compresses its component store. Default: 1h."""
    prepare_sysprep: WholeMinutes = "1h"
    """What stops Sysprep is removed, in whole minutes; the disk has half an hour less to be decrypted.
    Default: 1h."""
    sysprep: WholeMinutes = "30m"
    """Sysprep itself, in whole minutes; Packer waits half an hour longer. Default: 30m."""


class BuildRetries(TomlTable):
    """How often a part of a build is tried again when it fails; not after Packer has cancelled it."""

    software: step_fields.Retries = 1
    """Each product of a Windows image; all packages of a Linux image together. Default: 1."""
    download: step_fields.Retries | None = None
    """Each download of a product, a key of a repository, or goss; what apt downloads too. dnf and zypper have
    settings of their own. Default: 4 on Windows, 5 on Linux."""
    languages: step_fields.Retries = 4
    """Each language of a Windows image. Default: 4."""
    cleanup: step_fields.Retries = 4
    """The compression of the component store of a Windows image; the build goes on without it. Default: 4."""
    sysprep: step_fields.Retries = 2
    """Sysprep, or the clean-up that takes its place; a second run goes on where the first was. Default: 2."""

"""Own steps of a Windows build."""

from collections.abc import Iterator, Mapping
from posixpath import basename

from catalog.step import Pester, Step
from catalog.timeouts import BuildTimeouts
from packer.hcl import Hcl
from packer.own_files import archive, script
from packer.provisioners import Given, Provisioner, in_folder, provisioner
from packer.provisioners.windows_script import AS, restart

FOLDER = "C:/goldshelf/own"
FORGET = provisioner(
    "powershell",
    inline=["Remove-Item -Path 'C:/Windows/Temp/packer-ps-env-vars-*' -Force -ErrorAction SilentlyContinue"],
    comment="Packer writes the variables to a file in the VM, and leaves it there if it is cut off.",
)
CHECK_RESULTS = provisioner(
    "powershell",
    script=in_folder("scripts/check-results.ps1")[0],
    comment="Only now, so that the results of all tests are on the machine that runs Packer.",
)


def provisioners(name: str, step: Step, given: Given) -> Iterator[Provisioner]:
    """Yield what does the step."""
    if step.expect_disconnect:
        yield from _script_that_disconnects(name, step, given)
    elif step.action in {"script", "inline"}:
        yield _run(step, given, script(name, "Windows"))
    elif step.files:
        limits = {"timeout": step.timeout or "1h", "max_retries": step.retries or None}
        yield from placed(name, str(step.destination), limits)
    elif step.pester:
        yield from _pester(name, step, step.pester, given)
    if step.restart or step.action == "restart":
        own = step.timeout if step.action == "restart" else None
        yield restart(own or given.limits.restart)
    elif step.expect_disconnect:
        yield _come_back(given.limits)
    if step.secrets:
        yield FORGET


def _come_back(limits: BuildTimeouts) -> Provisioner:
    return provisioner(
        "powershell",
        pause_before=limits.before_restart_is_over or "1m",
        inline=["Get-Date"],
        start_retry_timeout=limits.restart,
        comment="The step restarts the VM itself: this waits until it is back.",
    )


def placed(name: str, destination: str, limits: Mapping[str, object] | None = None) -> Iterator[Provisioner]:
    """Yield what brings the archive of a step to the VM, and unpacks it."""
    there = f"C:/goldshelf/{name}.zip"
    (source,) = in_folder(archive(name, "Windows"))
    yield provisioner("file", source=source, destination=there, comment=None, **(limits or {}))
    yield provisioner(
        "powershell",
        comment=None,
        environment_vars=[f"ARCHIVE={there}", f"DESTINATION={destination}"],
        script=in_folder("scripts/place-files.ps1")[0],
        **(limits or {}),
    )


def _script_that_disconnects(name: str, step: Step, given: Given) -> Iterator[Provisioner]:
    """Yield what runs a script once: Packer runs a script again whose connection is cut."""
    there = f"{FOLDER}/{name}.ps1"
    yield provisioner("file", source=in_folder(script(name, "Windows"))[0], destination=there)
    yield _run(
        step, given, "scripts/run-once.ps1", f"SCRIPT={there}", start_retry_timeout=given.limits.restart
    )


def _run(step: Step, given: Given, path: str, *environment: str, **arguments: object) -> Provisioner:
    return provisioner(
        "powershell",
        comment=None,
        environment_vars=[*environment, *given.variables] or None,
        # Packer may log what is in environment_vars.
        env={name: Hcl(f"var.{name}") for name in step.secrets} or None,
        **AS[step.run_as or "user"],
        script=in_folder(path)[0],
        timeout=step.timeout or "1h",
        max_retries=step.retries or None,
        valid_exit_codes=step.exit_codes or None,
        **arguments,
    )


def _pester(name: str, step: Step, pester: Pester, given: Given) -> Iterator[Provisioner]:
    origin = f"MODULE={basename(pester.module)}" if pester.module else f"VERSION={pester.version}"
    yield from placed(name, f"{FOLDER}/{name}")
    yield _run(
        step, given, "scripts/run-pester.ps1", f"STEP={name}", f"TESTS={basename(pester.tests)}", origin
    )

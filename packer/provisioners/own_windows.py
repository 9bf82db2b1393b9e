"""Own steps of a Windows build."""

from collections.abc import Iterator, Mapping

from catalog.step import Step
from packer.hcl import Hcl, Interpolated
from packer.own_files import archive, script
from packer.provisioners import Provisioner, in_folder, provisioner

AS: Mapping[str, Mapping[str, object]] = {
    "user": {},
    "elevated": {"elevated_user": Hcl("build.User"), "elevated_password": Hcl("build.Password")},
    "system": {"elevated_user": "SYSTEM", "elevated_password": ""},
}
"""Whom Packer runs a script as. The last two run it as a scheduled task."""
CUT = (16001, 2300218)
"""The exit codes of a command whose connection was cut: WinRM's, and Packer's own for SSH."""
COME_BACK = 'powershell -NoProfile -Command "exit 0"'
"""Restarts nothing: Packer then waits until the VM answers."""
FOLDER = "C:/goldshelf/own"


def provisioners(name: str, step: Step) -> Iterator[Provisioner]:
    """Yield what does the step."""
    if step.action in {"script", "inline"}:
        yield _script(name, step)
    elif step.files:
        yield from placed(name, str(step.destination), timeout=step.timeout, max_retries=step.retries or None)
    elif step.pester:
        yield from _pester(name, step)
    if step.restart:
        yield provisioner("windows-restart", check_registry=True, restart_timeout="30m")
    elif step.expect_disconnect:
        yield provisioner(
            "windows-restart",
            restart_command=COME_BACK,
            restart_timeout="30m",
            comment="The step restarts by itself: this waits until the VM is back.",
        )
    if step.secrets:
        yield FORGET


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


def placed(name: str, destination: str, **arguments: object) -> Iterator[Provisioner]:
    """Yield what brings the archive of a step to the VM, and unpacks it."""
    yield provisioner("file", source=in_folder(archive(name, "Windows"))[0], destination=_archive(name))
    yield provisioner(
        "powershell",
        comment=None,
        environment_vars=[f"ARCHIVE={_archive(name)}", f"DESTINATION={destination}"],
        script=in_folder("scripts/place-files.ps1")[0],
        **arguments,
    )


def _archive(name: str) -> str:
    return f"C:/goldshelf/{name}.zip"


def variables(step: Step) -> list[object]:
    """Return the environment of a step: values of the catalog, and those that Packer is given."""
    return [
        *(f"{name}={value}" for name, value in step.environment.items()),
        # Packer keeps a variable out of its log by the name that it has in the template: the same.
        *(Interpolated(f"{name}=${{var.{name}}}") for name in step.secrets),
    ]


def _script(name: str, step: Step) -> Provisioner:
    codes = [*(step.exit_codes or [0]), *(CUT if step.expect_disconnect else ())]
    return provisioner(
        "powershell",
        comment=None,
        environment_vars=variables(step) or None,
        **AS[step.run_as or "user"],
        script=in_folder(script(name, "Windows"))[0],
        timeout=step.timeout or "1h",
        max_retries=step.retries or None,
        valid_exit_codes=codes if codes != [0] else None,
    )


def _pester(name: str, step: Step) -> Iterator[Provisioner]:
    if step.pester is None:
        return
    given = step.pester
    tests = given.tests.rpartition("/")[2]
    origin = f"MODULE={given.module.rpartition('/')[2]}" if given.module else f"VERSION={given.version}"
    yield from placed(name, f"{FOLDER}/{name}")
    yield provisioner(
        "powershell",
        comment=None,
        environment_vars=[f"STEP={name}", f"TESTS={tests}", origin, *variables(step)],
        **AS[step.run_as or "user"],
        script=in_folder("scripts/run-pester.ps1")[0],
        timeout=step.timeout or "1h",
    )

"""Own steps of a Linux build."""

from collections.abc import Iterator, Mapping
from posixpath import basename

from catalog.step import Ansible, Goss, Step
from packer.hcl import Hcl, Interpolated
from packer.own_files import archive, script
from packer.provisioners import Provisioner, in_folder, provisioner

NEW_LINE = "\n"
FOLDER = "/var/tmp/goldshelf"  # noqa: S108  (in the build VM, which nobody else uses)
COMMANDS: Mapping[tuple[bool, bool], str] = {
    (True, False): "as_root",
    (True, True): "as_root_with_secrets",
    (False, False): "as_user",
    (False, True): "as_user_with_secrets",
}
"""The local of the template that runs a script: by whether it runs as root, and whether it has secrets."""


RESTART = provisioner(
    "shell",
    execute_command=Hcl("local.as_root"),
    inline=["systemctl reboot"],
    expect_disconnect=True,
    skip_clean=True,
)


def wait(timeout: str) -> Provisioner:
    """Return what waits until the VM answers, at most so long."""
    return provisioner(
        "shell",
        pause_before="30s",
        execute_command=Hcl("local.as_root"),
        inline=["uptime --since"],
        start_retry_timeout=timeout,
        comment="This waits until the VM is back.",
    )


WAIT = wait("30m")
FORGET = provisioner(
    "shell",
    execute_command=Hcl("local.as_root"),
    inline=["rm -f /tmp/varfile_*.sh"],
    comment="Packer writes the variables to a file in the VM, and leaves it there if it is cut off.",
)
CHECK_RESULTS = provisioner(
    "shell",
    execute_command=Hcl("local.as_root"),
    script=in_folder("scripts/check-results.sh")[0],
    comment="Only now, so that the results of all tests are on the machine that runs Packer.",
)


def provisioners(name: str, step: Step) -> Iterator[Provisioner]:
    """Yield what does the step."""
    if step.action in {"script", "inline"}:
        yield _run(step, script(name, "Linux"), expect_disconnect=step.expect_disconnect or None)
    elif step.files:
        yield from placed(name, str(step.destination), timeout=step.timeout, max_retries=step.retries or None)
    elif step.ansible:
        yield from _ansible(name, step, step.ansible)
    elif step.goss:
        yield from _goss(name, step, step.goss)
    if step.restart:
        yield RESTART
    if step.action == "restart" and step.timeout:
        yield wait(step.timeout)
    elif step.restart or step.expect_disconnect:
        yield WAIT
    if step.secrets and not (step.ansible and step.ansible.run_on == "runner"):
        yield FORGET


def placed(name: str, destination: str, **arguments: object) -> Iterator[Provisioner]:
    """Yield what brings the archive of a step to the VM, and unpacks it."""
    there = f"{FOLDER}/{name}.tar"
    yield provisioner("file", source=in_folder(archive(name, "Linux"))[0], destination=there)
    yield provisioner(
        "shell",
        comment=None,
        execute_command=Hcl("local.as_root"),
        environment_vars=[f"ARCHIVE={there}", f"DESTINATION={destination}"],
        script=in_folder("scripts/place-files.sh")[0],
        **arguments,
    )


def _variables(step: Step) -> list[object]:
    """Return the environment of a step: values of the catalog, and those that Packer is given."""
    return [
        *(f"{name}={value}" for name, value in step.environment.items()),
        *(Interpolated(f"{name}=${{var.{name}}}") for name in step.secrets),
    ]


def _run(step: Step, path: str, *environment: str, **arguments: object) -> Provisioner:
    command = COMMANDS[step.run_as != "user", bool(step.secrets)]
    return provisioner(
        "shell",
        comment=None,
        execute_command=Hcl(f"local.{command}"),
        environment_vars=[*environment, *_variables(step)] or None,
        use_env_var_file=True if step.secrets else None,
        script=in_folder(path)[0],
        timeout=step.timeout or "1h",
        max_retries=step.retries or None,
        valid_exit_codes=step.exit_codes or None,
        **arguments,
    )


def _ansible(name: str, step: Step, given: Ansible) -> Iterator[Provisioner]:
    if given.run_on == "runner":
        yield provisioner(
            "ansible",
            playbook_file=in_folder(f"own/{given.playbook}")[0],
            galaxy_file=in_folder(f"own/{given.requirements}")[0] if given.requirements else None,
            user=Hcl("build.User"),
            ansible_env_vars=_variables(step) or None,
            extra_arguments=given.extra_arguments or None,
            max_retries=step.retries or None,
        )
        return
    there = f"{FOLDER}/own/{name}"
    names = [path.removeprefix(f"{given.folder}/") for path in (given.playbook, given.requirements) if path]
    told = [f"{key}={value}" for key, value in zip(("PLAYBOOK", "REQUIREMENTS"), names, strict=False)]
    yield from placed(name, there)
    told += [f"ARGUMENTS={NEW_LINE.join(given.extra_arguments)}"] if given.extra_arguments else []
    yield _run(step, "scripts/run-playbook.sh", f"FOLDER={there}", *told)


def _goss(name: str, step: Step, given: Goss) -> Iterator[Provisioner]:
    origin = (
        [f"PROGRAM={basename(given.program)}"]
        if given.program
        else [f"URL={given.url}", f"SHA256={given.sha256}"]
    )
    yield from placed(name, f"{FOLDER}/own/{name}")
    yield _run(step, "scripts/run-goss.sh", f"STEP={name}", f"TESTS={basename(given.tests)}", *origin)

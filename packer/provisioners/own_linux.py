"""Own steps of a Linux build."""

from collections.abc import Iterator, Mapping
from posixpath import basename

from catalog.step import Ansible, Goss, Step
from catalog.timeouts import BuildTimeouts
from packer import bash
from packer.hcl import Hcl, Interpolated
from packer.linux_content import FOLDER
from packer.own_files import archive, script
from packer.provisioners import Given, Provisioner, in_folder, provisioner

NEW_LINE = "\n"

RESTART = provisioner(
    "shell",
    execute_command=bash.run(),
    inline=["systemctl reboot"],
    expect_disconnect=True,
    skip_clean=True,
)


def wait(limits: BuildTimeouts, timeout: str | None = None) -> Provisioner:
    """Return what waits until the VM answers, at most so long."""
    return provisioner(
        "shell",
        pause_before=limits.before_restart_is_over or "30s",
        execute_command=bash.run(),
        inline=["uptime --since"],
        start_retry_timeout=timeout or limits.restart,
        comment="This waits until the VM is back.",
    )


FORGET = provisioner(
    "shell",
    execute_command=bash.run(),
    inline=["rm -f /tmp/varfile_*.sh"],
    comment="Packer writes the variables to a file in the VM, and leaves it there if it is cut off.",
)
CHECK_RESULTS = provisioner(
    "shell",
    execute_command=bash.run(),
    script=in_folder("scripts/check-results.sh")[0],
    comment="Only now, so that the results of all tests are on the machine that runs Packer.",
)


def provisioners(name: str, step: Step, given: Given) -> Iterator[Provisioner]:
    """Yield what does the step."""
    if step.action in {"script", "inline"}:
        yield _run(step, given, script(name, "Linux"), expect_disconnect=step.expect_disconnect or None)
    elif step.files:
        limits = {"timeout": step.timeout or "1h", "max_retries": step.retries or None}
        yield from placed(name, str(step.destination), limits)
    elif step.ansible:
        yield from _ansible(name, step, step.ansible, given)
    elif step.goss:
        yield from _goss(name, step, step.goss, given)
    if step.restart:
        yield RESTART
    if step.action == "restart" and step.timeout:
        yield wait(given.limits, step.timeout)
    elif step.restart or step.expect_disconnect:
        yield wait(given.limits)
    if step.secrets and not (step.ansible and step.ansible.run_on == "runner"):
        yield FORGET


def placed(name: str, destination: str, limits: Mapping[str, object] | None = None) -> Iterator[Provisioner]:
    """Yield what brings the archive of a step to the VM, and unpacks it."""
    there = f"{FOLDER}/{name}.tar"
    (source,) = in_folder(archive(name, "Linux"))
    yield provisioner("file", source=source, destination=there, comment=None, **(limits or {}))
    yield provisioner(
        "shell",
        comment=None,
        execute_command=bash.run(),
        environment_vars=[f"ARCHIVE={there}", f"DESTINATION={destination}"],
        script=in_folder("scripts/place-files.sh")[0],
        **(limits or {}),
    )


def _variables(step: Step, given: Given) -> list[object]:
    """Return the environment of a step: what it is given, and what Packer is given."""
    return [*given.variables, *(Interpolated(f"{name}=${{var.{name}}}") for name in step.secrets)]


def _run(step: Step, given: Given, path: str, *environment: str, **arguments: object) -> Provisioner:
    as_root, secrets = step.run_as != "user", bool(step.secrets)
    return provisioner(
        "shell",
        comment=None,
        execute_command=bash.run(root=as_root, secrets=secrets, options=given.options),
        environment_vars=[*environment, *_variables(step, given)] or None,
        use_env_var_file=True if step.secrets else None,
        script=in_folder(path)[0],
        timeout=step.timeout or "1h",
        max_retries=step.retries or None,
        valid_exit_codes=step.exit_codes or None,
        **arguments,
    )


def _ansible(name: str, step: Step, ansible: Ansible, given: Given) -> Iterator[Provisioner]:
    if ansible.run_on == "runner":
        yield provisioner(
            "ansible",
            playbook_file=in_folder(f"own/{ansible.playbook}")[0],
            galaxy_file=in_folder(f"own/{ansible.requirements}")[0] if ansible.requirements else None,
            user=Hcl("build.User"),
            ansible_env_vars=_variables(step, given) or None,
            extra_arguments=ansible.extra_arguments or None,
            max_retries=step.retries or None,
        )
        return
    there = f"{FOLDER}/own/{name}"
    names = [
        path.removeprefix(f"{ansible.root}/") for path in (ansible.playbook, ansible.requirements) if path
    ]
    told = [f"{key}={value}" for key, value in zip(("PLAYBOOK", "REQUIREMENTS"), names, strict=False)]
    yield from placed(name, there)
    told += [f"ARGUMENTS={NEW_LINE.join(ansible.extra_arguments)}"] if ansible.extra_arguments else []
    yield _run(step, given, "scripts/run-playbook.sh", f"FOLDER={there}", *told)


def _goss(name: str, step: Step, goss: Goss, given: Given) -> Iterator[Provisioner]:
    origin = (
        [f"PROGRAM={basename(goss.program)}"]
        if goss.program
        else [f"URL={goss.url}", f"SHA256={goss.sha256}"]
    )
    yield from placed(name, f"{FOLDER}/own/{name}")
    yield _run(step, given, "scripts/run-goss.sh", f"STEP={name}", f"TESTS={basename(goss.tests)}", *origin)

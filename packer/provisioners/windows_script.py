"""How a Windows build runs a script of ours, and how it restarts."""

from collections.abc import Mapping
from functools import cache

from packer.hcl import Hcl, Interpolated
from packer.provisioners import Provisioner, in_folder, provisioner

AS: Mapping[str, Mapping[str, object]] = {
    "user": {},
    "elevated": {"elevated_user": Hcl("build.User"), "elevated_password": Hcl("build.Password")},
    "system": {"elevated_user": "SYSTEM", "elevated_password": ""},
}
"""Whom Packer runs a script as. The last two run it as a scheduled task."""


@cache
def script(
    name: str,
    environment: str | None = None,
    *,
    run_as: str = "user",
    comment: str | None = None,
    **arguments: object,
) -> Provisioner:
    """A script of ours, with the variable of the environment that it reads."""
    (path,) = in_folder(f"scripts/{name}")
    return provisioner(
        "powershell",
        comment=comment,
        environment_vars=[Interpolated(environment)] if environment else None,
        **AS[run_as],
        script=path,
        **arguments,
    )


@cache
def restart(timeout: str, *, check_registry: bool | None = None) -> Provisioner:
    """A restart, until Windows answers again."""
    return provisioner("windows-restart", check_registry=check_registry, restart_timeout=timeout)

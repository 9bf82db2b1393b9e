"""How a Windows build runs a script of ours, and how it restarts."""

from functools import cache

from packer.hcl import Interpolated
from packer.provisioners import Provisioner, in_folder, provisioner

AS_SYSTEM = {"elevated_user": "SYSTEM", "elevated_password": ""}


@cache
def script(
    name: str,
    environment: str | None = None,
    *,
    as_system: bool = False,
    comment: str | None = None,
    **arguments: object,
) -> Provisioner:
    """A script of ours, with the variable of the environment that it reads."""
    (path,) = in_folder(f"scripts/{name}")
    return provisioner(
        "powershell",
        comment=comment,
        environment_vars=[Interpolated(environment)] if environment else None,
        **(AS_SYSTEM if as_system else {}),
        script=path,
        **arguments,
    )


@cache
def restart(timeout: str, *, check_registry: bool | None = None) -> Provisioner:
    """A restart, until Windows answers again."""
    return provisioner("windows-restart", check_registry=check_registry, restart_timeout=timeout)

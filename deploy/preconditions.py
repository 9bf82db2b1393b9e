"""Check what a run needs before it starts another program; report everything that is missing at once."""

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence

from catalog.run import Run
from deploy.login import missing_login
from deploy.synthesize import Stack
from deploy.terraform_version import DEPLOY, REMOVED_BLOCK, Need, Version, of_the_backend, version_of
from files.errors import GoldshelfError

APPROVES = {"--auto-approve", "--autoApprove"}
"""cdktf accepts both, and reads CDKTF_AUTO_APPROVE."""


def ready(run: Run, *, unapproved: Collection[str] = ()) -> Version | None:
    """Raise GoldshelfError if something is missing; return the version of Terraform if it prints one.

    `unapproved` comes from `approval`, for a run that applies something.
    """
    missing = [*_azure(), *unapproved]
    if not missing:
        try:
            version = version_of(run.terraform)
        except FileNotFoundError:
            missing = [f"{run.terraform} is not on PATH; to use OpenTofu, set TERRAFORM_BINARY_NAME=tofu"]
        else:
            missing = [message for message in [version and DEPLOY.unmet(version)] if message]
    _refuse(missing)
    return version


def approval(run: Run, *, destroy: Sequence[str], flags: Sequence[str]) -> Iterator[str]:
    """What to do if nobody can approve the plan."""
    approved = any(flag.partition("=")[0] in APPROVES for flag in flags) or "CDKTF_AUTO_APPROVE" in os.environ
    if not approved and (sys.stdin is None or not sys.stdin.isatty()):
        variables = {"DESTROY": " ".join(destroy)} if destroy else {}
        command = run.make("deploy", **variables, DEPLOY_FLAGS=" ".join([*flags, "--auto-approve"]))
        yield f"there is no terminal to approve the plan on; to approve it in advance: {command}"


def refuse_old(version: Version | None, stacks: Iterable[Stack]) -> None:
    """Raise GoldshelfError if this Terraform does not have what the synthesized stacks use."""
    if version is None:
        return
    unmet = {need.unmet(version) for stack in stacks for need in _needs(stack)}
    _refuse(sorted(message for message in unmet if message))


def _needs(stack: Stack) -> Iterator[Need]:
    if "removed" in stack:
        yield REMOVED_BLOCK
    yield from of_the_backend(stack.get("terraform", {}).get("backend", {}).get("azurerm", {}))


def _azure() -> Iterator[str]:
    # azurerm 4.55.0 does not use the Azure CLI's subscription: internal/provider/framework/config.go.
    if not os.environ.get("ARM_SUBSCRIPTION_ID"):
        yield "ARM_SUBSCRIPTION_ID is not set; set it to the id of the gallery's subscription"
    if todo := missing_login(os.environ):
        yield f"no Azure credentials found; {todo}"


def _refuse(missing: Collection[str]) -> None:
    if missing:
        raise GoldshelfError("cannot start:", *(f"  {message}" for message in missing))

"""What a run needs before it starts another program: what is missing, each in a sentence, all at once."""

import os
import sys
from collections.abc import Collection, Iterator, Sequence

from catalog.contract import STACKS
from catalog.run import Run
from deploy import login
from deploy.terraform_version import DEPLOY, Version, blocks_unmet, version_of
from files.errors import GoldshelfError

APPROVES = {"--auto-approve", "--autoApprove"}
"""As cdktf takes it among its flags; it reads CDKTF_AUTO_APPROVE, too."""


def ready(run: Run, *, unapproved: Collection[str] = ()) -> Version | None:
    """Raise GoldshelfError if something is missing; give the version of Terraform if it says one.

    `unapproved` is what `approval` says, for a run that applies something.
    """
    missing = [*_azure(), *unapproved]
    if not missing:
        try:
            version = version_of(run.terraform)
        except FileNotFoundError:
            missing = [f"{run.terraform} is not on PATH; to use OpenTofu, set TERRAFORM_BINARY_NAME=tofu"]
        else:
            missing = [sentence for sentence in [version and DEPLOY.unmet(version)] if sentence]
    _refuse(missing)
    return version


def approval(run: Run, *, destroy: Sequence[str], flags: Sequence[str]) -> Iterator[str]:
    """What to do if nobody could approve the plan."""
    approved = any(flag.partition("=")[0] in APPROVES for flag in flags) or "CDKTF_AUTO_APPROVE" in os.environ
    if not approved and (sys.stdin is None or not sys.stdin.isatty()):
        variables = {"DESTROY": " ".join(destroy)} if destroy else {}
        command = run.make("deploy", **variables, DEPLOY_FLAGS=" ".join([*flags, "--auto-approve"]))
        yield f"there is no terminal to approve the plan at; to approve it beforehand: {command}"


def refuse_old(run: Run, version: Version | None) -> None:
    """Raise GoldshelfError if the synthesized stacks hold something that this Terraform does not know."""
    stacks = (run.cdktf_out / "stacks" / stack for stack in STACKS)
    _refuse([sentence for stack in stacks if version for sentence in blocks_unmet(version, stack)])


def _azure() -> Iterator[str]:
    # azurerm 4.55.0 takes no other one, not even the Azure CLI's: internal/provider/framework/config.go.
    if not os.environ.get("ARM_SUBSCRIPTION_ID"):
        yield "ARM_SUBSCRIPTION_ID is not set: export the id of the subscription that the gallery is in"
    if lacking := login.lacking(os.environ):
        yield f"there is no login for Azure: {lacking}"


def _refuse(missing: Collection[str]) -> None:
    if missing:
        raise GoldshelfError("cannot start:", *(f"  {sentence}" for sentence in missing))

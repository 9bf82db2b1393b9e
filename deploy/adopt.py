"""Import what Azure has and Terraform's state does not: python -m deploy.adopt --subscription ID.

An interrupted run may have created a resource without saving it in the state; azurerm then refuses to create
it again. This command saves the state that Terraform could not save, and imports each resource that a deploy
would create and that already exists. It changes nothing in Azure. Exit codes: 0 done, 1 Terraform failed.
"""

import argparse
import re
import sys

from catalog.build_fields import GUID
from deploy.preconditions import ready, refuse_old
from deploy.session import STOPPED, alone, options, run_of
from deploy.synthesize import synthesize
from deploy.terraform import Change, Terraform, TerraformError, every, planned
from facts.resources import IDS
from files.border import bordered

NOT_FOUND = "Cannot import non-existent remote object"
"""Terraform's error if no resource has the id."""


@bordered(stopped=STOPPED)
def main() -> int:
    """Adopt and return the exit code."""
    parser = options("python -m deploy.adopt", __doc__)
    parser.add_argument(
        "--subscription", required=True, type=_subscription, help="the gallery's subscription id"
    )
    given = parser.parse_args()
    run = run_of(given)
    with alone(run.out):
        version = ready(run)
        refuse_old(version, synthesize(run, goal="adopt"))
        for terraform in every(run):
            if terraform.has_unsaved:
                terraform.save()
                print(f"{terraform.stack}: saved the state that an earlier run could not save")
        created = [change for change in planned(run) if change.actions == ("create",)]
        for change in created:
            id_ = IDS[change.type].format(subscription=given.subscription, **change.after)
            terraform = Terraform(of=run, stack=change.stack)
            print(f"{change.address}: {_imported(terraform, change, id_)}")
    if not created:
        print("nothing to adopt: Terraform's state has every resource of the catalog")
    return 0


def _subscription(given: str) -> str:
    if not re.fullmatch(GUID, given):
        raise argparse.ArgumentTypeError(f"use the subscription's id, a GUID, got {given!r}")
    return given


def _imported(terraform: Terraform, change: Change, id_: str) -> str:
    try:
        terraform.run("import", "-input=false", "-no-color", change.address, id_)
    except TerraformError as error:
        if NOT_FOUND in str(error):
            return f"is not in Azure; to create it: {terraform.of.make('deploy')}"
        raise
    return f"adopted {id_}"


if __name__ == "__main__":
    sys.exit(main())

"""Take over what Azure has and Terraform's state does not: python -m deploy.adopt --subscription ID.

A run that was cut off may have made a resource and not noted it; azurerm then refuses to make it again. This
saves the state that Terraform could not save, and imports each resource that a deploy would create and that
is there already. It changes nothing in Azure. Exit codes: 0 done, 1 Terraform failed.
"""

import sys

from catalog.run import Run
from deploy.preconditions import ready, refuse_old
from deploy.session import STOPPED, alone, options, run_of
from deploy.synthesize import synthesize
from deploy.terraform import Change, Terraform, TerraformError, every, planned
from facts.resources import IDS
from files.border import exit_code

ABSENT = "Cannot import non-existent remote object"
"""What Terraform says of an id that nothing has."""


def main() -> int:
    """Adopt and return the exit code."""
    parser = options("python -m deploy.adopt", __doc__)
    parser.add_argument("--subscription", required=True, help="the gallery's: ARM_SUBSCRIPTION_ID")
    given = parser.parse_args()
    return exit_code(lambda: _run(run_of(given), subscription=given.subscription), stopped=STOPPED)


def _run(run: Run, *, subscription: str) -> int:
    with alone(run.out):
        version = ready(run)
        synthesize(run, goal="adopt")
        refuse_old(run, version)
        _save(run)
        _adopt(run, subscription=subscription)
    return 0


def _save(run: Run) -> None:
    for terraform in every(run):
        if terraform.has_unsaved:
            terraform.save()
            print(f"{terraform.stack}: saved the state that an earlier run could not save")


def _adopt(run: Run, *, subscription: str) -> None:
    missing = [one for one in planned(run) if one.actions == ("create",)]
    for change in missing:
        id_ = IDS[change.type].format(subscription=subscription, **change.after)
        terraform = Terraform(of=run, stack=change.stack)
        print(f"{change.address}: {_imported(terraform, change, id_)}")
    if not missing:
        print("Terraform's state has all of the catalog: nothing to adopt")


def _imported(terraform: Terraform, change: Change, id_: str) -> str:
    try:
        terraform.run("import", "-input=false", "-no-color", change.address, id_)
    except TerraformError as error:
        if ABSENT in str(error):
            return f"is not in Azure; to make it: {terraform.of.make('deploy')}"
        raise
    return f"adopted {id_}"


if __name__ == "__main__":
    sys.exit(main())

"""Take over what Azure has and Terraform's state does not: python -m deploy.adopt --subscription ID.

A run that was cut off may have made a resource and not noted it; azurerm then refuses to make it again. This
saves the state that Terraform could not save, and imports each resource that a deploy would create and that
is there already. It changes nothing in Azure. Exit codes: 0 done, 1 Terraform failed.
"""

from catalog.commands import Run
from deploy.border import alone, options, run_of
from deploy.ready import ready, refuse_old
from deploy.synthesized import synthesize
from deploy.terraform import Change, Terraform, TerraformError, every, planned

GROUP = "/subscriptions/{subscription}/resourceGroups/"
GALLERIES = "/providers/Microsoft.Compute/galleries/"
IDS = {
    "azurerm_resource_group": GROUP + "{name}",
    "azurerm_shared_image_gallery": GROUP + "{resource_group_name}" + GALLERIES + "{name}",
    "azurerm_shared_image": GROUP + "{resource_group_name}" + GALLERIES + "{gallery_name}/images/{name}",
}
"""Azure's id of each kind, from its arguments: `terraform import` asks for it."""
ABSENT = "Cannot import non-existent remote object"
"""What Terraform says of an id that nothing has."""


def main() -> None:
    """Adopt, or end with 1."""
    parser = options("python -m deploy.adopt", __doc__)
    parser.add_argument("--subscription", required=True, help="the gallery's: ARM_SUBSCRIPTION_ID")
    given = parser.parse_args()
    run = run_of(given)
    with alone(run.out):
        version = ready(run)
        synthesize(run, goal="adopt")
        refuse_old(run, version)
        _save(run)
        _adopt(run, subscription=given.subscription)


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
    main()

"""Take over what Azure has and Terraform's state does not: python -m deploy.adopt --subscription ID.

A run that was cut off may have made a resource and not noted it; azurerm then refuses to make it again. This
imports each resource that a deploy would create and that is there already. It changes nothing in Azure.
Exit codes: 0 done, 1 Terraform failed.
"""

import argparse
import sys
from pathlib import Path

from deploy.synthesized import DeployError, synthesize
from deploy.terraform import Change, Terraform, TerraformError, planned
from packer.lock import BusyError, locked

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


def main() -> int:
    """Adopt, and return the exit code."""
    options = _options()
    try:
        with locked(options.out, doing="deploys from it"):
            synthesize(options.out / "cdktf.out")
            _adopt(options.out / "cdktf.out", program=options.terraform, subscription=options.subscription)
    except (BusyError, TerraformError, DeployError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _adopt(cdktf_out: Path, *, program: str, subscription: str) -> None:
    missing = [one for one in planned(cdktf_out, program=program) if one.actions == ("create",)]
    for change in missing:
        id_ = IDS[change.type].format(subscription=subscription, **change.after)
        terraform = Terraform(program=program, cdktf_out=cdktf_out, stack=change.stack)
        print(f"{change.address}: {_imported(terraform, change, id_)}")
    if not missing:
        print("Terraform's state has all of the catalog: nothing to adopt")


def _imported(terraform: Terraform, change: Change, id_: str) -> str:
    try:
        terraform.run("import", "-input=false", "-no-color", change.address, id_)
    except TerraformError as error:
        if ABSENT in str(error):
            return "is not in Azure; make deploy makes it"
        raise
    return f"adopted {id_}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.adopt", description=__doc__)
    parser.add_argument("--subscription", required=True, help="the gallery's: ARM_SUBSCRIPTION_ID")
    parser.add_argument("--out", type=Path, default=Path(), help="where cdktf.out and state lie")
    parser.add_argument("--terraform", default="terraform", help="the program")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

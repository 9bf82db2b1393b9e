"""Make GitLab's Terraform report on stdout from `terraform show -json` on stdin.

Source: GitLab, lib/gitlab/ci/parsers/terraform/tfplan.rb. A replaced resource is one deleted and one created.
Exit codes: 0 done, 1 stdin is not a plan.
"""

import json
import sys
from collections import Counter

from pydantic import BaseModel, ValidationError

from catalog.finding import dotted
from files.border import bordered
from files.errors import GoldshelfError


class _Change(BaseModel):
    actions: list[str]


class _Resource(BaseModel):
    change: _Change


class _Plan(BaseModel):
    resource_changes: list[_Resource] = []


def report(plan: str | bytes) -> str:
    """Return the report of a plan; raise ValidationError if it is not one."""
    resources = _Plan.model_validate_json(plan).resource_changes
    counts = Counter(action for resource in resources for action in resource.change.actions)
    return json.dumps({action: counts[action] for action in ("create", "update", "delete")})


@bordered()
def main() -> int:
    """Print the report and return the exit code."""
    try:
        print(report(sys.stdin.buffer.read()))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        why = f"{dotted(first['loc'])}: {first['msg']}".removeprefix(": ")
        raise GoldshelfError(
            f"stdin is not a plan: {why}; pipe in what `terraform show -json` prints"
        ) from None
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`terraform show -json` on stdin -> GitLab's Terraform report on stdout: how many resources change, and how.

Source: GitLab, lib/gitlab/ci/parsers/terraform/tfplan.rb. A replaced resource is one deleted and one created.
"""

import json
import sys
from collections import Counter


def report(plan: str) -> str:
    """The report of one plan."""
    changes = json.loads(plan).get("resource_changes", [])
    counts = Counter(action for change in changes for action in change["change"]["actions"])
    return json.dumps({action: counts[action] for action in ("create", "update", "delete")})


if __name__ == "__main__":
    print(report(sys.stdin.read()))

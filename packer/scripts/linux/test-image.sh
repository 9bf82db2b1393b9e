#!/usr/bin/env bash
# Prove what the image is made of, and write it down in software.json.
set -euo pipefail
# shellcheck source=/dev/null
. /var/tmp/goldshelf/package-manager.sh

folder=/var/tmp/goldshelf
list_packages >"$folder/packages.txt"
pending=$(pending_restart)

"$folder/python" - "$folder" "$IMAGE_VERSION" "$pending" <<'PYTHON'
import json, re, subprocess, sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import inventory

folder, version, pending = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
image = json.loads((folder / "image.json").read_text())
failures, software, limit = [], [], image["limits"]["proof_command"]

for product in image["software"]:
    # The command is the catalog's own, and is meant to be run by a shell; `timeout` ends all that it has started.
    command = ["timeout", "--kill-after=10", str(limit), "sh", "-c", product["proof"]["command"]]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         encoding="utf-8", errors="replace")
    found = re.search(r"\d+(?:\.\d+)+", run.stdout)
    if run.returncode in (124, 137):
        failures.append(f"{product['name']}: {product['proof']['command']!r} did not end within {limit} seconds: "
                        f"see timeouts.proof_command: {run.stdout}")
    elif run.returncode or not found:
        failures.append(f"{product['name']}: {product['proof']['command']!r} ended with {run.returncode}: {run.stdout}")
    else:
        software.append(dict({key: product[key] for key in ("id", "name", "proof")}, version=found[0]))

own = {}
for path in sorted(folder.glob("manifest/*.json")):
    try:
        own[path.stem] = json.loads(path.read_text())
    except ValueError as error:
        failures.append(f"{path} is not JSON: {error}")

if pending:
    failures.append(f"a restart is pending: {pending}")
for failure in failures:
    print(f"FAILED {failure}")
if failures:
    sys.exit(1)

packages = inventory.write(folder, version, software, own)
print(f"{len(software)} products are there; {packages} packages in all")
PYTHON

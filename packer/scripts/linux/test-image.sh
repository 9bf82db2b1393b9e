#!/usr/bin/env bash
# Prove what the image is made of, and write it down in software.json.
set -euo pipefail

python3 - /var/tmp/goldshelf "$IMAGE_VERSION" <<'PYTHON'
import json, platform, re, subprocess, sys
from pathlib import Path

folder, version = Path(sys.argv[1]), sys.argv[2]
image = json.loads((folder / "image.json").read_text())
failures, software = [], []

for product in image["software"]:
    # The command is the catalog's own, and is meant to be run by a shell.
    run = subprocess.run(product["proof"]["command"], shell=True, capture_output=True, text=True)
    found = re.search(r"\d+(?:\.\d+)+", run.stdout + run.stderr)
    if run.returncode or not found:
        failures.append(f"{product['name']}: {product['proof']['command']!r} ended with {run.returncode}: "
                        f"{run.stdout}{run.stderr}")
    else:
        software.append({"id": product["id"], "name": product["name"], "version": found[0]})

own = {}
for path in sorted(folder.glob("manifest/*.json")):
    try:
        own[path.stem] = json.loads(path.read_text())
    except ValueError as error:
        failures.append(f"{path} is not JSON: {error}")

if Path("/var/run/reboot-required").exists():
    failures.append("a restart is pending: /var/run/reboot-required")
for failure in failures:
    print(f"FAILED {failure}")
if failures:
    sys.exit(1)

packages = subprocess.run(["dpkg-query", "--show", "--showformat=${Package} ${Version}\n"],
                          capture_output=True, text=True, check=True).stdout.splitlines()
manifest = {
    "image": image["image"],
    "version": version,
    "os": {"caption": platform.freedesktop_os_release()["PRETTY_NAME"], "build": platform.release()},
    "software": software,
    "packages": packages,
    "own": own,
}
(folder / "software.json").write_text(json.dumps(manifest, indent=2) + "\n")
(folder / "software.json").chmod(0o644)
print(f"{len(software)} products are there; {len(packages)} packages in all")
PYTHON

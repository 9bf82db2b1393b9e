#!/usr/bin/env bash
# Set the environment of the machine, the folders of its PATH and its time zone; with the word test, look for them only.
set -euo pipefail

python3 - "${MOMENT:?}" "${1:-/}" <<'PYTHON'
import json, os, re, shlex, sys
from pathlib import Path

moment, root = sys.argv[1], Path(sys.argv[2])
machine = json.loads((root / "var/tmp/goldshelf/image.json").read_text())["machine"]
environment, profile = root / "etc/environment", root / "etc/profile.d/50-image-path.sh"
zone, localtime, name = machine["time_zone"], root / "etc/localtime", root / "etc/timezone"
lines = [f'{name}="{value}"' for name, value in machine["environment"].items()]
path = "".join(f"PATH=$PATH:{shlex.quote(folder)}\n" for folder in machine["path"])
text = f"# Folders of the PATH that the image brings.\n{path}"
wrong = []

def kept():
    """The lines of /etc/environment that set other variables."""
    before = environment.read_text().splitlines() if environment.exists() else []
    ours = re.compile(rf"\s*(?:export\s+)?(?:{'|'.join(map(re.escape, machine['environment']))})\s*=")
    return [line for line in before if not (lines and ours.match(line))]

if moment == "set":
    if lines:
        environment.write_text("\n".join([*kept(), *lines]) + "\n")
        environment.chmod(0o644)
    if machine["path"]:
        profile.parent.mkdir(parents=True, exist_ok=True)
        profile.write_text(text)
        profile.chmod(0o644)
    if zone:
        if not (root / "usr/share/zoneinfo" / zone).is_file():
            sys.exit(f"FAILED {zone} is not a time zone of this system: /usr/share/zoneinfo has none of the name")
        new = localtime.with_name("localtime.new")
        new.symlink_to(f"../usr/share/zoneinfo/{zone}")
        new.replace(localtime)
        if name.exists():
            name.write_text(f"{zone}\n")

found = environment.read_text().splitlines() if environment.exists() else []
wrong += [f"/etc/environment was expected to have {line}" for line in lines if line not in found]
if machine["path"] and (not profile.exists() or profile.read_text() != text):
    wrong.append(f"{profile} was expected to add {', '.join(machine['path'])} to the PATH")
if zone and not os.path.realpath(localtime).endswith(f"/usr/share/zoneinfo/{zone}"):
    wrong.append(f"the time zone was expected to be {zone}, /etc/localtime is {os.path.realpath(localtime)}")
if moment == "test":
    accounts = {line.partition(":")[0] for line in (root / "etc/passwd").read_text().splitlines()}
    wrong += [f"the local account {one} was expected: nothing has created it"
              for one in machine["local_accounts"] if one not in accounts]
for line in wrong:
    print(f"FAILED {line}")
if wrong:
    sys.exit(1)
print("The machine has what the catalog gives it")
PYTHON

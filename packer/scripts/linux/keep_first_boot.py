"""Keep the steps of phase first_boot: a service runs each of them once on a host, then removes itself.

keep_first_boot.py IMAGE_JSON ROOT. For the Python 3.6 of the oldest images.
"""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path

SERVICE = "goldshelf-first-boot.service"
KEPT = "var/lib/goldshelf/first-boot"
# cloud-init's last service is wanted by this target too; after multi-user.target, it would be a circle.
UNIT = f"""\
[Unit]
Description=What this image does once on each host
Wants=network-online.target
After=network-online.target cloud-final.service

[Service]
Type=oneshot
# Without it, programs such as git and pip do not know where root's own settings are.
Environment=HOME=/root
ExecStart=/bin/bash /{KEPT}/run.sh

[Install]
WantedBy=cloud-init.target
"""
# A mark before each, so that a step that restarts the host is not started again. One that fails stops none.
STEP = """\
if [ ! -e {script}.started ]; then
  touch {script}.started
  echo "The step {name} starts"
  status=0
  {command} || status=$?
  echo "The step {name} ended with exit code $status"
fi
"""


def main(image_json: str, root: str) -> int:
    """Write the service and what it runs, and enable it."""
    steps = json.loads(Path(image_json).read_text())["first_boot"]
    os.umask(0o022)  # a step may have hardened root's
    kept = Path(root, KEPT)
    if kept.exists():
        shutil.rmtree(str(kept))
    shutil.copytree(str(Path(image_json).parent / "first-boot"), str(kept))
    lines = ["#!/bin/bash", "exec > >(tee -a /var/log/goldshelf-first-boot.log) 2>&1"]
    for step in steps:
        script = f"/{KEPT}/{step['file']}"
        environment = [f"{name}={value}" for name, value in step["environment"].items()]
        command = " ".join(map(shlex.quote, ["env", *environment, "bash", *step["options"].split(), script]))
        lines.append(STEP.format(script=script, name=step["name"], command=command))
    lines += [
        f"systemctl disable {SERVICE}",
        f"rm -rf /{KEPT} /etc/systemd/system/{SERVICE}",
        f"rmdir --ignore-fail-on-non-empty /{Path(KEPT).parent}",
    ]
    (kept / "run.sh").write_text("\n".join(lines) + "\n")
    kept.chmod(0o700)
    unit = Path(root, "etc/systemd/system", SERVICE)
    unit.write_text(UNIT)
    wanted = unit.parent / "cloud-init.target.wants" / SERVICE
    wanted.parent.mkdir(exist_ok=True)
    if not wanted.is_symlink():
        wanted.symlink_to(f"/etc/systemd/system/{SERVICE}")
    print(f"{len(steps)} steps will run on each host")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

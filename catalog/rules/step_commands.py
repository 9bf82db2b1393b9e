"""Own steps: what their scripts and playbooks do that a build cannot bear, or does not do at all."""

import re
from collections.abc import Iterator

from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from catalog.rules.steps import DOCS
from catalog.step import Step

COMMAND = r"(?im)(?:^|[;|{(&])[ \t]*(?:& *|sudo +(?:-\w+ +)?|exec +)?"
"""Where a command begins: not in a comment."""
RESTARTS = re.compile(
    rf"{COMMAND}((?:Restart-Computer|(?:systemctl +)?reboot)\b|shutdown(?:\.exe)?\b[^\n;|&]* [-/][rg]\b)"
)
ENDS = re.compile(
    rf"{COMMAND}((?:Stop-Computer|(?:systemctl +)?(?:poweroff|halt))\b"
    r"|shutdown(?:\.exe)?\b[^\n;|&]* (?:[-/][sphP]\b|now\b)"
    r"|[^\s;|&]*sysprep(?:\.exe)?['\"]? +[^\n;|]*/(?:generalize|shutdown)\b"
    r"|waagent\b[^\n;|&]* -?-deprovision\S*)"
)


@rule(
    "GS226",
    "A script that restarts the VM should be said to",
    example="""
[steps.domain]
phase  = "settings"
inline = "Restart-Computer -Force"
+ expect_disconnect = true

[images.win11-avd.build]
steps = ["domain"]
""",
    happens="On Linux the step fails; on Windows, Packer runs the script again when the VM is back, and it restarts "
    "once more, in the build.",
    fix="Set restart = true and leave the restart to goldshelf, or set expect_disconnect = true if the script must "
    "restart by itself.",
    source="Packer 1.16.0: provisioner/powershell and provisioner/shell",
)
def said_to_restart(catalog: Catalog) -> Found:
    """By the commands that restart."""
    for where, step, text in _scripts_of_the_build(catalog):
        sealed = step.phase == "seal"
        instead = "" if sealed else " and set restart = true, or set expect_disconnect = true"
        if not step.expect_disconnect and (found := RESTARTS.search(text)):
            yield where, f"has {found[1].strip()!r}, which cuts the connection: leave it out{instead}"


def _scripts_of_the_build(catalog: Catalog) -> Iterator[tuple[Location, Step, str]]:
    """Yield where each script is named, its step, and its text; without those of hosts."""
    for where, step in catalog.all_steps:
        if step.phase != "first_boot":
            text = step.inline or catalog.own.texts.get(step.script or "", "")
            yield (*where, "inline" if step.inline else "script"), step, text


@rule(
    "GS228",
    "A script should not generalize the VM or stop it",
    example="""
[steps.last]
phase  = "seal"
- inline = "Sysprep.exe /oobe /generalize /shutdown"
+ inline = "Contoso.exe /forget"

[images.win11-avd.build]
steps = ["last"]
""",
    happens="The VM is gone before the end: Packer fails in the build, or publishes an image that is not cleaned up.",
    fix="Leave it out: the end of each build generalizes the VM, unless the image is specialized, and Packer stops it.",
    source=DOCS,
)
def left_running(catalog: Catalog) -> Found:
    """By the commands that do so."""
    for where, _, text in _scripts_of_the_build(catalog):
        if (found := ENDS.search(text)) and not RESTARTS.search(found[0]):
            yield (
                where,
                f"has {found[1].strip()!r}: leave it out; the end of the build generalizes the VM and stops it",
            )


OLD_TLS = re.compile(
    r"(?im)^[^#\n]*?(\bSecurityProtocol[ \t]*=(?![^\n;]*(?:Tls1[23]|SystemDefault|\d{3}|-bor))[^\n;]*\b(?:Tls|Tls11|Ssl3)\b"
    r"|--tls-max[ =]+1\.[01]\b|--secure-protocol[ =]+TLSv1(?:_1)?(?![_\d]))"
)
"""Only these: of what adds a version to others, Windows and Linux choose the newest."""


@rule(
    "GS291",
    "A script should not connect by an older TLS than 1.2",
    example="""
[steps.tools]
phase  = "software"
- inline = "[Net.ServicePointManager]::SecurityProtocol = 'Tls11'; Invoke-WebRequest https://contoso.blob.core.windows.net/a"
+ inline = "[Net.ServicePointManager]::SecurityProtocol = 'Tls12'; Invoke-WebRequest https://contoso.blob.core.windows.net/a"

[images.win11-avd.build]
steps = ["tools"]
""",
    happens="A download may fail in the build: Azure announced that its storage accounts take no TLS 1.0 and 1.1 after "
    "2026-02-03.",
    fix="Leave it out: the systems choose the newest version themselves. Or use TLS 1.2.",
    source="Azure's notice about storage accounts, in microsoft/AzUrlShortener#597",
)
def new_tls(catalog: Catalog) -> Found:
    """By what sets the version for PowerShell, curl and wget."""
    for where, _, text in _scripts_of_the_build(catalog):
        if found := OLD_TLS.search(text):
            yield (
                where,
                f"has {found[1].strip()!r}, and Azure announced that its storage accounts take no TLS before 1.2 after "
                "2026-02-03: leave it out, or use TLS 1.2",
            )


HOSTS = re.compile(r"(?m)^[ \t]*(?:-[ \t]+)?hosts:[ \t]*['\"]?([^'\"\n#]*)")
ANY_HOST = re.compile(r"(?:\*|all|default|localhost|127\.0\.0\.1|.*\{\{.*)(?:[:,].*)?|\[.*", re.DOTALL)


@rule(
    "GS229",
    "A playbook should be for all hosts",
    example="""
[steps.play]
phase   = "settings"
- ansible = { playbook = "ansible/webservers.yml" }
+ ansible = { playbook = "ansible/all.yml" }

[images.win11-avd]
os_type = "Linux"

[images.win11-avd.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
steps  = ["play"]
""",
    happens="The VM is in no group: Ansible finds no hosts for the play, does nothing, and ends with success, in the build.",
    fix="Write hosts: all.",
    source="Ansible: patterns; packer-plugin-ansible 1.1: the inventory has one host, default",
)
def for_all_hosts(catalog: Catalog) -> Found:
    """By the lines with hosts of the playbook itself."""
    for where, step in catalog.all_steps:
        text = catalog.own.texts.get(step.ansible.playbook, "") if step.ansible else ""
        for found in HOSTS.finditer(text):
            hosts = found[1].strip()
            if hosts and not ANY_HOST.fullmatch(hosts):
                yield (
                    (*where, "ansible", "playbook"),
                    f"has a play for hosts: {hosts}, and the VM is in no group, so that nothing would be done: "
                    "write hosts: all",
                )

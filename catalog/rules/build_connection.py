"""Settings of a company's own that would take from the build what it needs."""

from collections.abc import Iterator, Mapping

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from catalog.setting_fields import covers
from catalog.settings import FirewallRule, Service

NEEDED: Mapping[str, str] = {
    "winrm": "Packer's connection",
    "rpcss": "Windows itself",
    "dcomlaunch": "Windows itself",
    "schedule": "Packer for steps with all rights, and the first start of each host",
    "rdagent": "Azure, which sets hosts up by it",
    "windowsazureguestagent": "Azure, which sets hosts up by it",
}
"""Services in lower case, and who needs them."""
WINRM_PORT = 5986


@rule(
    "GS178",
    "A setting of your own must not cut the build off",
    example="""
[settings.windows.contoso_services]
summary  = "Services that Contoso does not use are off."
- services = ["Spooler", "WinRM"]
+ services = ["Spooler"]
""",
    happens="Packer loses the VM in the build, or hosts are never ready.",
    fix="Remove it. goldshelf closes WinRM itself at the end of the build; the rest belongs into a policy of the hosts.",
    source="packer-plugin-azure 2.6.3: communicator winrm; Microsoft: Azure Virtual Machine Agent",
)
def keeps_connected(catalog: Catalog) -> Found:
    """Services that are off or do not start by themselves, and rules that block WinRM."""
    for name, one in catalog.settings.windows.items():
        where = ("settings", "windows", name)
        for index, service in enumerate(one.services):
            for message in _wrong_service(service):
                yield (*where, "services", index), message
        for index, firewall in enumerate(one.firewall):
            if _blocks_winrm(firewall):
                yield (
                    (*where, "firewall", index),
                    f"must not block port {WINRM_PORT}, Packer's connection: leave it out; the end of the build closes it",
                )


def _wrong_service(service: Service) -> Iterator[str]:
    by = NEEDED.get(service.name.lower())
    if by and service.startup_type in {"Disabled", "Manual"}:
        yield f"must not turn {service.name} off, which is needed by {by}: remove it"


def _blocks_winrm(firewall: FirewallRule) -> bool:
    """Whether it applies to everybody who connects to that port."""
    limited = firewall.remote_address or firewall.program or firewall.service or firewall.remote_port
    blocks = firewall.action == "Block" and firewall.direction == "Inbound" and firewall.protocol != "UDP"
    return blocks and not limited and covers(firewall.local_port, WINRM_PORT)

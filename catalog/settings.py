"""The settings of a Windows image: those of catalog/settings.toml, and those of `[settings.windows]`."""

from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import tomli
from pydantic import BeforeValidator, TypeAdapter, model_validator

from catalog import fields, setting_fields, software_fields
from catalog.build_fields import AddressOrBlock
from catalog.limit import refusal
from catalog.setting_values import SettingValue, contradiction, is_port
from catalog.toml_table import TomlTable
from catalog.windows_product import RegistryValue

PAUSED = "build"
"""The phase of what a host takes back."""
PAUSES = {"services", "scheduled_tasks"}
SHIPPED = Path(__file__).parent.parent / "catalog/settings.toml"


class Service(TomlTable):
    """A service, and how it starts."""

    name: setting_fields.ServiceName
    """Name of the service, not its display name."""
    startup_type: Literal["Automatic", "AutomaticDelayedStart", "Manual", "Disabled"] = "Disabled"
    """How it starts, as in `Set-Service -StartupType`. Only a disabled one may be absent."""


class FirewallRule(TomlTable):
    """A rule of the firewall. Keys and values are those of New-NetFirewallRule."""

    name: fields.Text
    """Name of the rule."""
    direction: Literal["Inbound", "Outbound"] = "Inbound"
    """Which traffic it is about."""
    action: Literal["Allow", "Block"] = "Allow"
    """What happens to that traffic."""
    protocol: Literal["TCP", "UDP", "Any"] = "Any"
    """Ports need TCP or UDP."""
    local_port: setting_fields.PortsOrName | None = None
    """Ports of the host: one, a range such as "5000-5010", or a list of these; or the name of one of `values`
    in braces, such as "{UdpPortNumber}". Default: any."""
    remote_port: setting_fields.Ports | None = None
    """Ports of the other side. Default: any."""
    remote_address: list[AddressOrBlock] = []
    """Addresses of the other side. Default: any."""
    program: fields.Text | None = None
    """Path of the program. Default: any."""
    service: setting_fields.ServiceName | None = None
    """Name of the service. Default: any."""
    profiles: list[Literal["Domain", "Private", "Public"]] = []
    """Networks in which it applies. Default: all."""

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.protocol == "Any" and (self.local_port or self.remote_port):
            raise refusal("has a port, which needs a protocol: set protocol = 'TCP' or 'UDP'")
        limits = (self.local_port, self.remote_port, self.remote_address, self.program, self.service)
        if not any(limits):
            raise refusal("is about all traffic: set a port, remote_address, program or service")
        return self


class PowerValue(TomlTable):
    """A value of the active power scheme, plugged in and on battery. Names are those of powercfg."""

    subgroup: setting_fields.PowerAlias
    """Alias or GUID of the subgroup, such as SUB_VIDEO."""
    setting: setting_fields.PowerAlias
    """Alias or GUID of the setting, such as VIDEOIDLE."""
    value: setting_fields.PowerIndex
    """What `powercfg /setacvalueindex` takes, such as a number of seconds."""


class Power(TomlTable):
    """The power scheme. Names are those of powercfg."""

    scheme: setting_fields.PowerScheme | None = None
    """The active scheme. Default: unchanged."""
    values: list[PowerValue] = []
    """Values of the active scheme."""


def _service(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


AuditSetting = Literal["Success", "Failure", "Success and Failure", "No Auditing"]


class Setting(TomlTable):
    """One setting: what it changes in Windows, and whether images have it without asking."""

    summary: fields.Text
    """What it does, in one sentence."""
    default: bool | Literal["session_host"] = True
    """Whether images have it that do not name it in `build.settings`; or only those with that `purpose`."""
    phase: Literal["first", "last", "build"] = "last"
    """first: before updates and software. last: after them. build: before, and again after them; services and
    tasks start as before when a host first starts."""
    registry: list[RegistryValue] = []
    """Registry values to set."""
    values: dict[software_fields.RegistryName, SettingValue] = {}
    """Registry values that an image may give instead of true, by name."""
    services: list[
        Annotated[
            Service, BeforeValidator(_service, json_schema_input_type=setting_fields.ServiceName | Service)
        ]
    ] = []
    """Services to disable, by name; or name and startup_type."""
    scheduled_tasks: list[setting_fields.TaskPath] = []
    """Scheduled tasks to disable, by path; a * stands for the end of a name, not for the whole of it."""
    firewall: list[FirewallRule] = []
    """Rules to add to the firewall."""
    defender_exclusions: list[fields.Text] = []
    """Paths that Defender does not scan."""
    audit_policy: dict[setting_fields.Subcategory, AuditSetting] = {}
    """What Windows audits, by the English name of the subcategory."""
    power: Power = Power()
    """The power scheme, and values of it."""
    time_zone: setting_fields.TimeZone | None = None
    """Windows' id of the time zone. Hosts of a generalized image get theirs from Azure."""
    tests: list[Literal["defender", "local_users"]] = []
    """Additional tests of the image. defender: it protects the machine. local_users: only Windows' own."""
    expects: list[software_fields.ProductId] = []
    """Ids of products that it is for: a warning, unless the image or its source has them."""
    source: fields.Text | None = None
    """Where the values come from, for people."""

    @model_validator(mode="after")
    def _sets_something(self) -> Self:
        if not self.sets_something and not self.values:
            raise refusal("sets nothing: add what it changes, such as registry or services")
        if self.needs_values and self.default is not False:
            raise refusal("needs values: give them defaults, or set default = false")
        return self

    @model_validator(mode="after")
    def _is_taken_back(self) -> Self:
        if self.phase == PAUSED and (self._told_besides(PAUSES) or self.values or self._starts_a_service):
            raise refusal(
                "phase = \"build\" can only have scheduled_tasks, and services that are 'Disabled' or "
                "'Manual': put the rest into a setting of another phase"
            )
        return self

    @model_validator(mode="after")
    def _names_its_values(self) -> Self:
        for rule in self.firewall:
            name = setting_fields.value_name(rule.local_port)
            if name and not is_port(name, self.values):
                raise refusal(
                    f"has a firewall rule with {{{name}}}, which must be one of its values: a number with a "
                    f"default and a range within 1 and {setting_fields.PORT_MAX}, without not_with"
                )
        if why := contradiction(self.values):
            raise refusal(why)
        return self

    @property
    def sets_something(self) -> bool:
        """Whether it does anything but to set its values."""
        return self._told_besides(set())

    def _told_besides(self, kinds: set[str]) -> bool:
        told = {"summary", "default", "phase", "power", "values", "expects", "source"}
        return any((*self.model_dump(exclude=told | kinds).values(), self.power.scheme, self.power.values))

    @property
    def _starts_a_service(self) -> bool:
        return any(one.startup_type not in {"Disabled", "Manual"} for one in self.services)

    @property
    def needs_values(self) -> bool:
        """Whether an image that has it must give one of its values."""
        values = self.values.values()
        nothing = not self.sets_something and all(one.default is None for one in values)
        return nothing or any(one.required for one in values)

    def is_default(self, purpose: fields.Purpose) -> bool:
        """Return whether an image for that purpose has it without asking."""
        return self.default in {True, purpose}


class OwnSettings(TomlTable):
    """Settings of your own, by operating system and name."""

    windows: dict[setting_fields.SettingName, Setting] = {}
    """Settings of Windows, by the name with which `build.settings` switches them."""

    @cached_property
    def text(self) -> str:
        """All of it as JSON, which can be the key of a cache."""
        return self.model_dump_json()


@cache
def settings() -> dict[str, Setting]:
    """Return every shipped setting by name."""
    data = tomli.loads(SHIPPED.read_text("utf-8"))
    return TypeAdapter(dict[str, Setting]).validate_python(data)

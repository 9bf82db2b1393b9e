"""What an image must not have when Sysprep starts."""

from collections.abc import Iterator

from catalog.image_settings import Value, on_in, registry, values
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule

FORBIDS = r"the registry value hklm:\system\currentcontrolset\control\lsa disabledomaincreds"


@rule(
    "GS364",
    "Windows must keep passwords of tasks until Sysprep has run",
    example=r"""
[settings.windows.contoso_hardening]
summary  = "What Contoso's security team asks for."
registry = [
  { path = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa', name = "RestrictAnonymous", value = 1 },
-   { path = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa', name = "DisableDomainCreds", value = 1 },
]
""",
    happens="Sysprep is a task of the build user: its start would fail in the build, at its end.",
    fix="Remove the value, and give it to hosts by a policy, or by a step of phase first_boot.",
    source="hashicorp/packer#12892; goldshelf: packer/scripts/windows/apply-settings.ps1",
)
def passwords_of_tasks(catalog: Catalog) -> Found:
    """Of settings and products that an image with Sysprep has."""
    images = [one for one in catalog.builds.values() if one.os_type == "Windows" and not one.specialized]
    for where, kind, name in _forbidding(catalog):
        has = (
            name in one.build.software if kind == "software" else name in on_in(one, catalog)
            for one in images
        )
        if any(has):
            yield (
                where,
                "keeps Sysprep from starting, which is a task of the build user: remove it, and set it on hosts",
            )


def _forbidding(catalog: Catalog) -> Iterator[tuple[Location, str, str]]:
    for name, one in catalog.settings.windows.items():
        yield from ((where, "settings", name) for where in _places(values(one), "settings", name))
    for name, product in catalog.software.windows.items():
        yield from (
            (where, "software", name) for where in _places(registry(product.registry), "software", name)
        )


def _places(set_: Iterator[Value], kind: str, name: str) -> Iterator[Location]:
    for value in set_:
        if value.what.lower() == FORBIDS and value.data != 0:
            yield (kind, "windows", name, *value.where)

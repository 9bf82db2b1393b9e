"""The proxy of a build: every script has it as environment variables, and nothing is written into the VM."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalog.machine import Proxy
from packer.hcl import Group
from packer.provisioners import Provisioner, Verbatim

SCRIPTS = ("powershell", "shell")


def through(
    proxy: Proxy | None, provisioners: Iterable[Provisioner | Verbatim], *, either_case: bool
) -> Iterator[Provisioner | Verbatim]:
    """Yield the same provisioners, each script with the variables of the proxy before its own."""
    for one in provisioners:
        if proxy is None or isinstance(one, Verbatim) or one.type not in SCRIPTS:
            yield one
            continue
        known = [f"{name}={value}" for name, value in proxy.variables.items()]
        if either_case:  # curl reads http_proxy only, others only HTTP_PROXY
            known += [f"{name.lower()}={value}" for name, value in proxy.variables.items()]
        first, *rest = one.groups
        own = first.arguments.get("environment_vars")
        variables = [*known, *(own if isinstance(own, list | tuple) else ())]
        given = {**first.arguments, "environment_vars": variables}
        yield replace(one, name=one.facts["id"], groups=(Group(given, comment=first.comment), *rest))

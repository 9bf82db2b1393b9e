"""A VM size that does not fit is reported once, with one that does."""

import re

import pytest

from catalog.model import Catalog
from catalog.rules import check
from catalog.software import with_shipped
from facts.vm_sizes import azure_sizes
from tests.catalogs import written

SERIES = {re.sub(r"\d+", "", name, count=1): name for name in azure_sizes().values()}.values()
"""One size of each series that Azure has."""


def reported(size: str, *, security: str, architecture: str) -> list[str]:
    """Return the findings about the size of a build VM."""
    data = written("")
    image = data["images"]["win11-avd"]
    image |= {"security": security, "architecture": architecture}
    image["build"] |= {"vm_size": size}
    catalog = Catalog.model_validate({**data, "software": with_shipped({})})
    return [one.message for one in check(catalog) if one.where[-1] == "vm_size"]


@pytest.mark.parametrize(
    ("security", "architecture"),
    [
        ("standard", "x64"),
        ("standard", "Arm64"),
        ("trusted_launch", "x64"),
        ("trusted_launch", "Arm64"),
        ("confidential_vm", "x64"),
    ],
)
def test_the_size_that_a_message_names(security: str, architecture: str) -> None:
    """Whichever size of Azure's is written, there is one finding at most, and the size in it has none."""
    unfit = {size: reported(size, security=security, architecture=architecture) for size in SERIES}
    named = {
        re.findall(r"Standard_\w+", message)[-1]: message
        for messages in unfit.values()
        for message in messages
    }

    assert {0, 1} == {len(messages) for messages in unfit.values()}
    assert [] == [
        (size, message)
        for size, message in named.items()
        if reported(size, security=security, architecture=architecture)
    ]

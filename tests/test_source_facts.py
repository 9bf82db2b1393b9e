"""What the tables know of a marketplace image: its Windows, its plan, and how long it lasts."""

import re
import tomllib
from datetime import date

import pytest

from catalog import rules
from catalog.model import Catalog
from catalog.software import with_shipped
from committed.normalize import SUBSCRIPTION, expected
from facts.languages import languages
from facts.lifetimes import published, release, withdrawn
from facts.marketplace import facts_of
from facts.name_table import fact
from packer.render import render
from tests.catalogs import merged
from tests.conftest import DATA, PROJECT
from tests.rule_messages import NOW

PAGE = (PROJECT / "docs/sources.md").read_text("utf-8")
TABLES = ("marketplace", "plans", "withdrawn", "supported", "languages")
LANGUAGES = (PROJECT / "facts/languages.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("urn", "windows", "multi_session", "plan", "licenses"),
    [
        ("MicrosoftWindowsDesktop windows-11 win11-25h2-avd", "client", True, False, {"Windows_Client"}),
        ("microsoftwindowsdesktop OFFICE-365 WIN11-25h2-AVD-m365", "client", True, False, {"Windows_Client"}),
        ("MicrosoftWindowsDesktop windows-10 19h1-evd", "client", True, False, {"Windows_Client"}),
        ("MicrosoftWindowsDesktop windows-11 win11-25h2-ent", "client", False, False, {"Windows_Client"}),
        (
            "MicrosoftWindowsServer WindowsServer 2025-datacenter-g2",
            "server",
            False,
            False,
            {"Windows_Server"},
        ),
        ("MicrosoftSQLServer sql2022-ws2022 sqldev-gen2", "server", False, None, {"Windows_Server"}),
        (
            "MicrosoftVisualStudio visualstudioplustools vs-2022-ent-general-win11-m365-gen2",
            *("client", None, None, {"Windows_Client"}),
        ),
        (
            "center-for-internet-security-inc cis-windows-server-2019-v1-0-0-l2 cis-ws2019-l2",
            *("server", False, True, {"Windows_Server"}),
        ),
        (
            "center-for-internet-security-inc cis-windows-11-l1 cis-windows-11-l1-gen2",
            *("client", None, True, {"Windows_Client"}),
        ),
        ("center-for-internet-security-inc cis-rhel-9-l1 cis-rhel9-l1", None, None, True, {"RHEL_BYOS"}),
        ("redhat rhel-byos rhel-lvm94-gen2", None, None, True, {"RHEL_BYOS"}),
        ("RedHat RHEL 9-lvm-gen2", None, None, False, {"RHEL_BYOS"}),
        ("SUSE sles-15-sp6 gen2", None, None, None, {"SLES_BYOS"}),
        ("resf rockylinux-x86_64 9-base", None, None, True, set()),
        ("kinvolk flatcar-container-linux-free stable-gen2", None, None, True, set()),
        ("kinvolk flatcar-container-linux-corevm-amd64 stable-gen2", None, None, None, set()),
        ("Canonical ubuntu-24_04-lts server", None, None, None, set()),
        ("contoso windmill-11 twin-2022", None, None, None, None),
    ],
)
def test_what_a_source_says_of_itself(
    urn: str, windows: object, multi_session: object, plan: object, licenses: set[str] | None
) -> None:
    """Client or server, one session or several, plan and fitting licenses come from the names."""
    it = facts_of(*urn.split())

    assert (windows, multi_session, plan) == (it.windows, it.multi_session, it.plan)
    assert licenses == it.licenses


@pytest.mark.parametrize(
    ("urn", "name", "last_day"),
    [
        ("MicrosoftWindowsDesktop windows-11 win11-23h2-avd", "Windows 11 Enterprise 23H2", "2026-11-10"),
        (
            "MicrosoftWindowsDesktop office-365 win11-24h2-avd-m365",
            "Windows 11 Enterprise 24H2",
            "2027-10-12",
        ),
        ("MicrosoftWindowsDesktop windows-11 win11-24h2-pron", "Windows 11 Pro 24H2", "2026-10-13"),
        (
            "MicrosoftWindowsDesktop windows-10 win10-21h2-entn-ltsc-g2",
            *("Windows 10 Enterprise LTSC 2021", "2027-01-12"),
        ),
        ("MicrosoftWindowsServer WindowsServer 2012-R2-Datacenter", "Windows Server 2012 R2", "2023-10-10"),
        ("MicrosoftWindowsServer windowsserver2022 2022-datacenter", "Windows Server 2022", "2031-10-14"),
        ("Canonical UbuntuServer 18_04-lts-gen2", "Ubuntu 18.04", "2023-05-31"),
        ("Canonical 0001-com-ubuntu-minimal-focal minimal-20_04-lts", "Ubuntu 20.04", "2025-05-31"),
        ("Canonical 0001-com-ubuntu-pro-focal pro-20_04-lts", "Ubuntu Pro 20.04", "2030-04-02"),
        ("Canonical ubuntu-22_04-lts ubuntu-pro-cvm", "Ubuntu Pro 22.04", "2032-04-09"),
        ("RedHat RHEL 7-LVM", "RHEL 7", "2024-06-30"),
        ("redhat rhel-byos rhel-lvm94-gen2", "RHEL 9", "2032-05-31"),
        ("OpenLogic CentOS 7_9-gen2", "CentOS 7", "2024-06-30"),
        ("Oracle Oracle-Linux ol79-lvm-gen2", "Oracle Linux 7", "2024-12-31"),
        ("SUSE sles-15-sp5 gen2", "SLES 15 SP5", "2024-12-31"),
    ],
)
def test_releases(urn: str, name: str, last_day: str) -> None:
    """Each edition has its own last day, and a longer support of some is not taken for that of the others."""
    found = release(*urn.split())

    assert found
    assert (name, date.fromisoformat(last_day)) == (found.name, found.last_day)


def test_what_no_table_knows() -> None:
    """Nothing is said of an image that no line matches."""
    assert (None, None) == (release("contoso", "x", "y"), withdrawn("contoso", "x", "y"))
    assert fact("plans", "Canonical", "ubuntu-24_04-lts", "server") is None


@pytest.mark.parametrize(
    ("version", "day"),
    [
        *(
            ("26200.8246.260414", "2026-04-14"),
            ("24.04.202601150", "2026-01-15"),
            ("9.3.20231113", "2023-11-13"),
        ),
        *(("0.20240901.1857", "2024-09-01"), ("7.9.2020100116", "2020-10-01"), ("latest", None)),
        *(("2.0.4", None), ("3815.2.3", None), ("1.0.991399", None), ("20348.5139.260507", "2026-05-07")),
    ],
)
def test_days_of_versions(version: str, day: str | None) -> None:
    """The day is read where a version has one, and only if there is such a day."""
    assert day == (str(found) if (found := published(version)) else None)


def test_languages() -> None:
    """Each is a tag that a catalog can have, in the order of the alphabet."""
    assert sorted(languages(), key=str.lower) == [tag for tag in LANGUAGES if not tag.startswith("#")]
    assert 44 == len(languages())


@pytest.mark.parametrize("snippet", re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL))
def test_catalogs_in_the_page(snippet: str) -> None:
    """What docs/sources.md shows can be written into the shipped catalog as it stands, and is rendered."""
    data = merged(tomllib.loads((DATA / "catalog.toml").read_text()), tomllib.loads(snippet), depth=9)
    catalog = Catalog.model_validate({**data, "software": with_shipped({})})

    assert [] == rules.check(catalog, now=NOW)
    assert (
        catalog.builds.keys()
        == render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION).keys()
    )


def test_the_page_names_every_table_and_rule() -> None:
    """docs/sources.md leaves out no table, and every rule that it names is one."""
    assert [] == [name for name in TABLES if f"`facts/{name}.txt`" not in PAGE]
    assert set() == set(re.findall(r"GS\d{3}", PAGE)) - rules.RULES.keys()


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_dated_and_name_their_sources(table: str) -> None:
    """The first lines of a table say as of when it is, and where it comes from."""
    head = (PROJECT / f"facts/{table}.txt").read_text("utf-8").partition("\n\n")[0]

    assert re.search(r"as of [A-Z][a-z]+ 20[0-9]{2}", head.splitlines()[0])
    assert re.search(r"(?m)^# .*(?:Source|[A-Za-z-]+/[A-Za-z-]+#[0-9]+|Azure, )", head)

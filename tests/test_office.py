"""Office: what its Deployment Tool reads, how an image proves it, and what a review tells of a change."""

import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from packer.facts import FILE
from review.reach import Reach
from tests.one_product import SIGNED, having, installs, of, told
from tests.test_product_review import made, reviewed

OFFICE = SIGNED.replace('"exe"', '"office"')
TABLE = 'office = {{ exclude_apps = ["Teams"], languages = ["en-us"{}] }}\n'
SHIPPED = "[software.windows.microsoft-365-apps]\n"


def product(folder: Path, id_: str) -> dict[str, Any]:
    """What image.json says of a product."""
    products = json.loads((folder / "image.json").read_text())["software"]
    return next(dict(one) for one in products if one["id"] == id_)


def as_lists(element: Element) -> list[Any]:
    """An element, its attributes and what is in it."""
    return [element.tag, element.attrib, *map(as_lists, element)]


def test_configuration_of_the_shipped_product(rendered: Path) -> None:
    """Office comes as Microsoft has it for session hosts: shared, without updates, OneDrive and Teams."""
    read = fromstring(product(rendered / "hosts", "microsoft-365-apps")["office"]["configuration"])
    excluded = [["ExcludeApp", {"ID": one}] for one in ("Groove", "Lync", "OneDrive", "Teams")]

    assert [
        ["Product", {"ID": "O365ProPlusRetail"}, ["Language", {"ID": "en-us"}], *excluded],
    ] == as_lists(read)[2][2:]
    assert {"OfficeClientEdition": "64", "Channel": "MonthlyEnterprise"} == read[0].attrib
    assert [
        ["RemoveMSI", {}],
        ["Updates", {"Enabled": "FALSE"}],
        ["Display", {"Level": "None", "AcceptEULA": "TRUE"}],
        ["Property", {"Name": "FORCEAPPSHUTDOWN", "Value": "TRUE"}],
        ["Property", {"Name": "SharedComputerLicensing", "Value": "1"}],
    ] == as_lists(read)[3:]


def test_configuration_as_the_catalog_wants_it(rendered: Path) -> None:
    """Each key of `office`, and the pinned version, reaches the tool."""
    read = fromstring(product(rendered / "office", "suite")["office"]["configuration"])
    languages = [["Language", {"ID": "MatchOS"}], ["Language", {"ID": "de-DE"}]]

    assert {"OfficeClientEdition": "32", "Channel": "Current", "Version": "16.0.15330.20306"} == read[
        0
    ].attrib
    assert [
        ["Product", {"ID": "O365BusinessRetail"}, *languages],
        ["Product", {"ID": "VisioProRetail"}, *languages],
    ] == as_lists(read)[2][2:]
    assert ["Updates", {"Enabled": "TRUE"}] in as_lists(read)
    assert ["Property", {"Name": "SharedComputerLicensing", "Value": "0"}] in as_lists(read)


def test_proof(rendered: Path) -> None:
    """An image proves what the tool was asked for, and not only that Office is there."""
    shipped = product(rendered / "hosts", "microsoft-365-apps")["proof"]
    own = product(rendered / "office", "suite")["proof"]

    assert {
        "values": {
            "ProductReleaseIds": ["O365ProPlusRetail"],
            "Platform": ["x64"],
            "UpdatesEnabled": ["False"],
            "SharedComputerLicensing": ["1"],
            "O365ProPlusRetail.ExcludedApps": ["groove", "lync", "onedrive", "teams"],
        },
        "languages": {"O365ProPlusRetail": ["en-us"]},
    } == shipped["office"]
    assert {
        "values": {
            "ProductReleaseIds": ["O365BusinessRetail", "VisioProRetail"],
            "Platform": ["x86"],
            "UpdatesEnabled": ["True"],
        },
        "languages": {"O365BusinessRetail": ["de-DE"], "VisioProRetail": ["de-DE"]},
    } == own["office"]


def test_how_long_and_as_whom(rendered: Path) -> None:
    """Office is installed as SYSTEM, within an hour; its download is a part of that."""
    provisioners = json.loads((rendered / "hosts" / FILE).read_text())["provisioners"]

    assert ("microsoft-365-apps", "SYSTEM", "1h35m") in installs(provisioners)
    assert 3600 == product(rendered / "hosts", "microsoft-365-apps")["timeout"]


def test_one_key_of_the_shipped_product(tmp_path: Path) -> None:
    """A catalog that sets the languages keeps the rest."""
    more = f'{SHIPPED}office = {{ languages = ["fr-FR", "en-us"] }}\n'
    products, _ = of(having(tmp_path, SIGNED, build='software = ["microsoft-365-apps"]', more=more))
    office = products["microsoft-365-apps"]["office"]

    assert ["fr-FR", "en-us"] == office["languages"]
    assert ["Groove", "Lync", "OneDrive", "Teams"] == office["exclude_apps"]


def test_its_keys_are_not_those_of_the_product(tmp_path: Path) -> None:
    """A key of Office in the table of its product says where it goes."""
    assert [
        "software.windows.p.channel: is a key of [software.windows.p.office]: move it there (GS002)"
    ] == told(tmp_path, f'{OFFICE}channel = "Current"')


def test_only_what_installs_office_has_the_table(tmp_path: Path) -> None:
    """Other products have no Office, and the table does not apply to them."""
    products, _ = of(having(tmp_path, SIGNED))

    assert (None, None) == (products["p"]["office"], products["p"]["proof"]["office"])
    assert ["software.windows.p.office: does not apply to installer = 'exe': remove it (GS301)"] == told(
        tmp_path, f"{SIGNED}office = {{}}"
    )
    assert [
        "software.windows.p.arguments: does not apply to installer = 'office': remove it (GS301)"
    ] == told(tmp_path, f'{OFFICE}arguments = "/configure own.xml"')


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            'channel = "Monthly"',
            "channel: use 'BetaChannel', 'CurrentPreview', 'Current', 'MonthlyEnterprise', "
            "'SemiAnnualPreview' or 'SemiAnnual', got 'Monthly' (GS004)",
        ),
        ('exclude_apps = ["teams"]', "exclude_apps[0]: use 'Access', 'Bing', 'Excel', "),
        ("client_edition = 16", "client_edition: use 32 or 64, got 16 (GS004)"),
        ('products = ["VisioStdRetail"]', "products[0]: use 'O365ProPlusRetail', 'O365BusinessRetail', "),
        ("languages = []", "languages: must not be empty: add at least one (GS004)"),
        (
            'languages = ["de-AT"]',
            "Microsoft 365 Apps do not have 'de-AT'; did you mean 'de-DE'? (GS350)",
        ),
        (
            'products = ["O365ProPlusRetail", "VisioProRetail"]\nlanguages = ["de-de", "en-GB"]',
            "languages[1]: 'en-GB' is not a language of Visio: install Visio in a product of its own (GS350)",
        ),
        ('products = ["O365ProPlusRetail", "O365ProPlusRetail"]', "products: must not name one twice, "),
        (
            'languages = ["de-de", "de-DE"]',
            "languages: must not name one twice, in upper or lower case: keep one",
        ),
        ('exclude_apps = ["Teams", "Teams"]', "exclude_apps: must not name one twice, "),
        ("apps = []", "apps: unknown key"),
        ("architecture = 64", "architecture: unknown key; did you mean 'client_edition'? (GS002)"),
        ('version = "1"', "version: is a key of [software.windows.p]: move it there (GS002)"),
    ],
)
def test_values_that_the_tool_does_not_take(table: str, message: str, tmp_path: Path) -> None:
    """A value that would fail in the build is refused before, with what is allowed."""
    (said,) = told(tmp_path, f"{OFFICE}[software.windows.p.office]\n{table}")

    assert message in said.removeprefix("software.windows.p.office.")


def test_languages_of_windows_are_not_proven(tmp_path: Path) -> None:
    """Which languages MatchOS brings, only Windows knows: in upper or lower case, none is looked for."""
    products, _ = of(having(tmp_path, f'{OFFICE}office = {{ languages = ["matchos", "de-de"] }}'))

    assert {"O365ProPlusRetail": ["de-de"]} == products["p"]["proof"]["office"]["languages"]


@pytest.mark.parametrize("tag", ["EN-US", "matchos", "ca-ES-valencia", "sr-cyrl-RS"])
def test_languages_in_any_case(tag: str, tmp_path: Path) -> None:
    """Microsoft writes tags in upper and lower case, and the tool takes both."""
    assert [] == told(tmp_path, f'{OFFICE}office = {{ languages = ["{tag}"] }}')


def test_review_of_a_language(tmp_path: Path) -> None:
    """A review names the language that comes, and not each place that follows from it."""
    old, new = (made(tmp_path, OFFICE + TABLE.format(more)) for more in ("", ', "de-de"'))
    arguments = reviewed(old, new).arguments

    assert [('software.p.office.languages."de-de"', Reach.VERSION)] == [
        (one.path, one.effect) for one in arguments
    ]


def test_review_of_the_file_alone(tmp_path: Path) -> None:
    """If only goldshelf writes the configuration in another way, that is told."""
    old = made(tmp_path, OFFICE)
    new = {**old, "image.json": old["image.json"].replace("RemoveMSI", "KeepMSI")}

    assert ["software.p.office.configuration"] == [one.path for one in reviewed(old, new).arguments]


def test_review_of_a_new_product(tmp_path: Path) -> None:
    """A new product shows what is asked for, and not how that is written for the tool."""
    old, new = made(tmp_path, SIGNED), made(tmp_path, OFFICE)
    none = {**old, "image.json": json.dumps({**json.loads(old["image.json"]), "software": []})}
    (one,) = [one for one in reviewed(none, new).arguments if one.path == "software.p"]

    assert {"channel", "client_edition", "exclude_apps", "languages", "products"} <= json.loads(str(one.new))[
        "office"
    ].keys()
    assert "Configuration>" not in str(one.new)

"""One run reports every mistake in the catalog, with its line and what to do."""

from pathlib import Path

import pytest

from catalog.load import load
from files.errors import GoldshelfError
from tests.conftest import DATA, PROJECT, Write

SECOND_IMAGE = """
[images.win11-dev]
name               = "{name}"
os_type            = "Windows"
hyper_v_generation = "V2"
security           = "standard"
identifier         = {{ publisher = "MyCompany", offer = "Windows11", sku = "{sku}" }}

[images.win11-dev.build]
source  = {{ publisher = "P", offer = "o", sku = "s" }}
vm_size = "Standard_D4ads_v5"
version = "1.0.0"
regions = [{{ name = "eastus" }}]
"""


def problems(path: Path) -> list[str]:
    """Return the lines of the error, without the folder that the test runs in."""
    with pytest.raises(GoldshelfError) as raised:
        load(path)
    return [line.replace(f"{path.parent}/", "") for line in str(raised.value).splitlines()]


def test_the_projects_catalog_is_sound() -> None:
    """The catalog.toml of this repository has no errors, whoever edited it."""
    assert {} != load(PROJECT / "catalog.toml").images


def test_the_users_own_example() -> None:
    """The user's example is read as it is written."""
    catalog = load(DATA / "catalog.toml")

    assert "my_image_gallery" == catalog.gallery.name
    assert ["win11-avd"] == list(catalog.images)
    assert "trusted_launch_enabled" == catalog.images["win11-avd"].profile.definition_argument


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            '"my_image_gallery"',
            '"my-image-gallery"',
            "catalog.toml:2: gallery.name: use 1-80 letters, digits, '.' or '_', with a letter or digit at "
            "both ends; gallery names must not contain '-', got 'my-image-gallery' (GS005)",
        ),
        (
            "description ",
            "descripton ",
            "catalog.toml:5: gallery.descripton: unknown key; did you mean 'description'? (GS002)",
        ),
        (
            '"East US"\ndesc',
            "7\ndesc",
            "catalog.toml:4: gallery.location: must be text in quotes, got 7 (GS004)",
        ),
        (
            'version  = "1.0.0"',
            'version  = "1.0"',
            "catalog.toml:17: images.win11-avd.build.version: use Major.Minor.Patch: three whole numbers "
            "without leading zeros, such as 1.0.0, got '1.0' (GS009)",
        ),
        (
            'version  = "1.0.0"',
            'version  = "1.0.2147483648"',
            "catalog.toml:17: images.win11-avd.build.version: each part must be at most 2147483647 "
            "(a 32-bit integer), got '1.0.2147483648' (GS009)",
        ),
        (
            "[gallery]",
            "[galery]",
            "catalog.toml:1: gallery: is missing: add it (GS003)",
        ),
        (
            '"V2"',
            '"V3"',
            "catalog.toml:10: images.win11-avd.hyper_v_generation: use 'V1' or 'V2', got 'V3' (GS004)",
        ),
        (
            '"V2"',
            '"V1"',
            "catalog.toml:10: images.win11-avd.hyper_v_generation: must be 'V2' for security = "
            "'trusted_launch', got 'V1' (GS103)",
        ),
        (
            'name = "East US", replicas = 2',
            'name = "West US", replicas = 2',
            "catalog.toml:18: images.win11-avd.build.regions: must include the build region 'East US' "
            "(gallery.location): add it (GS104)",
        ),
        (
            "replicas = 2",
            "replicas = 101",
            "catalog.toml:18: images.win11-avd.build.regions[0].replicas: must be less than or equal to 100, "
            "got 101 (GS004)",
        ),
        (
            "[gallery]",
            '[backend]\ntype = "azurerm"\ncontainer_name = "c"\nstorage_account_name = "s"\nkey = "k"\n'
            'access_key = "hunter2"\n[gallery]',
            "catalog.toml:6: backend.access_key: is a secret, which does not belong in a file: set "
            "ARM_ACCESS_KEY in the environment (GS002)",
        ),
        *(
            (
                "[gallery]",
                f'[backend]\ntype = "local"\npath = "{path}"\n[gallery]',
                "catalog.toml:3: backend.path: name a folder inside the project, such as state/dev: no '..' "
                f"and no leading '/', got '{path}' (GS004)",
            )
            for path in ("..", "state/..", "../state", "/state")
        ),
        (
            "[gallery]",
            "tags = { a = 1 }\n[gallery]",
            "catalog.toml:1: tags.a: must be text in quotes, got 1 (GS004)",
        ),
        (
            'name           = "my',
            'sharing = { permission = "Community" }\nname           = "my',
            "catalog.toml:2: gallery.sharing: permission = 'Community' needs community_gallery (GS106)",
        ),
        (
            "[gallery]",
            '[resource_group]\nmanaged_by = "x"\n[gallery]\ncreate_resource_group = false',
            "catalog.toml:1: resource_group: has no effect with gallery.create_resource_group = false: "
            "remove the table, or let Terraform create the group (GS107)",
        ),
        (
            "[images.win11-avd]",
            "[images.win11-avd]\nmin_recommended_vcpu_count = 8\nmax_recommended_vcpu_count = 4",
            "catalog.toml:8: images.win11-avd.min_recommended_vcpu_count: must not exceed "
            "max_recommended_vcpu_count = 4, got 8: change one of them (GS105)",
        ),
        (
            "[images.win11-avd]",
            '[images.win11-avd]\nend_of_life_date = "tomorrow"',
            "catalog.toml:8: images.win11-avd.end_of_life_date: use an RFC 3339 date and time in quotes, "
            "such as \"2027-01-31T00:00:00Z\", got 'tomorrow' (GS004)",
        ),
    ],
)
def test_message_names_line_field_value_and_rule(
    catalog_file: Write, old: str, new: str, message: str
) -> None:
    """A wrong value is reported with its line, its rule and what to do."""
    assert message in problems(catalog_file((old, new)))


@pytest.mark.parametrize(
    ("name", "sku", "message"),
    [
        (
            "WIN11-avd-template",
            "other",
            "catalog.toml:22: images.win11-dev.name: 'WIN11-avd-template' is also the name of "
            "images.win11-avd, and names must be unique in a gallery: choose another (GS101)",
        ),
        (
            "Other",
            "avd-standard",
            "catalog.toml:26: images.win11-dev.identifier: MyCompany / Windows11 / avd-standard is also "
            "the identifier of images.win11-avd, and publisher, offer and sku together must be unique in a "
            "gallery: change one of them (GS102)",
        ),
    ],
)
def test_two_images_that_azure_takes_for_one(catalog_file: Write, name: str, sku: str, message: str) -> None:
    """Two definitions that Azure would not distinguish are refused, in upper and lower case."""
    path = catalog_file()
    path.write_text(path.read_text() + SECOND_IMAGE.format(name=name, sku=sku))

    assert [message] == problems(path)


def test_all_problems_in_one_run(catalog_file: Write) -> None:
    """One run reports every problem in the order of the file, also those of images without mistakes."""
    path = catalog_file(('"1.0.0"', '"1.0"'))
    images = SECOND_IMAGE.format(name="A", sku="x") + SECOND_IMAGE.format(name="a", sku="y").replace(
        "win11-dev", "win11-ops"
    )
    path.write_text(path.read_text() + images)

    assert ["17", "35"] == [line.split(":")[1] for line in problems(path)]

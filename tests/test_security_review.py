"""What a change takes away from the security of a build, or of what is in an image, is told."""

import json

import pytest

from files.folders import Files
from review.compare import compare
from tests.test_template_review import FOLDER, KEY, block


def downgrades(old: Files, new: Files) -> list[str]:
    """The security downgrades between two folders."""
    before, after = ({f"packer/{KEY}/{name}": text for name, text in files.items()} for files in (old, new))
    return [one.message for one in compare("a", before, "b", after).findings if one.kind == "downgrade"]


OPEN = {
    "source.pkr.hcl": FOLDER["source.pkr.hcl"],
    "variables.pkr.hcl": 'variable "allowed_inbound_ip_addresses" {\n  default = ["203.0.113.4"]\n}\n',
}


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0/0",
        "::/0",
        "*",
        "Internet",
        "Any",
        "10.0.0.0/0",
        "0.0.0.0/2",
        '0.0.0.0/1", "128.0.0.0/1',
        "2000::/3",
    ],
)
def test_opened_to_any_address(address: str) -> None:
    """A build VM that anybody may reach is told, for a changed image and for a new one."""
    opened = {**OPEN, "variables.pkr.hcl": OPEN["variables.pkr.hcl"].replace("203.0.113.4", address)}
    narrow = {**OPEN, "variables.pkr.hcl": OPEN["variables.pkr.hcl"].replace("203.0.113.4", "203.0.113.0/24")}

    assert ["opens WinRM or SSH of the build VM to any address"] == downgrades(OPEN, opened)
    assert ["opens WinRM or SSH of the build VM to any address"] == downgrades({}, opened)
    assert [] == downgrades(opened, OPEN)
    assert [] == downgrades(OPEN, narrow)


def test_opened_in_one_step() -> None:
    """From a private network to all the world: both are told."""
    private = {
        "source.pkr.hcl": FOLDER["source.pkr.hcl"].replace(
            "  license", '  virtual_network_name = "v"\n  license'
        )
    }
    opened = {**OPEN, "variables.pkr.hcl": OPEN["variables.pkr.hcl"].replace("203.0.113.4", "::/0")}

    assert [
        "opens WinRM or SSH of the build VM to any address",
        "gives the build VM a public address",
    ] == downgrades(private, opened)


NETWORK = '  virtual_network_name = "v"\n  private_virtual_network_with_public_ip = false\n'
ENCRYPTED = '  disk_encryption_set_id = "d"\n  security_encryption_type = "DiskWithVMGuestState"\n'
SAFE = {
    **FOLDER,
    "source.pkr.hcl": FOLDER["source.pkr.hcl"].replace(
        "  communicator", f"{NETWORK}{ENCRYPTED}  encryption_at_host = true\n  communicator"
    ),
    "image.json": FOLDER["image.json"].replace('"sha256": null', '"sha256": "abc"'),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "source.pkr.hcl",
            "secure_boot_enabled = true",
            "secure_boot_enabled = false",
            "builds without secure boot",
        ),
        ("source.pkr.hcl", "  vtpm_enabled        = true\n", "", "builds without a virtual TPM"),
        (
            "source.pkr.hcl",
            "winrm_use_ssl           = true",
            "winrm_use_ssl = false",
            "no longer encrypts WinRM",
        ),
        ("source.pkr.hcl", "encryption_at_host = true", "", "no longer encrypts the build VM at its host"),
        (
            "source.pkr.hcl",
            '  disk_encryption_set_id = "d"\n',
            "",
            "no longer encrypts a disk or a copy with your key",
        ),
        (
            "source.pkr.hcl",
            "DiskWithVMGuestState",
            "VMGuestStateOnly",
            "no longer encrypts the disk of the confidential VM",
        ),
        ("source.pkr.hcl", '  virtual_network_name = "v"\n', "", "gives the build VM a public address"),
        ("source.pkr.hcl", "_public_ip = false", "_public_ip = true", "gives the build VM a public address"),
        (
            "build.pkr.hcl",
            block(FOLDER["build.pkr.hcl"], "windows-update"),
            "",
            "no longer updates Windows",
        ),
        (
            "variables.pkr.hcl",
            'variable "git_commit"',
            'variable "client_secret" {\n  type = string\n}\nvariable "git_commit"',
            "lets Packer sign in with a long-lived secret",
        ),
        (
            "image.json",
            '"signer": "Google LLC"',
            '"signer": null',
            "no longer verifies the signer of the installer of `chrome`",
        ),
        (
            "image.json",
            '"sha256": "abc"',
            '"sha256": null',
            "no longer verifies the sha256 of the installer of `vscode`",
        ),
    ],
)
def test_security_of_the_build(file: str, old: str, new: str, message: str) -> None:
    """What the build or an installer loses is told; that it comes back is not."""
    assert old in SAFE[file]
    weaker = {**SAFE, file: SAFE[file].replace(old, new, 1)}
    (told,) = downgrades(SAFE, weaker)

    assert message in told
    assert [] == downgrades(weaker, SAFE)


def test_another_installer() -> None:
    """Another signer, or other bytes of one version, is told either way; of a new version it is expected."""
    other = {**SAFE, "image.json": SAFE["image.json"].replace('"Google LLC"', '"Evil"')}
    bytes_ = {**SAFE, "image.json": SAFE["image.json"].replace('"abc"', '"def"', 1)}
    newer = {**SAFE, "image.json": bytes_["image.json"].replace('"version": null', '"version": "2"', 1)}

    assert ["accepts another signer of the installer of `chrome`"] == downgrades(SAFE, other)
    assert ["has another installer of `vscode` for the same version"] == downgrades(SAFE, bytes_)
    assert [] == downgrades(SAFE, newer)


def test_image_that_is_tested_less() -> None:
    """A test of the image that goes is told."""
    data = json.loads(FOLDER["image.json"])
    less = {**data, "last": {**data["last"], "tests": data["last"]["tests"][1:]}}
    name = next(iter(data["last"]["tests"]))

    assert [f"is no longer tested for `{json.dumps(name)}`"] == downgrades(
        FOLDER, {**FOLDER, "image.json": json.dumps(less)}
    )


def test_open_as_before() -> None:
    """A build VM that was open to all already is told once, when it was opened."""
    opened = {**OPEN, "variables.pkr.hcl": OPEN["variables.pkr.hcl"].replace("203.0.113.4", "*")}
    other = {**OPEN, "variables.pkr.hcl": OPEN["variables.pkr.hcl"].replace("203.0.113.4", "0.0.0.0/0")}

    assert [] == downgrades(opened, other)


def test_copy_without_its_key() -> None:
    """A copy in a region that is no longer encrypted with your key is told."""
    keyed = FOLDER["source.pkr.hcl"].replace(
        "      replicas = 2\n", '      replicas = 2\n      disk_encryption_set_id = "d"\n'
    )

    assert ["no longer encrypts a disk or a copy with your key"] == downgrades(
        {**FOLDER, "source.pkr.hcl": keyed}, FOLDER
    )

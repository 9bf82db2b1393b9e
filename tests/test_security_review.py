"""What a change takes away from the security of a build, or of what is in an image, is told."""

import json

import pytest

from files.folders import Files
from review.compare import compare
from tests.images import KEY, committed, folder, with_fact, with_line, with_text


def downgrades(old: Files, new: Files) -> list[str]:
    """The security downgrades between two folders."""
    review = compare("a", committed({KEY: old}), "b", committed({KEY: new} if new else {}))
    return [one.message for one in review.findings if one.kind == "downgrade"]


def allowing(*addresses: str) -> Files:
    """A build VM that these addresses may reach."""
    return folder(with_line(f"allowed_inbound_ip_addresses = {json.dumps(addresses)}"))


FEW = allowing("203.0.113.4")


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
        "0.0.0.0/1 128.0.0.0/1",
        "2000::/3",
    ],
)
def test_opened_to_any_address(address: str) -> None:
    """A build VM that anybody may reach is told, for a changed image and for a new one."""
    opened = with_fact(FEW, address.split(), "allowed_inbound_ip_addresses")

    assert ["opens WinRM or SSH of the build VM to any address"] == downgrades(FEW, opened)
    assert ["opens WinRM or SSH of the build VM to any address"] == downgrades({}, opened)
    assert [] == downgrades(opened, FEW)
    assert [] == downgrades(FEW, allowing("203.0.113.0/24"))


NETWORK = """virtual_network_name = "v"
virtual_network_resource_group_name = "g"
virtual_network_subnet_name = "s"
private_virtual_network_with_public_ip = false"""


def test_opened_in_one_step() -> None:
    """From a private network to all the world: both are told."""
    assert [
        "opens WinRM or SSH of the build VM to any address",
        "gives the build VM a public address",
    ] == downgrades(folder(with_line(NETWORK)), allowing("10.0.0.0/8", "::/0"))


SAFE = with_text(
    folder(with_line(f"{NETWORK}\nextra = {{ encryption_at_host = true }}")),
    "image.json",
    '"sha256": null',
    '"sha256": "abc"',
)
SAFE = with_fact(SAFE, "d", "source", "disk_encryption_set_id")
SAFE = with_fact(SAFE, "d", "regions", 0, "disk_encryption_set_id")
SAFE = with_fact(SAFE, "DiskWithVMGuestState", "source", "security_encryption_type")


def with_image(files: Files, old: str, new: str) -> Files:
    """The folder with the first such text of image.json replaced."""
    assert old in files["image.json"]
    return {**files, "image.json": files["image.json"].replace(old, new, 1)}


@pytest.mark.parametrize(
    ("weaker", "message"),
    [
        *(
            (with_fact(SAFE, value, "source", name), message)
            for name, value, message in (
                ("secure_boot_enabled", False, "without secure boot"),
                ("vtpm_enabled", None, "builds without a virtual TPM"),
                ("winrm_use_ssl", False, "no longer encrypts WinRM"),
                ("encryption_at_host", None, "no longer encrypts the build VM at its host"),
                ("disk_encryption_set_id", None, "no longer encrypts a disk or a copy with your key"),
                ("security_encryption_type", "VMGuestStateOnly", "disk of the confidential VM"),
                ("virtual_network_name", None, "gives the build VM a public address"),
                ("private_virtual_network_with_public_ip", True, "gives the build VM a public address"),
                ("client_secret", "var.client_secret", "lets Packer sign in with a long-lived secret"),
            )
        ),
        # A copy in a region.
        (
            with_fact(SAFE, None, "regions", 0, "disk_encryption_set_id"),
            "no longer encrypts a disk or a copy with your key",
        ),
        # An installer of which less is proven.
        (with_image(SAFE, '"signer": "Google LLC"', '"signer": null'), "no longer verifies the signer"),
        (with_image(SAFE, '"sha256": "abc"', '"sha256": null'), "no longer verifies the sha256"),
    ],
)
def test_security_of_the_build(weaker: Files, message: str) -> None:
    """What the build loses is told; that it comes back is not."""
    (told,) = downgrades(SAFE, weaker)

    assert message in told
    assert [] == downgrades(weaker, SAFE)


OWN = """
[settings.windows.contoso]
summary             = "What Contoso has on every host."
default             = false
defender_exclusions = ['C:\\Users\\*']
firewall            = [
  { name = "Agent", protocol = "TCP", local_port = "1-65535" },
  { name = "Known", protocol = "TCP", local_port = 443, remote_address = ["10.0.0.0/8"] },
]

[[settings.windows.contoso.registry]]
path  = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'
name  = "EnableLUA"
value = 0

"""


def test_hosts() -> None:
    """A setting that protects hosts less is told; one that FSLogix needs, and one that goes, is not."""
    plain = folder(("[images.win11-avd]", f"{OWN}[images.win11-avd]"))
    own = folder(
        ("[images.win11-avd]", f"{OWN}[images.win11-avd]"), with_line("settings = { contoso = true }")
    )
    shares = with_line("settings = { fslogix_profiles = { VHDLocations = ['\\\\fs\\profiles'] } }")

    assert [
        "turns UAC off on hosts",
        "keeps Defender from scanning `C:\\Users\\*`",
        "lets any address reach hosts, by the firewall rule `Agent`",
    ] == downgrades(plain, own)
    assert [] == downgrades(own, plain)
    assert [] == downgrades(folder(), folder(shares))


def test_screen_capture() -> None:
    """That sessions are protected less from screenshots is told, and not that they are protected more."""
    two = folder(with_line("settings = { screen_capture_protection = true }"))
    one = folder(with_line("settings = { screen_capture_protection = { fEnableScreenCaptureProtect = 1 } }"))
    message = "protects sessions less from screenshots and screen sharing"

    assert [message] == downgrades(two, one) == downgrades(one, folder())
    assert [] == downgrades(folder(), one) == downgrades(one, two)


def test_updates() -> None:
    """That an image is no longer updated is told."""
    (told,) = downgrades(folder(), folder(with_line("windows_update = false")))

    assert "no longer updates Windows" in told


def test_another_installer() -> None:
    """Another signer, or other bytes of one version, is told either way; of a new version it is expected."""
    other = with_image(SAFE, '"Google LLC"', '"Evil"')
    bytes_ = with_image(SAFE, '"abc"', '"def"')
    newer = with_image(bytes_, '"version": null', '"version": "2"')

    assert ["accepts another signer of the installer of `chrome`"] == downgrades(SAFE, other)
    assert ["has another installer of `vscode` for the same version"] == downgrades(SAFE, bytes_)
    assert [] == downgrades(SAFE, newer)


def test_image_that_is_tested_less() -> None:
    """A test of the image that goes is told."""
    data = json.loads(folder()["image.json"])
    less = {**data, "last": {**data["last"], "tests": data["last"]["tests"][1:]}}
    name = next(iter(data["last"]["tests"]))

    assert [f"is no longer tested for `{json.dumps(name)}`"] == downgrades(
        folder(), {**folder(), "image.json": json.dumps(less)}
    )


def test_open_as_before() -> None:
    """A build VM that was open to all already is told once, when it was opened."""
    opened, other = (
        with_fact(FEW, [address], "allowed_inbound_ip_addresses") for address in ("*", "0.0.0.0/0")
    )

    assert [] == downgrades(opened, other)

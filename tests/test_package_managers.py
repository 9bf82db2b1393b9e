"""The package manager of a marketplace image is what its names tell; nothing is assumed."""

import pytest

from facts.marketplace import facts_of


@pytest.mark.parametrize(
    ("urn", "has"),
    [
        *(("Canonical ubuntu-24_04-lts server", "apt"), ("debian debian-12 12", "apt")),
        *(("RedHat RHEL 9-lvm-gen2", "dnf"), ("RedHat rhel-byos rhel-lvm94-gen2", "dnf")),
        *(("RedHat RHEL 810-gen2", "dnf"), ("RedHat RHEL 10-lvm-gen2", "dnf")),
        *(("almalinux almalinux-x86_64 9-gen2", "dnf"), ("resf rockylinux-x86_64 9-base", "dnf")),
        ("Oracle Oracle-Linux ol94-lvm-gen2", "dnf"),
        ("erockyenterprisesoftwarefoundationinc1653071250513 rockylinux-9 rockylinux-9", "dnf"),
        ("center-for-internet-security-inc cis-rhel-9-l1 cis-rhel-9-l1-gen2", "dnf"),
        *(("procomputers almalinux-8-7 almalinux-8-7", "dnf"), ("SUSE sles-15-sp6 gen2", "zypper")),
        ("center-for-internet-security-inc cis-ubuntu-24-l1 cis-ubuntu-24-l1", "apt"),
        *(
            ("microsoftsqlserver sql2022-rhel8 standard-gen2", "dnf"),
            ("microsoft-dsvm ubuntu-hpc 2204", "apt"),
        ),
    ],
)
def test_package_managers(urn: str, has: str) -> None:
    """A family is known by its publisher, or by its name in the offer."""
    known = facts_of(*urn.split())

    assert (has, None, "Linux") == (known.package_manager, known.other_manager, known.os_type)


@pytest.mark.parametrize(
    ("urn", "has"),
    [
        *(("RedHat RHEL 7-LVM", "yum"), ("RedHat RHEL 79-gen2", "yum")),
        *(("RedHat rhel-byos rhel-lvm79-gen2", "yum"), ("Oracle Oracle-Linux ol79-lvm", "yum")),
        *(("OpenLogic CentOS 7_9-gen2", "yum"), ("SUSE sle-micro-5-5-byos gen2", "transactional-update")),
        ("MicrosoftCBLMariner azure-linux-3 azure-linux-3-gen2", "tdnf"),
        ("MicrosoftCBLMariner cbl-mariner cbl-mariner-2-gen2", "tdnf"),
        ("kinvolk flatcar-container-linux-free stable-gen2", "no package manager"),
        ("thefreebsdfoundation freebsd-14_2 14_2-release-amd64-gen2-zfs", "pkg"),
        *(("contoso rockyou rockyou", None), ("MicrosoftWindowsDesktop windows-11 win11-25h2-avd", None)),
        *(
            ("MicrosoftCBLMariner azure-linux-4 azure-linux-4", None),
            ("microsoftsqlserver sql2022-ws2022 std", None),
        ),
    ],
)
def test_other_package_managers(urn: str, has: str | None) -> None:
    """What has none of the three is known too, and nothing is assumed of the rest."""
    known = facts_of(*urn.split())

    assert (None, has) == (known.package_manager, known.other_manager)

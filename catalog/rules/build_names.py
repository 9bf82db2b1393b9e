"""The names that a build gives to what it makes in Azure, and to the account in its VM."""

import re

from catalog.build_names import has_new_account, has_public_address, made
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from facts.azure_names import NO_ACCOUNTS, OF_LINUX, doubtful, trademark
from files.quote import quoted

RESERVED = 'Azure: Resolve errors for reserved resource names; Azure\'s error "DomainNameLabelReserved"'


def _account(image: Image) -> tuple[Location, str] | None:
    """Return the name of the account that Packer connects as, if the catalog says one."""
    argument = "winrm_username" if image.os_type == "Windows" else "ssh_username"
    name = image.build.extra.get(argument)
    return (("build", "extra", argument), name) if isinstance(name, str) else None


@rule(
    "GS375",
    "The account of a build must have a name that Azure accepts",
    example="""
[images.win11-avd.build.extra]
- winrm_username = "Administrator"
+ winrm_username = "builder"
""",
    happens="Azure refuses the name at VM creation; one of Linux's own accounts would be deleted by the end of "
    "the build.",
    fix="Use another name, such as builder, or leave it out: then it is packer.",
    source="Azure: REST reference, Virtual Machines - Create Or Update, OSProfile; Debian: base-passwd",
)
@each_image
def account_is_accepted(image: Image, catalog: Catalog) -> Found:
    """Where the source is specialized, Azure creates no account."""
    account = _account(image)
    if not account or not has_new_account(image, catalog):
        return
    where, name = account
    if name.lower() in NO_ACCOUNTS:
        yield where, f"{quoted(name)} is one of the names that Azure refuses for this account: use another"
    elif image.os_type == "Linux" and name in OF_LINUX:
        yield (
            where,
            f"{quoted(name)} is an account of Linux itself, which the build would delete: use another",
        )


@rule(
    "GS376",
    "What a build makes must have names that Azure accepts",
    example="""
[images.win11-avd.build.extra]
- custom_resource_build_prefix = "Gold"
+ custom_resource_build_prefix = "gold"
""",
    happens="Azure refuses the deployment, at VM creation.",
    fix="Use a name that the message allows.",
    source="packer-plugin-azure 2.6.3, tempname.go and template_factory.go; Azure: Naming rules and restrictions "
    'for Azure resources; Azure\'s error "InvalidDomainNameLabel"',
)
@each_image
def names_are_accepted(image: Image, catalog: Catalog) -> Found:
    """One argument becomes the name of several things, each with a rule of its own: the first that is broken."""
    wrong: dict[str, str] = {}
    for one in made(image, catalog):
        if not re.fullmatch(one.rule.pattern, one.name):
            wrong.setdefault(one.argument, f"{one.told} would be {one.what}: {one.rule.says}")
        elif one.has_address and (word := trademark(one.name)):
            wrong.setdefault(
                one.argument, f"{one.told} would be {one.what}, where Azure refuses {word!r}: use another"
            )
    for argument, message in wrong.items():
        yield ("build", "extra", argument), message


@rule(
    "GS284",
    "A name should not be one that Azure may refuse",
    example="""
[images.win11-avd.build.extra]
- custom_resource_build_prefix = "bing"
+ custom_resource_build_prefix = "gold"
""",
    happens="Azure may refuse the name at VM creation: it has refused names that contain a reserved word, and an "
    "account of that name unless the source is specialized.",
    fix="Use another name, or accept the warning if builds with it have succeeded.",
    source=RESERVED + "; openshift/openshift-azure#1662",
)
@each_image
def names_are_undoubted(image: Image, catalog: Catalog) -> Found:
    """The words that Azure's page gives for whole names, and accounts where the source is not known."""
    wrong: dict[str, str] = {}
    for one in made(image, catalog):
        if one.has_address and (word := doubtful(one.name)):
            wrong.setdefault(
                one.argument,
                f"{one.told} would be {one.what}, where Azure may refuse the reserved word {word!r}: use another",
            )
    for argument, message in wrong.items():
        yield ("build", "extra", argument), message
    account = _account(image)
    if account and has_new_account(image, catalog) is None and account[1].lower() in NO_ACCOUNTS:
        yield (
            account[0],
            f"{quoted(account[1])} is one of the names that Azure refuses for this account, unless the source is "
            "specialized: use another",
        )


@rule(
    "GS285",
    "The DNS name of a build VM should not be fixed",
    example="""
[images.win11-avd.build.extra]
- temp_compute_name = "golden-build"
+ custom_resource_build_prefix = "gold"
""",
    happens="The build fails at VM creation where an address of somebody else in the region has the name.",
    fix="Use custom_resource_build_prefix, to which Packer adds random characters.",
    source="packer-plugin-azure 2.6.3, template_factory.go; Azure: Public IP addresses, DNS name label",
)
@each_image
def names_are_free(image: Image, _: Catalog) -> Found:
    """The name of a public address belongs to one customer in a region."""
    extra = image.build.extra
    if extra.get("temp_compute_name") and has_public_address(image):
        yield (
            ("build", "extra", "temp_compute_name"),
            "becomes the DNS name of a public address, which only one in the region can have, of all customers: "
            "use custom_resource_build_prefix",
        )

"""Checks of single keys and values, made while the catalog is read."""

from catalog.rule import Rule

MODEL = "goldshelf: catalog/model.py, catalog/gallery.py and catalog/build.py"
NAMES = "Azure: Troubleshoot shared images in Azure Compute Gallery"

FILE = Rule(
    id="GS001",
    title="A catalog must be a TOML file",
    example="""
- [gallery
+ [gallery]
""",
    happens="The file could not be read, so nothing is synthesized.",
    fix="Correct the line, or name another file.",
    source="TOML 1.0",
)
KEY = Rule(
    id="GS002",
    title="Unknown keys are not allowed",
    example="""
[gallery]
- descripton = "Storage for my AVD images"
+ description = "Storage for my AVD images"
""",
    happens="The key would be ignored, and nobody would notice before the build, or at all.",
    fix="Correct the name, or do what the message says of it. A secret does not belong in the catalog: set the "
    "variable that the message names.",
    source=MODEL,
)
MISSING = Rule(
    id="GS003",
    title="Required keys must be present",
    example="""
[images.win11-avd]
- purchase_plan = { name = "desktop" }
+ purchase_plan = { name = "desktop", publisher = "contoso", product = "desktops" }

[images.win11-avd.build]
source = { publisher = "contoso", offer = "desktops", sku = "desktop" }

+ [[accept]]
+ rule   = "GS216"
+ reason = "looked up: az vm image show"
""",
    happens="azurerm refuses the resource at plan, or Packer refuses the template when the build starts.",
    fix="Add the key. A purchase_plan needs name, publisher and product, because Azure compares all three.",
    source=MODEL,
)
FITS = Rule(
    id="GS004",
    title="A value must have the type, format and range of its key",
    example="""
[images.win11-avd.build]
- regions = [{ name = "East US", replicas = 101 }]
+ regions = [{ name = "East US", replicas = 50 }]
""",
    happens="azurerm refuses the value at plan, Azure at apply, or Packer when the build starts.",
    fix="Change the value as the message says.",
    source="azurerm 4.55.0, schema; packer-plugin-azure 2.6.3, config.go",
)
GALLERY_NAME = Rule(
    id="GS005",
    title="A gallery name must consist of letters, digits, '.' and '_'",
    example="""
[gallery]
- name = "my-image-gallery"
+ name = "my_image_gallery"
""",
    happens="Azure refuses the gallery at apply; azurerm does not catch a '.' at the end.",
    fix="Use 1-80 of these characters, with a letter or digit first and last.",
    source=NAMES,
)
IMAGE_NAME = Rule(
    id="GS006",
    title="A definition name must consist of letters, digits, '.', '_' and '-'",
    example="""
[images.win11-avd]
- name = "Win11-AVD-"
+ name = "Win11-AVD"
""",
    happens="Azure refuses the definition at apply; azurerm does not catch a '.' or '-' at either end.",
    fix="Use 1-80 of these characters, with a letter or digit first and last.",
    source=NAMES,
)
IDENTIFIER = Rule(
    id="GS007",
    title="Publisher, offer and sku must consist of letters, digits, '.', '_' and '-'",
    example="""
[images.win11-avd]
- identifier = { publisher = "MyCompany Ltd.", offer = "Windows11", sku = "avd-standard" }
+ identifier = { publisher = "MyCompany", offer = "Windows11", sku = "avd-standard" }
""",
    happens="azurerm refuses the definition at plan.",
    fix="Use 1-64 of these characters (1-128 for the publisher), with no '.' at the end.",
    source="azurerm 4.55.0: validate/compute.go",
)
RESOURCE_GROUP = Rule(
    id="GS008",
    title="A resource group name must be valid in Azure, and for build groups in Packer too",
    example="""
[images.win11-avd.build]
- build_resource_group_name = "_builds"
+ build_resource_group_name = "builds"
""",
    happens="azurerm refuses the name at plan, or Packer refuses it when the build starts. Packer also "
    "requires a letter or digit first.",
    fix="Use 1-90 letters, digits, '.', '_', '-', '(' or ')', with no '.' at the end; for Packer no '-' at "
    "the end either.",
    source="go-azure-helpers: resourcegroups/validate.go; packer-plugin-azure 2.6.3, config.go",
)
VERSION = Rule(
    id="GS009",
    title="A version must be three 32-bit numbers without leading zeros, a series, or the date",
    example="""
[images.win11-avd.build]
- version = "1.0.2147483648"
+ version = "1.0.2147483647"
""",
    happens="Azure refuses the version after the build; Packer does not check how large the numbers are.",
    fix="Use Major.Minor.Patch, each at most 2147483647: a date (20261123) fits, a date with the time "
    '(202611231830) does not. "{date}" names each build by its date and time.',
    source="Azure: REST, Gallery Image Versions; packer-plugin-azure 2.6.3, config.go",
)
TAG = Rule(
    id="GS010",
    title="A tag name must not exceed 512 bytes, and a tag value 256 bytes",
    example="""
- # a tag whose value has 257 letters
+ # a tag whose value has 256 letters
""",
    happens="azurerm refuses the resource at plan, or Packer refuses the template when the build starts.",
    fix="Shorten it. Letters other than a-z take several bytes.",
    source="Azure: Use tags to organize your resources, limitations",
)
IMAGE_KEY = Rule(
    id="GS011",
    title="An image key must consist of lower-case letters, digits and '-'",
    example="""
- [images.Win11_AVD]
+ [images.win11-avd]
name = "Win11-AVD"
""",
    happens="Terraform refuses the name made from the key at plan, or Packer when the build starts.",
    fix="Use at most 40 lower-case letters, digits and single '-', with a letter first.",
    source="goldshelf: the key is a Terraform address, a Packer source, a folder and part of a managed "
    "image's name",
)

"""What is found while a catalog is read: by the TOML parser, and by the model."""

from catalog.rule import Rule

MODEL = "goldshelf: catalog/model.py and catalog/build.py"
NAMES = "Azure: Troubleshoot shared images in Azure Compute Gallery"

FILE = Rule(
    id="GS001",
    title="A catalog must be a TOML file",
    happens="Nothing could be read, so nothing is synthesized.",
    todo="Correct the line, or name a file that is there.",
    source="TOML 1.0",
)
KEY = Rule(
    id="GS002",
    title="A key is one that is known",
    happens="What it says would be ignored, and nobody would notice before the build, or at all.",
    todo="Correct the name. Secrets never stand in the catalog: the message names the variable to set.",
    source=MODEL,
)
MISSING = Rule(
    id="GS003",
    title="What cannot be left out is there",
    happens="azurerm refuses the resource at plan, or Packer the template when the build starts.",
    todo="Add the key; a purchase_plan is whole with name, publisher and product, which Azure compares all.",
    source=MODEL,
)
FITS = Rule(
    id="GS004",
    title="A value fits its field",
    happens="azurerm refuses it at plan, Azure at apply, or Packer when the build starts.",
    todo="Write what the message says.",
    source="azurerm 4.55.0, schema; packer-plugin-azure 2.6.3, config.go",
)
GALLERY_NAME = Rule(
    id="GS005",
    title="A gallery's name has letters, digits, dots and underscores",
    happens="Azure refuses the gallery, at apply; azurerm lets a dot at the end through.",
    todo="Use 1-80 of them, a letter or digit first and last, and no '-'.",
    source=NAMES,
)
IMAGE_NAME = Rule(
    id="GS006",
    title="A definition's name has letters, digits, dots, dashes and underscores",
    happens="Azure refuses the definition, at apply; azurerm lets a dot or dash at an end through.",
    todo="Use 1-80 of them, a letter or digit first and last.",
    source=NAMES,
)
IDENTIFIER = Rule(
    id="GS007",
    title="Publisher, offer and sku have letters, digits, dots, dashes and underscores",
    happens="azurerm refuses the definition, at plan.",
    todo="Use 1-64 of them (128 for the publisher), and no dot last.",
    source="azurerm 4.55.0: validate/compute.go",
)
RESOURCE_GROUP = Rule(
    id="GS008",
    title="A resource group's name is one that Azure takes, and Packer for its own",
    happens="azurerm refuses it at plan, or Packer when the build starts: it wants a letter or digit first.",
    todo="Use 1-90 letters, digits, '.', '_', '-', '(' or ')', and no '.' last; for Packer no '-' last "
    "either.",
    source="go-azure-helpers: resourcegroups/validate.go; packer-plugin-azure 2.6.3, config.go",
)
VERSION = Rule(
    id="GS009",
    title="A version is three 32-bit numbers without leading zeros",
    happens="Azure refuses it after the build: Packer lets numbers of any length through.",
    todo="Use Major.Minor.Patch, each at most 2147483647; a day fits (20261123), a minute does not "
    "(202611231830).",
    source="Azure: REST, Gallery Image Versions; packer-plugin-azure 2.6.3, config.go",
)
TAG = Rule(
    id="GS010",
    title="A tag's name has 512 characters at most, and its value 256",
    happens="azurerm refuses the resource at plan, or Packer the template when the build starts.",
    todo="Shorten it; letters beyond a-z count as several.",
    source="Azure: Use tags to organize your resources, limitations",
)
IMAGE_KEY = Rule(
    id="GS011",
    title="The key of an image is short, in lower case",
    happens="Terraform or Packer refuses the name that is made of it, at plan or when the build starts.",
    todo="Use at most 40 lower-case letters, digits and single '-', a letter first.",
    source="goldshelf: the key is a Terraform address, a Packer source, a folder and part of a managed "
    "image's name",
)

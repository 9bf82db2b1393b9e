"""Secrets of own steps: their names are in the catalog, their values never are."""

from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from facts.secrets import looks_secret, secret_in_address, sounds_secret

Names = list[tuple[Location, str]]
"""Names of variables, after the keys that lead to them."""
TEMPLATE_VARIABLES = frozenset(
    """
    image_version exclude_from_latest allowed_inbound_ip_addresses git_commit pipeline_url manifest_folder
    source_version client_id tenant_id client_jwt client_secret oidc_request_url
    oidc_request_token
    """.split()
)
"""Variables of packer/templates/variables.pkr.hcl.j2: a secret would set one of these."""


@rule(
    "GS196",
    "The value of a secret must not be in the catalog",
    example="""
[steps.agent]
phase       = "software"
inline      = "exit 0"
- environment = { AGENT_PASSWORD = "hunter2" }
+ secrets     = ["AGENT_PASSWORD"]

[images.win11-avd.build]
steps = ["agent"]
""",
    happens="Everybody who can read the catalog, the pull request or the rendered files could use it, before "
    "the build and after it.",
    fix="Name the variable in `secrets`, and set PKR_VAR_<name> where Packer runs. If the value was committed, "
    "it is known: replace it.",
    source="goldshelf: no secret belongs in a file",
)
def no_values(catalog: Catalog) -> Found:
    """By the name of the variable, or by the form of the value. The message never shows the value."""
    for key, image in catalog.builds.items():
        for name, value in image.build.version_tags.items():
            if looks_secret(value) or sounds_secret(name, value):
                yield (
                    ("images", key, "build", "version_tags", name),
                    "must not be a secret: everybody who can read the gallery reads the tags of a version",
                )
    for where, environment in catalog.environments:
        for name, value in environment.items():
            if looks_secret(value) or sounds_secret(name, value):
                of = "" if "steps" in where else " in the steps that need it"
                yield (
                    (*where, name),
                    f"must not be in the catalog if it is a secret: remove it here, write "
                    f"secrets = [{name!r}]{of}, and set PKR_VAR_{name} where Packer runs".replace("'", '"'),
                )
    for where, step in catalog.all_steps:
        for index, argument in enumerate(step.ansible.extra_arguments if step.ansible else ()):
            if looks_secret(f" {argument}"):
                yield (
                    (*where, "ansible", "extra_arguments", index),
                    "contains what looks like a secret: name a variable in `secrets`, and look it up in the playbook",
                )
        if step.goss and step.goss.url and secret_in_address(step.goss.url):
            yield (*where, "goss", "url"), "must not contain a signature, token or key: use a file (program)"
        if step.inline and looks_secret(step.inline):
            yield (
                (*where, "inline"),
                "contains what looks like a secret: name a variable in `secrets`, and use that",
            )


@rule(
    "GS197",
    "The names of a step's variables must differ from each other and from the template's",
    example="""
[steps.agent]
phase   = "software"
inline  = "exit 0"
- secrets = ["client_secret"]
+ secrets = ["agent_secret"]

[images.win11-avd.build]
steps = ["agent"]
""",
    happens="The value would go to another variable, or Packer would refuse the template when the build starts.",
    fix="Use another name, and set PKR_VAR_<name> where Packer runs.",
    source="goldshelf: packer/templates/variables.pkr.hcl.j2; Windows ignores the case of variables",
)
def own_names(catalog: Catalog) -> Found:
    """Windows ignores case, and so does this."""
    spellings: dict[str, str] = {}
    for where, step in catalog.all_steps:
        names: Names = [
            *((("environment", name), name) for name in step.environment),
            *((("facts", name), name) for name in step.facts),
            *((("secrets", index), name) for index, name in enumerate(step.secrets)),
        ]
        for key, message in (*_taken(names, step.taken, by="this step"), *_twice(names)):
            yield (*where, *key), message
        for index, name in enumerate(step.secrets):
            first = spellings.setdefault(name.lower(), name)
            if name.lower() in TEMPLATE_VARIABLES:
                yield (*where, "secrets", index), f"{name!r} is a variable of the template: use another name"
            elif name != first and first not in step.secrets:
                yield (*where, "secrets", index), f"{name!r} is {first!r} in another step: use one spelling"
    for image_key, image in catalog.builds.items():
        if not image.build.environment:
            continue
        names = [((name,), name) for name in image.build.environment]
        taken = frozenset[str]().union(*(step.taken for _, step in catalog.steps_of(image)))
        for key, message in (*_taken(names, taken, by="a step of this image"), *_twice(names)):
            yield ("images", image_key, "build", "environment", *key), message


def _taken(names: Names, taken: frozenset[str], *, by: str) -> Found:
    for key, name in names:
        if name.upper() in taken:
            yield key, f"{name!r} is a variable that goldshelf sets for {by}: use another"


def _twice(names: Names) -> Found:
    seen: set[str] = set()
    for key, name in names:
        if name.lower() in seen:
            yield key, f"{name!r} is set twice here: keep one"
        seen.add(name.lower())

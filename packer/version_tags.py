"""Tags of a version as HCL: their facts are variables and locals of the template."""

from collections.abc import Mapping

from catalog.build import Build
from catalog.version_tags import latest_source, parts, pinned_source
from packer.hcl import Hcl, hcl
from packer.image_version import image_version

EXPRESSIONS: Mapping[str, str] = {
    "source_version": "var.source_version",
    "base_version": "var.source_version",
    "date": 'formatdate("YYYY-MM-DD", timestamp())',
    "commit": "var.git_commit",
    "pipeline": "var.pipeline_url",
}
"""Of the facts that only the build knows. Packer's timestamp() is in UTC."""


def version_tags(key: str, build: Build) -> dict[str, Hcl]:
    """The value of each tag, as an expression."""
    pinned = pinned_source(build)
    known = {"image": key, **({"source_version": pinned, "base_version": pinned} if pinned else {})}
    return {name: expression(value, known, build) for name, value in build.version_tags.items()}


def source_version(build: Build) -> Hcl:
    """The version that the build starts from: the catalog's, or the one that the build is told."""
    return Hcl("var.source_version") if latest_source(build) else hcl(pinned_source(build) or "")


def expression(value: str, known: Mapping[str, str], build: Build) -> Hcl:
    """A string in quotes, with the facts that its braces name.

    Text is escaped as a whole: a '$' and the brace after it may be of two parts.
    """
    expressions = {**EXPRESSIONS, "version": image_version(build)}
    inside = text = ""
    for part in parts(value):
        if part.kind == "fact" and part.text not in known:
            inside += f"{_before_a_fact(text)}${{{expressions[part.text]}}}"
            text = ""
        else:
            text += known[part.text] if part.kind == "fact" else part.text
    return Hcl(f'"{inside}{_quoted(text)}"')


def _quoted(text: str) -> str:
    return hcl(text)[1:-1]


def _before_a_fact(text: str) -> str:
    """Text whose last '$' would escape the '${' that follows."""
    rest = text.rstrip("$")
    dollars = text[len(rest) :]
    return _quoted(rest) + (f'${{"{dollars}"}}' if dollars else "")

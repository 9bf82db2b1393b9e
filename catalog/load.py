"""catalog.toml -> Catalog, and every problem in it with its file, line and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tomli import TOMLDecodeError

from catalog import rules
from catalog.defaults import Origins, at_defaults, with_defaults
from catalog.finding import Finding, located
from catalog.model import Catalog
from catalog.named_files import named_files
from catalog.problem import Problem
from catalog.rule import severity_of
from catalog.rules.reading import FILE
from catalog.run import default_out, run_of_environment
from catalog.software import with_shipped
from files import limits
from files.errors import GoldshelfError

MOST = 2_000
"""The most findings to report of one catalog; the others are counted."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file, and the findings in it."""

    path: Path
    text: str
    catalog: Catalog | None
    """None if the file is not TOML or does not match the model."""
    findings: list[Finding]
    """In the order of the file."""

    origins: Origins
    """Where the defaults are that its images take."""

    @property
    def errors(self) -> list[Finding]:
        """The findings that prevent a synth."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def has_steps(self) -> bool:
        """Whether there are steps, whose texts the parsers of their languages can read."""
        return self.catalog is not None and bool(self.catalog.all_steps)

    @property
    def sound(self) -> Catalog | None:
        """The catalog if it has no errors."""
        return None if self.errors else self.catalog


def load(path: Path) -> Catalog:
    """Read and check the catalog; raise GoldshelfError with every error in it."""
    examined = examine(path)
    if examined.sound is None:
        raise GoldshelfError(*map(str, examined.errors))
    return examined.sound


def examine(path: Path, *, now: datetime | None = None) -> Examined:
    """Read the catalog and check every rule; those about dates only with `now`."""
    try:
        text = limits.content(path).decode("utf-8-sig")  # an editor may have put a byte order mark
        data = limits.toml(text)
    except FileNotFoundError as error:
        init = run_of_environment(catalog=path, out=default_out(path)).make("init")
        return _not_read(path, 1, f"{error.strerror}; name another file, or write this one: {init}")
    except OSError as error:
        return _not_read(path, 1, f"{error.strerror}; name another file")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _not_read(path, line, f"not UTF-8 text (byte {error.start}); save it as UTF-8")
    except limits.LimitError as error:
        return _not_read(path, error.line, str(error))
    except TOMLDecodeError as error:
        from files.toml_errors import why_not_toml  # only an error needs it

        why = why_not_toml(error)
        return _not_read(path, why.line, why.message, column=why.column)
    data, origins = with_defaults(data)
    catalog, problems, left = _checked(data, now, path.parent, origins)
    findings = _findings(path, text, list(at_defaults(problems, origins)), left=left)
    return Examined(path=path, text=text, catalog=catalog, findings=findings, origins=origins)


def examine_together(examined: Sequence[Examined]) -> list[Finding]:
    """Return the findings between catalogs, each reported at the later one."""
    earlier: list[tuple[str, Catalog]] = []
    findings = []
    for one in examined:
        if one.catalog:
            for problem in rules.check_with_earlier(one.catalog, earlier):
                findings += located(one.path, one.text, at_defaults([problem], one.origins))
            earlier.append((str(one.path), one.catalog))
    return findings


def _findings(path: Path, text: str, problems: list[Problem], *, left: int) -> list[Finding]:
    """Return at most MOST findings, errors first, and one with the number of the others."""
    if len(problems) > MOST:
        problems = sorted(problems, key=lambda one: severity_of(one.rule))
    findings = located(path, text, problems[:MOST])
    left += max(len(problems) - MOST, 0)
    if left:
        rule = problems[min(MOST, len(problems) - 1)].rule
        findings.append(
            Finding(
                path=path,
                line=findings[-1].line,
                field="",
                message=f"... and {left:,} more: correct these first",
                rule=rule,
            )
        )
    return findings


def _not_read(path: Path, line: int, message: str, *, column: int | None = None) -> Examined:
    finding = Finding(path=path, line=line, column=column, field="", message=message, rule=FILE.id)
    return Examined(path=path, text="", catalog=None, findings=[finding], origins={})


def _checked(
    data: dict[str, Any], now: datetime | None, folder: Path, origins: Origins
) -> tuple[Catalog | None, list[Problem], int]:
    """Return the catalog, its problems, and the number of errors that are not among them."""
    data = {**data, "software": with_shipped(data.get("software", {}))}
    try:
        catalog = Catalog.model_validate(data).read_from(folder, origins, paths=named_files(data))
    except ValidationError as error:
        from catalog.model_errors import problems  # only an error needs these
        from catalog.valid_rest import problems_of_the_rest

        details = error.errors(include_url=False)
        rest = problems_of_the_rest(data, [detail["loc"] for detail in details], now, folder, origins)
        return None, [*problems(details[:MOST]), *rest], max(len(details) - MOST, 0)
    return catalog, rules.check(catalog, now=now), 0

"""Findings -> the output of `python -m catalog check`, for people and for machines."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from os.path import normpath
from pathlib import Path

from catalog.finding import Finding
from catalog.rules import OF_PARSERS, RULES

Paths = Sequence[Path]
"""The catalogs that were checked."""

GITLAB_SEVERITY = {"error": "blocker", "warning": "minor"}


def as_text(paths: Paths, findings: Sequence[Finding]) -> str:
    """Return a line for each finding, and one with their number."""
    errors = sum(finding.severity == "error" for finding in findings)
    counts = (
        _counted(len(paths), "catalog"),
        _counted(errors, "error"),
        _counted(len(findings) - errors, "warning"),
    )
    return "\n".join([*map(str, findings), ", ".join(counts)])


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def as_json(_: Paths, findings: Sequence[Finding]) -> str:
    """Return a JSON list of objects: path, line, column, field, message, rule, severity."""
    return json.dumps(
        [
            {**asdict(finding), "path": _path(finding.path), "severity": finding.severity}
            for finding in findings
        ],
        indent=2,
    )


def as_gitlab(_: Paths, findings: Sequence[Finding]) -> str:
    """Return a GitLab Code Quality report, which a merge request shows at the lines that it changes.

    Source: GitLab, "Code Quality", report format.
    """
    seen: Counter[str] = Counter()
    return json.dumps(
        [
            {
                "description": f"{finding.field}: {finding.message}".removeprefix(": "),
                "check_name": finding.rule,
                "fingerprint": _fingerprint(finding, seen),
                "severity": GITLAB_SEVERITY[finding.severity],
                "location": {"path": _path(finding.path), "lines": {"begin": finding.line}},
            }
            for finding in findings
        ],
        indent=2,
    )


def _fingerprint(finding: Finding, seen: Counter[str]) -> str:
    """Return the same for a finding whose line moved, so that GitLab does not take it for a new one."""
    words = "\0".join((_path(finding.path), finding.rule, finding.field, finding.message))
    seen[words] += 1
    # A script may have the same mistake on several lines.
    numbered = words if seen[words] == 1 else f"{words}\0{seen[words]}"
    return sha256(numbered.encode("utf-8", "surrogateescape")).hexdigest()


def _path(path: Path) -> str:
    """Return the path relative to the working directory, without `./` and `..`, as GitLab requires."""
    try:
        return Path(normpath(path.absolute())).relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def as_junit(paths: Paths, findings: Sequence[Finding]) -> str:
    """Return a suite for each catalog and a case for each rule: errors fail it, warnings are its output.

    A file beside a catalog, in which something was found, has a suite with the rules of what steps bring.
    """
    from xml.etree import ElementTree  # only this format needs it

    suites = ElementTree.Element("testsuites")
    beside = dict.fromkeys(finding.path for finding in findings if finding.path not in paths)
    for path, rules in [
        *((path, RULES.values()) for path in paths),
        *((path, OF_PARSERS) for path in beside),
    ]:
        of_rule = defaultdict(list)
        for finding in findings:
            if finding.path == path:
                of_rule[finding.rule].append(str(finding))
        failing = [id_ for id_ in of_rule if RULES[id_].severity == "error"]
        suite = ElementTree.SubElement(
            suites, "testsuite", name=_path(path), tests=str(len(rules)), failures=str(len(failing))
        )
        for rule in rules:
            case = ElementTree.SubElement(
                suite, "testcase", classname=_path(path), name=f"{rule.id} {rule.title}", file=_path(path)
            )
            lines = of_rule.get(rule.id, [])
            if lines and rule.severity == "error":
                ElementTree.SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
            elif lines:
                ElementTree.SubElement(case, "system-out").text = "\n".join(lines)
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    # XML cannot contain these characters; they can only come from the name of a file.
    return '<?xml version="1.0" encoding="utf-8"?>\n' + re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "?", text)


FORMATS: Mapping[str, Callable[[Paths, Sequence[Finding]], str]] = {
    "text": as_text,
    "json": as_json,
    "gitlab": as_gitlab,
    "junit": as_junit,
}

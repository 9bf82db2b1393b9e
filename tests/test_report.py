"""The output of `check` for machines: JSON, GitLab's Code Quality, JUnit."""

import json
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from catalog.rules import RULES
from tests.catalogs import FEW, MESSAGE, WRONG, run, write, written
from tests.conftest import PROJECT
from tests.programs import execute, python


def test_json(tmp_path: Path) -> None:
    """A script gets each finding with its place, field, rule and severity."""
    write(tmp_path, written(FEW))
    found = run(tmp_path, "check", "--format", "json")

    assert [
        {
            "path": "catalog.toml",
            "line": 21,
            "column": None,
            "field": "images.win11-avd.build.regions[0]",
            "message": MESSAGE,
            "rule": "GS201",
            "severity": "warning",
        }
    ] == json.loads(found.stdout)


def gitlab(folder: Path, *files: str) -> list[dict[str, Any]]:
    """Return the Code Quality report, after checking each entry as GitLab's parser does."""
    report: list[dict[str, Any]] = json.loads(run(folder, "check", "--format", "gitlab", *files).stdout)
    for entry in report:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == entry.keys()
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert re.fullmatch(r"[0-9a-f]{64}", entry["fingerprint"])
        assert type(entry["location"]["lines"]["begin"]) is int
    assert len(report) == len({entry["fingerprint"] for entry in report})
    return report


def test_gitlab(tmp_path: Path) -> None:
    """A merge request shows each finding once, at its line, with a path in the repository."""
    (tmp_path / "envs").mkdir()
    write(tmp_path / "envs", written(FEW + WRONG), "dev.toml")
    report = gitlab(tmp_path, "./envs/dev.toml")
    absolute = gitlab(tmp_path, str(tmp_path / "envs/dev.toml"))

    assert report == absolute
    assert [("GS005", "blocker", 2)] == [
        (entry["check_name"], entry["severity"], entry["location"]["lines"]["begin"]) for entry in report
    ]
    assert {"envs/dev.toml"} == {entry["location"]["path"] for entry in report}
    assert report[0]["description"].startswith("gallery.name: use 1-80 letters")


def test_gitlab_knows_an_old_finding(tmp_path: Path) -> None:
    """A finding whose line moved is the same finding; another value is another finding."""
    path = write(tmp_path, written(FEW))
    (before,) = gitlab(tmp_path)
    path.write_text("# moved\n\n" + path.read_text())
    (moved,) = gitlab(tmp_path)
    path.write_text(path.read_text().replace("win11-avd", "win11"))
    (other,) = gitlab(tmp_path)

    assert 21 + 2 == moved["location"]["lines"]["begin"]
    assert before["fingerprint"] == moved["fingerprint"]
    assert before["fingerprint"] != other["fingerprint"]


def test_junit(tmp_path: Path) -> None:
    """CI shows a case for each rule: failed with its findings, or passed with a warning in its output."""
    write(tmp_path, {**written(FEW), "tags": {"a/b": "<&>", "a?": "\x07"}})
    said = run(tmp_path, "check", "--format", "junit")
    (suite,) = ElementTree.fromstring(said.stdout)
    cases = {case.attrib["name"].split()[0]: case for case in suite}

    assert 1 == said.returncode
    assert list(RULES) == list(cases)
    assert (str(len(RULES)), "1") == (suite.attrib["tests"], suite.attrib["failures"])
    assert ["GS150"] == [id_ for id_, case in cases.items() if case.find("failure") is not None]
    assert 2 == len((cases["GS150"].findtext("failure") or "").splitlines())
    assert "warning: " in (cases["GS201"].findtext("system-out") or "")
    assert {"catalog.toml"} == {case.attrib["file"] for case in suite}


def test_no_file(tmp_path: Path) -> None:
    """A missing catalog is an error in every format, and no traceback."""
    for form in ("text", "json", "gitlab", "junit"):
        said = run(tmp_path, "check", "nowhere.toml", "--format", form)

        assert (1, "") == (said.returncode, said.stderr)
        assert "No such file or directory" in said.stdout


def test_catalog_elsewhere(tmp_path: Path) -> None:
    """A catalog outside the folder keeps its full path; two with the same mistake are two findings."""
    (tmp_path / "ci").mkdir()
    for name in ("a.toml", "b.toml"):
        write(tmp_path, {**written(FEW), "gallery": {**written(FEW)["gallery"], "name": name[0]}}, name)
    report = gitlab(tmp_path / "ci", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))
    junit = run(tmp_path, "check", "a.toml", "b.toml", "--format", "junit").stdout

    assert {str(tmp_path / "a.toml"), str(tmp_path / "b.toml")} == {one["location"]["path"] for one in report}
    assert {"minor"} == {one["severity"] for one in report}
    assert ["a.toml:", "b.toml:"] == re.findall(r"(\w\.toml:)\d+: warning: images", junit)


def test_same_file_twice(tmp_path: Path) -> None:
    """A catalog that is named twice is checked once."""
    write(tmp_path, written(FEW))
    twice = run(tmp_path, "check", "catalog.toml", f"../{tmp_path.name}/catalog.toml")

    assert "1 catalog, 0 errors, 1 warning" == twice.stdout.splitlines()[-1]
    assert "catalog.toml" == gitlab(tmp_path, f"../{tmp_path.name}/catalog.toml")[0]["location"]["path"]


def test_reader_that_leaves_early(tmp_path: Path) -> None:
    """`| head` causes no traceback, and the exit code stays that of the check."""
    write(
        tmp_path,
        written("".join(f"[images.i{n}.build]\nregions = [{{ name = 'East US' }}]\n" for n in range(900))),
    )
    script = f"{sys.executable} -m catalog check | head -1; echo ${{PIPESTATUS[0]}}"
    piped = execute("bash", "-c", script, cwd=tmp_path, PYTHONPATH=str(PROJECT))

    assert "" == piped.stderr
    assert "0" == piped.stdout.splitlines()[-1]


def test_odd_names_and_terminals(tmp_path: Path) -> None:
    """Any file name, on any terminal, gives a report that can be parsed."""
    data = {**written(""), "tags": {"ü/": "😀"}}
    name = "odd\x01 \udcff.toml"
    write(tmp_path, data).rename(tmp_path / name)
    for form, parse in (("json", json.loads), ("gitlab", json.loads), ("junit", ElementTree.fromstring)):
        command = ("-m", "catalog", "check", name, "--format", form)
        checked = python(tmp_path, *command, PYTHONIOENCODING="cp1252")
        assert (1, "") == (checked.returncode, checked.stderr)
        assert len(parse(checked.stdout)) > 0

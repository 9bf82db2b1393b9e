"""Each kind of build does its steps, in the order that works."""

import re
from pathlib import Path


def steps(folder: Path) -> list[str]:
    """The provisioners and post-processors in their order: each by its script, with what it is told."""
    text = (folder / "build.pkr.hcl").read_text()
    found = []
    for block in re.findall(r'\n  (?:provisioner|post-processor) (".*?)\n  \}', text, flags=re.DOTALL):
        kind = re.match(r'"(.*?)"', block)
        script = re.search(r"= \"\$\{path\.root\}/scripts/([\w-]+)\.\w+\"$", block, flags=re.MULTILINE)
        told = re.search(r'environment_vars += \["\w+=(.*)"\]', block)
        system = re.search(r'elevated_user += "?([\w.]+)', block)
        assert kind
        parts = [script[1] if script else kind[1]]
        parts += [told[1]] if told else []
        found.append(" ".join([*parts, *(["as", system[1]] if system else [])]))
    return found


def test_steps_of_windows(rendered: Path) -> None:
    """Windows is built in the order that works: settle, update, install, set, test, clean, generalize."""
    assert [
        *("begin", "file", "apply-settings first", "expand-disk", "install-languages as SYSTEM"),
        *("windows-restart", "updates before as SYSTEM", "windows-update", "updates after as SYSTEM"),
        *("install-software vscode", "install-software chrome", "install-software git"),
        *("install-software teams as SYSTEM", "install-software fslogix", "install-software own"),
        *("windows-restart", "apply-settings last", "windows-restart", "test-image ${var.image_version}"),
        *(
            "file",
            "cleanup",
            "windows-restart",
            "prepare-sysprep as SYSTEM",
            "seal as SYSTEM",
            "sysprep as build.User",
            "manifest",
        ),
    ] == steps(rendered / "everything")
    assert [
        *("begin", "file", "apply-settings first", "windows-restart", "apply-settings last"),
        *("windows-restart", "test-image ${var.image_version}", "file", "cleanup"),
        *(
            "windows-restart",
            "prepare-sysprep as SYSTEM",
            "seal as SYSTEM",
            "sysprep as build.User",
            "manifest",
        ),
    ] == steps(rendered / "bare")
    assert ["file", "cleanup", "seal as SYSTEM", "finish", "manifest"] == steps(rendered / "no-sysprep")[-5:]


def test_steps_of_linux(rendered: Path) -> None:
    """Linux is updated, gets its packages, is tested on its new kernel, cleaned and sealed."""
    after = ["shell", "shell", "test-image ${var.image_version}", "file", "cleanup", "seal", "manifest"]

    assert ["shell", "file", "apt", "start", "update", "install-packages", *after] == steps(
        rendered / "tools"
    )
    assert ["shell", "file", "apt", "start", "update", *after] == steps(rendered / "no-sysprep-linux")

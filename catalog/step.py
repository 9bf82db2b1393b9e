"""`[steps.<name>]`: what a company does to an image itself, and when in the build.

A step runs a script, places files, runs a playbook or tests, or restarts the VM. Files are named by their
path from the folder of the catalog.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from posixpath import dirname
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from catalog import fields, software_fields, step_fields
from catalog.limit import refusal
from catalog.problem import Location
from catalog.toml_table import TomlTable

Phase = Literal["start", "updated", "software", "settings", "test", "seal", "first_boot"]
"""When: start, before updates; updated, after them; software, after the products; settings, after goldshelf's
own; test; seal, last before the image is generalized; first_boot, once on each host."""

Fact = Literal["version", "image", "commit", "pipeline", "date"]
"""What is known of each build when it starts, as in version_tags."""

ACTIONS = ("script", "inline", "files", "ansible", "pester", "goss")
"""Keys that say what a step does; it has one of them, or only `restart`."""

RUNS = tuple("run_as environment facts secrets timeout exit_codes retries expect_disconnect restart".split())
APPLY = {
    "script": RUNS,
    "inline": RUNS,
    "files": ("destination", "timeout", "retries", "restart"),
    "ansible": ("environment", "facts", "secrets", "timeout", "retries", "restart"),
    "pester": ("environment", "facts", "secrets", "timeout", "run_as"),
    "goss": ("environment", "facts", "secrets", "timeout"),
    "restart": ("timeout",),
}
"""The keys that apply to each kind of step, besides the phase."""

SET: Mapping[str, frozenset[str]] = {
    "ansible": frozenset({"FOLDER", "PLAYBOOK", "REQUIREMENTS"}),
    "pester": frozenset({"STEP", "TESTS", "MODULE", "VERSION"}),
    "goss": frozenset({"STEP", "TESTS", "PROGRAM", "URL", "SHA256"}),
}
"""Variables of the scripts that run these tools; of a playbook, in the VM."""
OF_RUN_ONCE = frozenset({"SCRIPT"})
"""The same, of a script that cuts the connection."""


class Ansible(TomlTable):
    """A playbook. A folder is copied whole: with roles, group_vars, templates and ansible.cfg."""

    playbook: step_fields.PlaybookPath
    """The playbook."""
    folder: step_fields.OwnPath | None = None
    """The folder that is copied, if roles and variables are above the playbook. Default: the playbook's."""
    run_on: Literal["runner", "vm"] = "runner"
    """Where ansible-playbook runs: on the machine that runs Packer, over SSH; or in the VM."""
    requirements: step_fields.OwnPath | None = None
    """Roles and collections to install first, as for ansible-galaxy: a file in the folder that is copied."""
    extra_arguments: list[step_fields.PlaybookArgument] = []
    """Further arguments of ansible-playbook, such as --tags=baseline."""

    @property
    def root(self) -> str:
        """The folder that is copied."""
        return self.folder or dirname(self.playbook)

    @model_validator(mode="after")
    def _in_one_folder(self) -> Self:
        for key, path in (("playbook", self.playbook), ("requirements", self.requirements)):
            if path and not path.startswith(f"{self.root}/"):
                raise refusal(
                    f"{key} must be in {self.root}, which is copied: set folder to one that has both"
                )
        return self


class Pester(TomlTable):
    """Tests with Pester 5, in Windows PowerShell. Set `version` or `module`."""

    tests: step_fields.OwnPath
    """A file *.Tests.ps1, or a folder of them."""
    version: step_fields.PesterVersion | None = None
    """Install this version from the PowerShell Gallery."""
    module: step_fields.OwnPath | None = None
    """Pester itself, as a .nupkg or .zip file."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.version is None) == (self.module is None):
            raise refusal("set exactly one of version and module, which say where Pester comes from")
        return self


class Goss(TomlTable):
    """Tests with goss, on Linux. Set `program`, or `url` and `sha256`."""

    tests: step_fields.OwnPath
    """The gossfile, in YAML or JSON."""
    program: step_fields.OwnPath | None = None
    """The program goss itself, for the processor of the image. It does not stay in the image."""
    url: software_fields.DownloadUrl | None = None
    """Where the build VM downloads it from."""
    sha256: software_fields.Sha256 | None = None
    """SHA-256 of the download."""

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if (self.program is None) == (self.url is None) or (self.url is None) != (self.sha256 is None):
            raise refusal("set program, or url and sha256, which say where goss comes from")
        if self.url and "{" in self.url:
            raise refusal("url must not have braces: nothing replaces them here")
        return self


class Step(TomlTable):
    """One step of the build: what it does, and when."""

    phase: Phase
    """When it runs: goldshelf's docs/own-steps.md shows a whole build."""
    script: step_fields.OwnPath | None = None
    """A script to run: .ps1 for Windows, .sh for Linux."""
    inline: fields.Text | None = None
    """The text of a short script to run."""
    files: list[step_fields.OwnPath] | None = None
    """Files and folders to place in `destination`, each under its own name."""
    destination: step_fields.Destination | None = None
    """The folder in the image for `files`."""
    ansible: Ansible | None = None
    """A playbook to run on a Linux image."""
    pester: Pester | None = None
    """Tests of a Windows image."""
    goss: Goss | None = None
    """Tests of a Linux image."""
    restart: bool = False
    """Restart the VM afterwards; alone, the step is a restart."""
    run_as: Literal["user", "elevated", "system"] | None = None
    """Windows: the build user over WinRM (default), the same with all rights, or SYSTEM. Linux: the build
    user, or elevated, which is root (default)."""
    environment: dict[step_fields.VariableName, step_fields.VariableValue] = {}
    """Environment variables of the script."""
    facts: dict[step_fields.VariableName, Fact] = {}
    """Environment variables whose values the build knows, such as IMAGE_VERSION = "version"."""
    secrets: list[step_fields.SecretName] = []
    """Environment variables whose values Packer takes from PKR_VAR_<name> when the build starts."""
    timeout: fields.Duration | None = None
    """Fail the build if it takes longer. Default: 1h; for a restart alone 30m. A script goes on."""
    exit_codes: list[step_fields.ExitCode] = []
    """Exit codes that mean success. Default: 0."""
    retries: step_fields.Retries = 0
    """How often to try again if it fails."""
    expect_disconnect: bool = False
    """The script cuts the connection, such as by a restart of its own."""

    @cached_property
    def action(self) -> str:
        """What it does: one of ACTIONS, or restart."""
        return next((name for name in ACTIONS if getattr(self, name) is not None), "restart")

    @property
    def taken(self) -> frozenset[str]:
        """The variables that goldshelf sets for it."""
        if self.ansible and self.ansible.run_on == "runner":
            return frozenset()
        once = self.expect_disconnect and not (self.script or "").lower().endswith(".sh")
        return OF_RUN_ONCE if once else SET.get(self.action, frozenset())

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        given = [name for name in ACTIONS if getattr(self, name) is not None]
        if len(given) > 1:
            raise refusal(f"does {' and '.join(given)}: keep one, and write another step for the other")
        if not given and not self.restart:
            raise refusal(f"does nothing: set one of {', '.join(ACTIONS)}, or restart = true")
        return self

    @cached_property
    def paths(self) -> tuple[tuple[Location, str], ...]:
        """Each file or folder beside the catalog that it names, after the keys that name it."""
        return tuple(self._paths())

    def _paths(self) -> Iterator[tuple[Location, str]]:
        if self.script:
            yield ("script",), self.script
        for index, path in enumerate(self.files or ()):
            yield ("files", index), path
        for table in ("ansible", "pester", "goss"):
            for key in ("playbook", "requirements", "tests", "module", "program"):
                named: str | None = getattr(getattr(self, table), key, None)
                if named:
                    yield (table, key), named

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Each file or folder that is read: of a playbook, its folder."""
        whole = {self.ansible.playbook: self.ansible.root} if self.ansible else {}
        return tuple(whole.get(path, path) for _, path in self.paths)


class NamedStep(Step):
    """A step that is written in the image which has it."""

    tag: ClassVar = "<step>"
    name: step_fields.StepName
    """Its name: no other step of the image, nor of [steps], has it."""


NAME = "<name>"


def tag_of_step(value: Any) -> str:
    """Whether an item of `steps` is a step, or the name of one."""
    return NamedStep.tag if isinstance(value, dict) else NAME

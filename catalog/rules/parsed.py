"""What own steps bring, read by its language's own parser: by `check` and by the hook, never by a synth."""

from catalog.rule import Rule

POWERSHELL = "PowerShell: System.Management.Automation.Language.Parser"

REFUSED = Rule(
    id="GS199",
    title="What a step brings must be what its language's own parser can read",
    example="""
[images.win11-avd]
os_type = "Linux"

[images.win11-avd.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
steps  = ["baseline"]

[steps.baseline]
phase  = "settings"
- inline = "if true; then echo yes"
+ inline = "if true; then echo yes; fi"
""",
    happens="The script, playbook or test would stop in the build, which has taken up to an hour by then.",
    fix="Correct the line that the message names. Windows PowerShell 5.1 runs the scripts of a Windows image: it "
    "does not know what came later, such as && and ??.",
    source=f"shellcheck: SC1072, SC1073; {POWERSHELL}; PyYAML",
)
ADVICE = Rule(
    id="GS220",
    title="What a step brings should be free of what its parser advises against",
    example="""
[images.win11-avd]
os_type = "Linux"

[images.win11-avd.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
steps  = ["baseline"]

[steps.baseline]
phase  = "settings"
- inline = 'for name in $@; do echo "$name"; done'
+ inline = 'for name in "$@"; do echo "$name"; done'
""",
    happens="The script may do something else than is meant, or a file that is copied to the image cannot be read "
    "there, in the build or later.",
    fix="Correct the line, or accept the warning. For one line of a bash script: # shellcheck disable=SC2068.",
    source=f"shellcheck, level error; {POWERSHELL}",
)
NOT_PARSED = Rule(
    id="GS221",
    title="What a step brings should have been parsed",
    example="""
[images.win11-avd.build]
steps = ["baseline"]

[steps.baseline]
phase  = "settings"
inline = "exit 0"

+ [[accept]]
+ rule   = "GS221"
+ reason = "our pipeline has PowerShell, this machine has not"
""",
    happens="A mistake in these files is found only in the build.",
    fix="Install the parser, as goldshelf's docs/own-steps.md says, or accept the warning if another machine checks the catalog.",
    source="goldshelf: docs/own-steps.md",
)
SECRET = Rule(
    id="GS230",
    title="A file of a step should not have a secret in it",
    example="""
[images.win11-avd]
os_type = "Linux"

[images.win11-avd.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
steps  = ["agent"]

[steps.agent]
phase   = "software"
- script  = "steps/with-token.sh"
+ script  = "steps/agent.sh"
secrets = ["AGENT_TOKEN"]
""",
    happens="Everybody who can read the repository, the rendered files or the image could use it, before the build "
    "and after it.",
    fix="Name a variable in `secrets`, use that in the file, and replace the secret if it was committed. If it is none, "
    "accept the warning.",
    source="goldshelf: facts/secrets.py",
)

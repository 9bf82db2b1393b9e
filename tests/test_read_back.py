"""What Windows' programs print of a setting is read in every language."""

import re

import pytest

from facts.audit_policy import SUBCATEGORIES
from tests.conftest import PROJECT

SCRIPT = (PROJECT / "packer/scripts/windows/prove-settings.ps1").read_text()
SAID_BY_AUDITPOL = """Computername,Richtlinienziel,Unterkategorie,Unterkategorie-GUID,...,Einstellungswert
HOST,System,Process Creation,{0CCE922B-69AE-11D9-BED3-505054503030},Success,,1
HOST,System,Abmelden,{0cce9216-69ae-11d9-bed3-505054503030},Keine \xc3\x9cberwachung,,0
HOST,System,"Logon, etc.",{0CCE9215-69AE-11D9-BED3-505054503030},Erfolg und Fehler,,3
HOST,S-1-5-21-1-2-3-1001,Logon,{0CCE9215-69AE-11D9-BED3-505054503030},Success,,1
HOST,,Option:CrashOnAuditFail,,Disabled,,0
"""
SAID_BY_POWERCFG = """Power Scheme GUID: 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c  (High performance)
  GUID Alias: SCHEME_MIN
  Subgroup GUID: 7516b95f-f776-4464-8c53-06167f40cc99  (Display)
    GUID Alias: SUB_VIDEO
    Power Setting GUID: 3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e  (Turn off display after)
      GUID Alias: VIDEOIDLE
      Minimum Possible Setting: 0x00000000
      Maximum Possible Setting: 0xffffffff
      Possible Settings increment: 0x00000001
      Possible Settings units: Seconds
    Current AC Power Setting Index: 0x00000258
    Current DC Power Setting Index: 0x0000012c
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("name", "number"), [("Process Creation", "1"), ("Logoff", "0"), ("Logon", "3")])
def test_audit_policy_is_read_in_every_language(name: str, number: str, newline: str) -> None:
    """The script finds the number of the system's policy by its GUID, whatever the words around it."""
    before, after = re.findall(r"'(\(\?im\).*?)' \+ .* \+ '(.*)'\)", SCRIPT)[0]
    text = SAID_BY_AUDITPOL.replace("\n", newline)
    found = re.search(before + re.escape(SUBCATEGORIES[name]) + after, text)

    assert found
    assert number == found[1]


def test_power_values_are_read_in_every_language() -> None:
    """The script reads the last two numbers: the value plugged in, and on battery."""
    (pattern,) = re.findall(r"Matches\(\$text, '(.*)'\)", SCRIPT)

    assert [600, 300] == [int(one, 16) for one in re.findall(pattern, SAID_BY_POWERCFG)[-2:]]

"""The power schemes that come with Windows. Only aliases and GUIDs are the same in every language."""

SCHEMES = {
    "SCHEME_BALANCED": "381b4222-f694-41f0-9685-ff5bb260df2e",
    "SCHEME_MIN": "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c",
    "SCHEME_MAX": "a1841308-3541-4fab-bc81-f71556f20b4a",
}
"""Each alias, with the scheme's GUID: balanced, high performance (the least saving), power saver (the most).

Source: the output of `powercfg /aliases`.
"""

"""The ids of the classifications of updates, which are the same in every language of Windows.

Source: Microsoft, "WSUS Classification GUIDs" (previous-versions/windows/desktop/ff357803).
"""

CATEGORY_IDS = {
    "Critical Updates": "E6CF1350-C01B-414D-A61F-263D14D133B4",
    "Definition Updates": "E0789628-CE08-4437-BE74-2495B842F43B",
    "Feature Packs": "B54E7D24-7ADD-428F-8B75-90A396FA584F",
    "Security Updates": "0FA1201D-4330-4FA8-8AE9-B877473B6441",
    "Service Packs": "68C5B0A3-D1A6-4553-AE49-01D3A7827828",
    "Tools": "B4832BD8-E735-4761-8DAF-37F882276DAB",
    "Update Rollups": "28BC880E-0592-4CBF-8F95-C79B17911D5F",
    "Updates": "CD5FFD1E-E932-4E3A-BF74-18BF0B1BBD83",
}

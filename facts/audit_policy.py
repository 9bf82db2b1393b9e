"""The subcategories of Windows' audit policy. auditpol takes localized names, or GUIDs that never differ."""

_GUIDS = {
    # System
    "Security State Change": "9210",
    "Security System Extension": "9211",
    "System Integrity": "9212",
    "IPsec Driver": "9213",
    "Other System Events": "9214",
    # Logon/Logoff
    "Logon": "9215",
    "Logoff": "9216",
    "Account Lockout": "9217",
    "IPsec Main Mode": "9218",
    "IPsec Quick Mode": "9219",
    "IPsec Extended Mode": "921A",
    "Special Logon": "921B",
    "Other Logon/Logoff Events": "921C",
    "Network Policy Server": "9243",
    "User / Device Claims": "9247",
    "Group Membership": "9249",
    "Access Rights": "924B",
    # Object Access
    "File System": "921D",
    "Registry": "921E",
    "Kernel Object": "921F",
    "SAM": "9220",
    "Certification Services": "9221",
    "Application Generated": "9222",
    "Handle Manipulation": "9223",
    "File Share": "9224",
    "Filtering Platform Packet Drop": "9225",
    "Filtering Platform Connection": "9226",
    "Other Object Access Events": "9227",
    "Detailed File Share": "9244",
    "Removable Storage": "9245",
    "Central Policy Staging": "9246",
    # Privilege Use
    "Sensitive Privilege Use": "9228",
    "Non Sensitive Privilege Use": "9229",
    "Other Privilege Use Events": "922A",
    # Detailed Tracking
    "Process Creation": "922B",
    "Process Termination": "922C",
    "DPAPI Activity": "922D",
    "RPC Events": "922E",
    "Plug and Play Events": "9248",
    "Token Right Adjusted Events": "924A",
    # Policy Change
    "Audit Policy Change": "922F",
    "Authentication Policy Change": "9230",
    "Authorization Policy Change": "9231",
    "MPSSVC Rule-Level Policy Change": "9232",
    "Filtering Platform Policy Change": "9233",
    "Other Policy Change Events": "9234",
    # Account Management
    "User Account Management": "9235",
    "Computer Account Management": "9236",
    "Security Group Management": "9237",
    "Distribution Group Management": "9238",
    "Application Group Management": "9239",
    "Other Account Management Events": "923A",
    # DS Access
    "Directory Service Access": "923B",
    "Directory Service Changes": "923C",
    "Directory Service Replication": "923D",
    "Detailed Directory Service Replication": "923E",
    # Account Logon
    "Credential Validation": "923F",
    "Kerberos Service Ticket Operations": "9240",
    "Other Account Logon Events": "9241",
    "Kerberos Authentication Service": "9242",
}
"""Each name as auditpol prints it in English, with what differs in its GUID.

Sources: ntsecapi.h and Microsoft, "Auditing Constants", for the GUIDs; the output of auditpol on Windows
Server 2016 to 2022 for the names.
"""

SUBCATEGORIES = {name: f"{{0CCE{part}-69AE-11D9-BED3-505054503030}}" for name, part in _GUIDS.items()}
"""Each name, with its GUID."""

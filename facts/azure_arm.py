"""The arguments of Packer's azure-arm builder: their types, and which of them are secrets.

Source: packer-plugin-azure 2.6.3, FlatConfig.HCL2Spec.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

SCHEMA = Path(__file__).with_name("azure-arm-2.6.3.schema.json")

SECRETS = frozenset(
    """
    client_cert_password client_jwt client_secret oidc_request_token ssh_bastion_password ssh_password
    ssh_private_key ssh_proxy_password winrm_password
    """.split()
)

DURATIONS = frozenset(
    """
    pause_before_connecting sas_token_duration ssh_keep_alive_interval ssh_read_write_timeout ssh_timeout
    ssh_wait_timeout winrm_expiration_time winrm_timeout
    """.split()
)

KEY_VAULT_API_ENDS = date(2027, 2, 27)
"""Until then Azure serves versions of the management API of Microsoft.KeyVault before 2026-02-01.

azure-arm makes its vault by 2022-07-01 (template_builder.go), and the certificate in that or in one that is
named, by 2023-07-01 (step_certificate_in_keyvault.go).
Source: Azure, "Prepare for Key Vault API version 2026-02-01 and later".
"""


@cache
def arguments() -> dict[str, str]:
    """Return the type of every argument of the builder."""
    return dict(json.loads(SCHEMA.read_text("utf-8"))["arguments"])

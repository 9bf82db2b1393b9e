"""The key vault for WinRM's certificate."""

from catalog.rule import Rule, each_image
from catalog.rules.forms import excludes, needs, only_for

CONFIG = "packer-plugin-azure 2.6.3, config.go"

key_vault_is_for_windows = Rule(
    id="GS111",
    title="Key vault settings must be set only for Windows images",
    example="""
- [images.win11-avd]
- os_type = "Linux"

[images.win11-avd.build]
- source               = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- software             = ["git"]
build_key_vault_name      = "kv-builds"
build_resource_group_name = "builds"
""",
    find=each_image(
        only_for(
            'os_type = "Windows"',
            "build.build_key_vault_name",
            "build.build_key_vault_secret_name",
            "build.skip_create_build_key_vault",
            because="Linux is built over SSH",
        )
    ),
    happens="The key would be ignored when the build starts: the vault holds WinRM's certificate, and Linux is "
    "built over SSH.",
    fix="Remove the key.",
    source="packer-plugin-azure 2.6.3, builder.go",
)

one_key_vault = Rule(
    id="GS134",
    title="skip_create_build_key_vault must not be set with build_key_vault_name",
    example="""
[images.win11-avd.build]
- build_key_vault_name        = "kv-builds"
build_resource_group_name   = "builds"
skip_create_build_key_vault = true
""",
    find=each_image(excludes("build.skip_create_build_key_vault", "build.build_key_vault_name")),
    happens="Packer would create no vault when the build starts, and would not use the one that is named.",
    fix="Remove one of them.",
    source=CONFIG,
)

specialized_needs_a_key_vault = Rule(
    id="GS135",
    title="skip_create_build_key_vault must not be set for a specialized image",
    example="""
[images.win11-avd]
- specialized = true
+ specialized = false

[images.win11-avd.build]
skip_create_build_key_vault = true
""",
    find=each_image(
        excludes(
            "build.skip_create_build_key_vault",
            "specialized = true",
            because="only a generalized image closes WinRM",
        )
    ),
    happens="Every host would listen for WinRM after VM creation: only a generalized image closes the port.",
    fix="Remove skip_create_build_key_vault.",
    source="goldshelf: packer/scripts/windows/enable-winrm.ps1",
)

secret_needs_a_key_vault = Rule(
    id="GS136",
    title="build_key_vault_secret_name must not be set without build_key_vault_name",
    example="""
[images.win11-avd.build]
+ build_key_vault_name        = "kv-builds"
+ build_resource_group_name   = "builds"
build_key_vault_secret_name = "winrm"
""",
    find=each_image(needs("build.build_key_vault_secret_name", other="build.build_key_vault_name")),
    happens="Packer would create its own vault when the build starts, and ignore the name.",
    fix="Set build_key_vault_name too, or remove build_key_vault_secret_name.",
    source=CONFIG,
)

vault_is_in_the_group = Rule(
    id="GS379",
    title="build_key_vault_name must not be set without build_resource_group_name",
    example="""
[images.win11-avd.build]
build_key_vault_name      = "kv-builds"
+ build_resource_group_name = "builds"
""",
    find=each_image(needs("build.build_key_vault_name", other="build.build_resource_group_name")),
    happens="Packer looks for the vault in the group of the build, where a temporary group has none, and stops in "
    "the build.",
    fix="Set build_resource_group_name to the group of the vault, or use skip_create_build_key_vault.",
    source="packer-plugin-azure 2.6.3, step_certificate_in_keyvault.go; packer-plugin-azure#357",
)

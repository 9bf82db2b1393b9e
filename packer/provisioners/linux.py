"""The steps of a Linux build, in their order."""

from collections.abc import Iterator, Mapping

from catalog.model import Catalog, Image
from packer.hcl import Hcl, Interpolated
from packer.provisioners import Provisioner, download_software_list, in_folder, provisioner

FOLDER = "/var/tmp/goldshelf"  # noqa: S108  (in the build VM, which nobody else uses)


def provisioners(key: str, image: Image, _: Catalog) -> Iterator[Provisioner]:
    """Every step, first to last."""
    yield provisioner(
        "shell",
        inline=[f"mkdir -p {FOLDER}"],
        comment="The scripts read what to do from image.json: nothing is ever written into them. "
        "Not in /tmp, which a restart empties.",
    )
    yield provisioner(
        "file",
        sources=in_folder("image.json", "scripts/take_back.py"),
        destination=f"{FOLDER}/",
    )
    yield _script("update.sh", timeout="1h")
    if image.build.software:
        yield _script("install-packages.sh", timeout="1h", max_retries=1)
    yield provisioner(
        "shell",
        execute_command=Hcl("local.as_root"),
        inline=["systemctl reboot"],
        expect_disconnect=True,
        skip_clean=True,
        comment="What follows runs on the new kernel.",
    )
    yield _script(
        "test-image.sh",
        before={
            "pause_before": "30s",
            "environment_vars": [Interpolated("IMAGE_VERSION=${var.image_version}")],
        },
    )
    yield download_software_list(key, f"{FOLDER}/software.json")
    yield _script("cleanup.sh")
    yield _script(
        "seal.sh",
        skip_clean=True,
        comment="Last, and without Packer's own clean-up call: it removes the user that Packer works as.",
    )


def _script(
    name: str, *, before: Mapping[str, object] | None = None, comment: str | None = None, **arguments: object
) -> Provisioner:
    """A script of ours, run as root."""
    (script,) = in_folder(f"scripts/{name}")
    return provisioner(
        "shell",
        comment=comment,
        **(before or {}),
        execute_command=Hcl("local.as_root"),
        script=script,
        **arguments,
    )

"""A pipeline starts only as many builds at once as fit the vCPU quotas that the catalog names."""

import json
import random
import re
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from catalog.vcpus_taken import Taken
from facts.vcpus import quota_family, vcpus
from facts.vm_sizes import azure_sizes
from packer.facts import FILE
from pipeline.lanes import lanes
from pipeline.waves import MOST
from tests.images import folders, layer
from tests.test_builds import jobs, ran, write

QUICK = 2
"""Seconds, also on a slow machine."""
QUOTA = '\n[[vcpu_quota]]\nlocation = "eastus"\nlimit = {}\n{}'
FAMILY = 'name = "standardDADSv5Family"\n'
SIZE = ('vm_size  = "Standard_D4ads_v5"', 'vm_size  = "{}"')


def catalog(
    limit: int, name: str = "", *, images: int = 3, size: str = "Standard_D4ads_v5"
) -> dict[str, Any]:
    """The folders of a catalog that names a quota, with other images beside the first."""
    keys = [f"image-{number}" for number in range(1, images)]
    others = [("", layer(key, MARKETPLACE)[1]) for key in keys]
    return folders((SIZE[0], SIZE[1].format(size)), *others, ("", QUOTA.format(limit, name)))


MARKETPLACE = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }'


def groups(head: Path, *arguments: str | Path) -> dict[str, str]:
    """Which of GitLab's builds exclude each other."""
    return {key: job["resource_group"] for key, job in jobs(head, *arguments, "--patch", "7").items()}


def at_once(head: Path) -> list[int]:
    """How many builds GitHub runs at once, in each wave."""
    run = ran("waves", head, "--patch", "7")
    assert (0, "") == (run.returncode, run.stderr)
    return list(json.loads(run.stdout)["at_once"])


def test_two_fit(tmp_path: Path) -> None:
    """Of three builds of four vCPUs, two fit a quota of ten: two lanes on GitLab, two at a time on GitHub."""
    head = write(tmp_path, catalog(10))

    assert {
        "image-1": "catalog.toml/vcpus 1",
        "image-2": "catalog.toml/vcpus 2",
        "win11-avd": "catalog.toml/vcpus 1",
    } == groups(head)
    assert [2, MOST, MOST, MOST] == at_once(head)


def test_what_counts() -> None:
    """What a build takes of each quota stands beside its template: by region, family, spot and size."""

    def taken(name: str, *replacements: tuple[str, str]) -> list[Any]:
        files = folders(*replacements, ("", QUOTA.format(10, name)))
        return list(json.loads(files["win11-avd"][FILE]).get("vcpu_quotas", []))

    spot = (SIZE[0], f'{SIZE[0]}\nspot = {{ eviction_policy = "Delete" }}')
    unknown = (SIZE[0], SIZE[1].format("Standard_D4ads_v9"))
    total = {"subscription": "", "location": "eastus", "name": "cores", "vcpus": 4, "limit": 10}
    family = {**total, "name": "standarddadsv5family"}

    assert [total] == taken("")
    assert [family] == taken(FAMILY)
    assert [{**total, "name": "lowprioritycores"}] == taken('name = "lowPriorityCores"\n', spot)
    assert [{**total, "vcpus": 10}] == taken("", unknown)
    assert [{**family, "vcpus": 10}] == taken(FAMILY, unknown)
    assert [] == json.loads(folders()["win11-avd"][FILE]).get("vcpu_quotas", [])


def test_a_size_that_is_not_known_is_built_alone(tmp_path: Path) -> None:
    """Nobody knows how many vCPUs a new size takes, so nothing is built beside it."""
    head = write(tmp_path, catalog(64, size="Standard_D4ads_v9"))

    assert {"catalog.toml/vcpus 1"} == set(groups(head).values())
    assert [1, MOST, MOST, MOST] == at_once(head)


def test_all_fit(tmp_path: Path) -> None:
    """If all builds fit, none waits for another; and without a quota, only for one of the same image."""
    head = write(tmp_path / "all", catalog(12))

    assert 3 == len(set(groups(head).values()))
    assert [MOST] * 4 == at_once(head)
    without = write(tmp_path / "without", folders())
    assert {"win11-avd": "catalog.toml/win11-avd"} == groups(without)
    assert [MOST] * 4 == at_once(without)


def test_lanes_do_not_depend_on_what_is_built(tmp_path: Path) -> None:
    """Two pipelines may run at once: an image has the same lane in both, also if it waits for its base."""
    quota = ("", QUOTA.format(4, ""))
    images = folders(layer("top"), layer("other", MARKETPLACE), quota)
    head = write(tmp_path / "new", images)
    changed = {**images, "top": {**images["top"], "image.json": "{}"}}
    told = jobs(head, "--patch", "7")

    assert {"catalog.toml/vcpus 1"} == set(groups(head).values())
    assert "build catalog.toml win11-avd" in [need["job"] for need in told["top"]["needs"]]
    assert {"top": "catalog.toml/vcpus 1"} == groups(write(tmp_path / "changed", changed), "--since", head)
    assert [1, MOST, MOST, MOST] == at_once(head)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ({"vcpus": "4"}, "catalog.toml/win11-avd"),
        ({"location": ["eastus"]}, "catalog.toml/win11-avd"),
        ({"more": 1}, "catalog.toml/win11-avd"),
        ({"vcpus": 20}, "catalog.toml/vcpus 1"),
        ({"limit": 4}, "catalog.toml/vcpus 1"),
    ],
)
def test_what_another_goldshelf_wrote(taken: dict[str, Any], expected: str, tmp_path: Path) -> None:
    """Another form, or another limit where only a part of the files was committed, stops no pipeline."""
    images = catalog(10)
    facts = json.loads(images["win11-avd"][FILE])
    facts["vcpu_quotas"] = [{**facts["vcpu_quotas"][0], **taken}]
    head = write(tmp_path, {**images, "win11-avd": {**images["win11-avd"], FILE: json.dumps(facts)}})

    assert expected == groups(head)["win11-avd"]


def test_a_quota_starts_no_build(tmp_path: Path) -> None:
    """A quota that is named, or another limit, affects only when images are built."""
    old, new = write(tmp_path / "old", folders()), write(tmp_path / "new", catalog(8, images=1))

    assert ["nothing to build catalog.toml"] == list(jobs(new, "--since", old, "--patch", "7"))


def random_builds(dice: random.Random) -> tuple[dict[str, int], dict[str, list[Taken]]]:
    """Some quotas, and what some builds take of them; of some nobody knows it."""
    limits = {name: dice.choice([8, 16, 48, 64]) for name in ("cores", "d", "e") if dice.random() < 0.8}
    images = {}
    for number in range(dice.randint(1, 12)):
        named = [name for name in ("cores", dice.choice("def")) if name in limits]
        size = dice.choice([size for size in (2, 4, 8, 16, 32) if all(size <= limits[one] for one in named)])
        taken = dict.fromkeys(named, size) if dice.random() < 0.9 else limits
        images[str(number)] = [Taken("", "r", name, taken[name], limits[name]) for name in taken]
    return limits, images


def test_any_builds_of_all_lanes_fit() -> None:
    """Whichever build runs in each lane, together they exceed no quota; each has a lane."""
    for seed in range(300):
        limits, images = random_builds(random.Random(seed))
        chosen = lanes(images)
        most: dict[tuple[str, int], int] = defaultdict(int)
        for key, lane in chosen.items():
            for one in images[key]:
                most[one.name, lane] = max(most[one.name, lane], one.vcpus)

        assert {key for key, takes in images.items() if takes} == set(chosen), seed
        for name, limit in limits.items():
            together = sum(most[quota, lane] for quota, lane in most if quota == name)
            assert limit >= together, (seed, name)


def test_a_lane_for_each_of_a_thousand() -> None:
    """As many images as a gallery takes, all of which fit the quota, do not stop a pipeline for minutes."""
    images = {str(number): [Taken("", "r", "cores", 4, 100_000)] for number in range(1_000)}

    began = time.process_time()

    assert set(range(1, 1_001)) == set(lanes(images).values())
    assert time.process_time() - began < QUICK


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("Standard_D4ads_v5", (4, "standardDADSv5Family")),
        ("standard_d4ADS_v5", (4, "standardDADSv5Family")),
        ("Standard_E32-8s_v3", (32, "standardESv3Family")),  # the quota counts all
        ("Standard_DS13-2_v2", (8, "standardDSv2Family")),
        ("Standard_D12_v2_Promo", (4, "standardDv2PromoFamily")),
        ("Standard_GS5-16", (32, "standardGSFamily")),
        ("Standard_D5_v2", (16, "standardDv2Family")),
        ("Standard_NV36adms_A10_v5", (36, "StandardNVADSA10v5Family")),
        ("Standard_NC4as_T4_v3", (4, "Standard NCASv3_T4 Family")),
        ("Standard_M208s_v2", (208, None)),  # its series is of two families
        ("Standard_D4ads_v9", (None, None)),
    ],
)
def test_vcpus_of_a_size(size: str, expected: tuple[int | None, str | None]) -> None:
    """The number in a name is that of vCPUs, but in the oldest series; a size must be in Azure's list."""
    assert expected == (vcpus(size), quota_family(size))


def test_vcpus_of_all_sizes() -> None:
    """Of each size in Azure's list the vCPUs and the family are known, but for a few."""
    unclear = {name for name in azure_sizes() if quota_family(name) is None}

    assert {"standard_f64-16ams_v7"} == {name for name in azure_sizes() if vcpus(name) is None}
    assert {"m#ms_v2", "m#s_v2"} == {
        re.sub(r"[0-9]+(-[0-9]+)?", "#", name.removeprefix("standard_"), count=1) for name in unclear
    }

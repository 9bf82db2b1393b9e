"""How many builds fit the vCPU quotas that a catalog names: lanes, where one build runs at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.vcpus_taken import Quota, Taken

Lane = dict[Quota, int]
"""The most that a build in the lane takes of each quota."""


def lanes(images: Mapping[str, Sequence[Taken]]) -> dict[str, int]:
    """Return the lane of each image that takes part of a quota, from 1 on.

    The builds of all lanes together fit, whichever they are: what the largest of each lane take does. They
    are of all images, whether or not a pipeline builds them: so two pipelines at once fit too.
    """
    found: list[Lane] = []
    members: list[int] = []
    totals: Lane = defaultdict(int)
    chosen: dict[str, int] = {}
    for key in sorted(filter(images.get, images), key=lambda key: (*_order(images[key]), key)):
        takes = images[key]
        number = len(found)
        if _fits(totals, {}, takes):
            found.append({})
            members.append(0)
        else:
            # The largest come first, so what a lane has of the quota is not less: one always fits, unless
            # limits of a quota differ, as where only a part of what `make synth` writes was committed.
            fitting = (number for number, lane in enumerate(found) if _fits(totals, lane, takes))
            number = min(fitting, key=lambda number: (members[number], number), default=0)
        lane = found[number]
        for one in takes:
            before = lane.get(one.quota, 0)
            lane[one.quota] = max(before, one.vcpus)
            totals[one.quota] += lane[one.quota] - before
        members[number] += 1
        chosen[key] = number + 1
    return chosen


def _order(takes: Sequence[Taken]) -> tuple[int, int]:
    """The largest first. A size that is not known takes all of every quota, before its equals."""
    return -max(one.vcpus for one in takes), -len(takes)


def _fits(totals: Lane, lane: Lane, takes: Sequence[Taken]) -> bool:
    """Whether an image fits into a lane: one of those whose `totals` are given, or a new one."""
    return all(
        totals.get(one.quota, 0) + max(one.vcpus - lane.get(one.quota, 0), 0) <= one.limit for one in takes
    )


def at_once(wave: Iterable[Sequence[Taken]], *, most: int) -> int:
    """Return how many builds of a wave may run at once, whichever they are; `most` if all of them may."""
    taken: dict[Quota, list[Taken]] = defaultdict(list)
    for takes in wave:
        for one in takes:
            taken[one.quota].append(one)
    return min([most, *(count for together in taken.values() for count in _limits(together))])


def _limits(together: Sequence[Taken]) -> Iterator[int]:
    """Yield how many of the largest fit together, if not all do."""
    sizes = sorted((one.vcpus for one in together), reverse=True)
    for count in range(1, len(sizes) + 1):
        if sum(sizes[:count]) > together[0].limit:
            yield max(1, count - 1)
            return

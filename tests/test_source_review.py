"""What a review tells of another source, and of a build VM that moves to another subscription."""

import pytest

from review.reach import Reach
from tests.builds import OTHER
from tests.images import KEY, catalog_of, folder, folders, layer, reviewed, with_line
from tests.source_kinds import MANAGED
from tests.test_security_review import downgrades

MARKETPLACE = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }'
COMMUNITY = '{ community_gallery_image_id = "/communityGalleries/fabrikam-9f8e/images/win11/versions/1.0.0" }'
HOST = ("[images.win11-avd.build]", 'purpose = "session_host"\n[images.win11-avd.build]')
"""Which only the names of the marketplace show."""
ELSEWHERE = with_line(f'build_subscription_id = "{OTHER}"')


def test_a_build_that_moves_is_told() -> None:
    """It changes how a version is built, and nothing in it."""
    (moved,) = reviewed(folder(), folder(ELSEWHERE)).arguments

    assert ("source.subscription_id", Reach.BUILD, f'"{OTHER}"') == (moved.path, moved.effect, moved.new)


def test_another_source_is_told() -> None:
    """Its id is in the review, the next version needs a build, and nobody answers for a community gallery."""
    before, after = folder(HOST), folder(HOST, (MARKETPLACE, COMMUNITY))
    image = reviewed(before, after)

    assert any(
        "/CommunityGalleries/fabrikam-9f8e/Images/win11/Versions/1.0.0" in str(one.new)
        for one in image.arguments
    )
    assert image.needs_build
    told = "starts from an image of a community gallery, which nobody has certified or scanned"
    assert ([told], []) == (downgrades(before, after), downgrades(after, before))
    assert told in downgrades({}, after)
    newer = folder(HOST, (MARKETPLACE, COMMUNITY.replace("1.0.0", "2.0.0")))
    assert ([], True) == (downgrades(after, newer), reviewed(after, newer).needs_build)
    other = folder(HOST, (MARKETPLACE, COMMUNITY.replace("fabrikam-9f8e", "contoso-1a2b")))
    assert [told] == downgrades(after, other)


@pytest.mark.parametrize(
    ("source", "shown"),
    [(COMMUNITY, "/CommunityGalleries/fabrikam-9f8e/Images/win11/Versions/1.0.0"), (MANAGED, '"hardened"')],
)
def test_a_new_image_shows_its_source(source: str, shown: str) -> None:
    """A review of a new image says what it starts from."""
    security = ('security           = "trusted_launch"', 'security           = "standard"')
    new = reviewed({}, folder(security, (MARKETPLACE, source)))

    assert [one.path for one in new.arguments if shown in str(one.new)]


def test_an_image_in_a_picture_of_layers() -> None:
    """A layer on an image that starts from a community gallery still has its base."""
    review = catalog_of(folders((MARKETPLACE, COMMUNITY)), folders((MARKETPLACE, COMMUNITY), layer("above")))

    assert {"above"} == {image.key for image in review.images} - {KEY}

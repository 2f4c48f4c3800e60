"""One site and one packet for all tests of packets: none of them changes either."""

from collections.abc import Iterator

import pytest

from tests.support.packets import PacketSite, open_packet_site


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PacketSite]:
    with open_packet_site(tmp_path_factory.mktemp("packets")) as opened:
        yield opened


@pytest.fixture(scope="package")
def file(site: PacketSite) -> bytes:
    return site.packet()

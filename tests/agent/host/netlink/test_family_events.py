"""The controller of generic netlink is on every kernel: its own group stands for those of a Wi-Fi stack that comes."""

import array
import os
import struct

import pytest

from agent.errors import CouldNotLook, CouldNotOpen
from agent.host.netlink.events import EventSource, KernelEvents, Wake, wakes_of_wireless
from agent.host.netlink.family_events import announces_nl80211, find_nl80211, join_wireless, open_controller
from agent.host.netlink.message import MalformedNetlink, attribute, request
from agent.host.netlink.nl80211_messages import GENL_ID_CTRL, Family
from agent.host.netlink.sockets import SOL_NETLINK, NetlinkSocket

_NETLINK_LIST_MEMBERSHIPS = 9


def memberships(opened: NetlinkSocket) -> set[int]:
    words = array.array("I", opened.socket.getsockopt(SOL_NETLINK, _NETLINK_LIST_MEMBERSHIPS, 64))
    return {32 * at + bit + 1 for at, word in enumerate(words) for bit in range(32) if word >> bit & 1}


def announcement(name: bytes) -> bytes:
    """CTRL_CMD_NEWFAMILY as the controller multicasts it."""
    body = b"\x01\x02\0\0" + attribute(2, name + b"\0") + attribute(1, struct.pack("=H", 35))
    return request(GENL_ID_CTRL, 0, body, 0)


def test_socket_hears_the_controller_and_then_the_family() -> None:
    with open_controller() as opened:
        assert memberships(opened) == {GENL_ID_CTRL}
        join_wireless(opened, Family(16, {"config": GENL_ID_CTRL, "scan": 9999}))

        assert memberships(opened) == {GENL_ID_CTRL}


def test_group_that_does_not_exist_could_not_be_joined() -> None:
    with open_controller() as opened, pytest.raises(CouldNotOpen, match="netlink group 2147483647"):
        join_wireless(opened, Family(35, {"config": 2**31 - 1}))


@pytest.mark.parametrize(("name", "is_ours"), [(b"nl80211", True), (b"wireguard", False)])
def test_announcement_of_a_family(name: bytes, is_ours: bool) -> None:
    assert announces_nl80211(announcement(name)) is is_ours
    assert wakes_of_wireless(announcement(name)) == frozenset()
    assert not announces_nl80211(request(35, 0, b"\x07\x01\0\0", 0))


def test_nonsense_is_malformed() -> None:
    with pytest.raises(MalformedNetlink):
        announces_nl80211(request(GENL_ID_CTRL, 0, b"\x01\x02\0\0", 0))


def test_kernel_without_the_family_says_so() -> None:
    if os.path.exists("/sys/class/ieee80211"):
        pytest.skip("this kernel has cfg80211; the refusal shows only where it is not loaded")
    with pytest.raises(CouldNotLook, match="family not registered"):
        find_nl80211()


def test_family_that_appears_after_the_start_is_joined_at_the_next_try() -> None:
    found: list[Family] = []

    def find() -> Family:
        if not found:
            raise CouldNotLook("nl80211", "family not registered")
        return found[0]

    with KernelEvents(find_nl80211=find) as heard:
        assert heard.missing["nl80211"] == "family not registered"
        before = heard.filenos()
        found.append(Family(16, {"config": GENL_ID_CTRL}))

        assert EventSource.WIRELESS in before.values()
        assert heard.retry_missing()
        assert "nl80211" not in heard.missing
        assert heard.filenos() == before


def test_announced_family_is_joined_at_once_and_asked_about() -> None:
    found: list[Family] = []

    def find() -> Family:
        if not found:
            raise CouldNotLook("nl80211", "family not registered")
        return found[0]

    with KernelEvents(find_nl80211=find) as heard:
        found.append(Family(16, {"config": GENL_ID_CTRL}))

        assert heard.news_of_wireless(announcement(b"nl80211")) == {Wake.WIRELESS, Wake.DEVICES}
        assert "nl80211" not in heard.missing
        found.clear()
        assert heard.news_of_wireless(announcement(b"nl80211")) == {Wake.WIRELESS, Wake.DEVICES}
        assert heard.missing["nl80211"] == "family not registered"

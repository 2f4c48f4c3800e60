"""Who stands in which list, and what no list may do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import NotAllowed
from collector.ledger.adapter import AdapterClass
from collector.ledger.admission_list import (
    Entry,
    KnownAdapter,
    KnownTerminal,
    ListKind,
    Why,
    allowed,
    blocked,
    difference,
    require_few_lost,
    standing,
)
from collector.ledger.life_cycle import Status
from protocol.address import parse_address
from protocol.mac import MacAddress

NOW = 1_772_000_000_000_000
NUMBER = "3714992026000001"


def mac(last: int) -> MacAddress:
    return MacAddress(bytes.fromhex("00005e0053") + bytes([last]))


def known(status: Status = Status.ADMITTED, *adapters: KnownAdapter, **more: Any) -> KnownTerminal:
    values: dict[str, Any] = {"reg_no": NUMBER, "expires_us": None, "agent_expected": True}
    return KnownTerminal(status=status, adapters=adapters or (KnownAdapter(mac(1)),), **values | more)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.DRAFT, None),
        (Status.SUBMITTED, None),
        (Status.REVIEWED, None),
        (Status.WITHDRAWN, None),
        (Status.APPROVED, (ListKind.ALLOW, Why.AWAITED)),
        (Status.ADMITTED, (ListKind.ALLOW, Why.ADMITTED)),
        (Status.CHANGING, (ListKind.ALLOW, Why.ADMITTED)),
        (Status.SUSPENDED, (ListKind.BLOCK, Why.SUSPENDED)),
        (Status.RETIRED, (ListKind.BLOCK, Why.RETIRED)),
        (Status.REJECTED, (ListKind.BLOCK, Why.REJECTED)),
    ],
)
def test_every_status_has_its_list(status: Status, expected: object) -> None:
    assert standing(known(status), NOW) == expected


def test_every_status_is_asked_about() -> None:
    (mark,) = test_every_status_has_its_list.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in mark.args[1]} == set(Status)


@pytest.mark.parametrize(("expires_us", "why"), [(NOW, Why.EXPIRED), (NOW + 1, Why.ADMITTED)])
def test_a_registration_ends_at_its_microsecond(expires_us: int, why: Why) -> None:
    found = standing(known(expires_us=expires_us), NOW)

    assert found is not None
    assert found[1] is why


def test_allowed_are_admitted_agentless_and_infrastructure_with_fixed_addresses() -> None:
    pc = known(addresses=(parse_address("10.37.12.21"),))
    printer = known(Status.ADMITTED, KnownAdapter(mac(4)), reg_no="3714992026000004", agent_expected=False)
    laptop = known(
        Status.ADMITTED,
        KnownAdapter(mac(5)),
        KnownAdapter(mac(6)),
        KnownAdapter(mac(7), is_current=False),
        reg_no="3714992026000005",
        addresses=(parse_address("10.37.12.25"),),
    )

    assert allowed([pc, printer, laptop, known(Status.SUSPENDED, KnownAdapter(mac(8)))], [mac(0xFE)], NOW) == [
        Entry(mac(1), Why.ADMITTED, NUMBER, ("10.37.12.21",)),
        Entry(mac(4), Why.AGENTLESS, "3714992026000004"),
        Entry(mac(5), Why.ADMITTED, "3714992026000005"),
        Entry(mac(6), Why.ADMITTED, "3714992026000005"),
        Entry(mac(0xFE), Why.INFRASTRUCTURE),
    ]


def test_blocked_are_those_ended_and_strangers() -> None:
    gone = known(Status.RETIRED, KnownAdapter(mac(1), is_current=False))

    assert blocked(
        [gone, known(Status.ADMITTED, KnownAdapter(mac(2)))], [mac(9), mac(2)], {mac(2): Why.ADMITTED}, NOW
    ) == [
        Entry(mac(1), Why.RETIRED, NUMBER),
        Entry(mac(9), Why.STRANGER),
    ]


@pytest.mark.parametrize("why", [Why.INFRASTRUCTURE, Why.ADMITTED])
def test_a_list_that_would_block_gateways_or_the_admitted_is_refused(why: Why) -> None:
    with pytest.raises(NotAllowed, match=f"00-00-5E-00-53-01 \\({NUMBER}: {why.value}\\)"):
        blocked([known(Status.SUSPENDED)], [], {mac(1): why}, NOW)


@pytest.mark.parametrize("adapter", [KnownAdapter(mac(1), AdapterClass.SHARED), KnownAdapter(mac(1), is_current=False)])
def test_what_serves_another_now_is_left_out(adapter: KnownAdapter) -> None:
    assert blocked([known(Status.SUSPENDED, adapter)], [], {mac(1): Why.ADMITTED}, NOW) == []


def test_a_reason_alone_is_no_difference_on_a_switch() -> None:
    before = [Entry(mac(1), Why.ADMITTED, NUMBER), Entry(mac(2), Why.ADMITTED, NUMBER, ("10.37.12.21",))]
    now = [Entry(mac(1), Why.AGENTLESS, NUMBER), Entry(mac(2), Why.ADMITTED, NUMBER, ("10.37.12.22",))]
    found = difference(now, before)

    assert (found.added, found.removed, found.unchanged) == ((now[1],), (before[1],), 1)


def test_locking_out_more_than_a_fifth_needs_insisting() -> None:
    before = [Entry(mac(number), Why.ADMITTED) for number in range(10)]

    require_few_lost(before[2:], before)
    require_few_lost([], [])
    with pytest.raises(NotAllowed, match="lock out 3 of the 10"):
        require_few_lost(before[3:], before)


@given(
    st.lists(
        st.builds(
            known,
            st.sampled_from(Status),
            st.builds(KnownAdapter, st.integers(0, 30).map(mac), st.sampled_from(AdapterClass), st.booleans()),
            expires_us=st.sampled_from([None, NOW, NOW + 1]),
        ),
        max_size=12,
    ),
    st.sets(st.integers(0, 30).map(mac), max_size=4),
)
def test_no_mac_is_ever_in_both_lists(terminals: list[KnownTerminal], infrastructure: set[MacAddress]) -> None:
    allow = allowed(terminals, infrastructure, NOW)
    protected = {item.mac: item.why for item in allow}
    try:
        block = blocked(terminals, [mac(number) for number in range(31)], protected, NOW)
    except NotAllowed:
        return
    assert not {item.mac for item in allow} & {item.mac for item in block}
    assert {item.mac for item in allow} | {item.mac for item in block} == {mac(number) for number in range(31)}

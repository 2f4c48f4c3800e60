from collector.imports.sheets.headings import Field
from tests.support.ledger_rows import held, planned, reasons, view


def test_a_new_mac_is_added_and_the_old_one_stays_unless_asked() -> None:
    kept = planned({"MAC地址": "00-00-5E-00-53-02"}, register=view(held())).changes[0]
    ended = planned({"MAC地址": "00-00-5E-00-53-02"}, register=view(held()), remove_missing=True).changes[0]

    assert (len(kept.adapters), kept.ended_adapters) == (1, ())
    assert kept.differences[0].after == "00-00-5E-00-53-02、00-00-5E-00-53-01"
    assert (ended.ended_adapters, ended.differences[0].after) == (("a1",), "00-00-5E-00-53-02")


def test_a_mac_left_out_is_told_and_changes_nothing() -> None:
    made = planned({"MAC地址": "00-00-5E-00-53-01", "IP地址": ""}, register=view(held()))

    assert len(made.unchanged) == 1


def test_an_address_goes_to_the_unit_s_own_segment() -> None:
    made = planned({}, register=view())

    assert [item.segment_id for item in made.additions[0].addresses] == ["s1"]


def test_an_address_outside_the_unit_s_segments_is_told() -> None:
    made = planned({"IP地址": "192.0.2.7"}, register=view())

    assert [item.field for item in made.additions[0].row.findings] == [Field.ADDRESSES]
    assert made.additions[0].addresses[0].segment_id is None


def test_the_network_and_broadcast_address_are_nobody_s() -> None:
    for address in ("10.37.12.0", "10.37.12.255"):
        made = planned({"IP地址": address}, register=view())
        assert reasons(made) == [(2, ["is the network's or the broadcast address of 10.37.12.0/24"])]


def test_a_segment_by_name_moves_the_address() -> None:
    made = planned({"网段": "CZJ-3F"}, register=view(held()), extra=("网段",))
    assert made.changes[0].ended_addresses == ("i1",)
    assert made.changes[0].addresses[0].segment_id == "s1"
    assert len(planned({"网段": "—"}, register=view(held()), extra=("网段",)).unchanged) == 1
    assert reasons(planned({"网段": "ZZZ"}, register=view(held()), extra=("网段",)))[0][1] == [
        "there is no such segment"
    ]

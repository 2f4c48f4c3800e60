from hypothesis import given
from hypothesis import strategies as st

from agent.bounded import bounded, size_of
from protocol.codec import decode_report, encode_report
from protocol.identity import AdapterId, BootId
from protocol.mac import MacAddress
from protocol.observations import Attachment, DiskSerial, Looked, LookOutcome, MachineIdentity, WirelessDevice
from protocol.report import PROTOCOL_VERSION, Envelope, Report, ReportKind, genesis_digest
from tests.support.observed import ADAPTER, OWN_MAC, adapter
from tests.support.spools import NOW, author

HOSTILE = st.one_of(st.none(), st.text(max_size=600))


@given(texts=st.lists(HOSTILE, min_size=10, max_size=10), sources=st.lists(st.text(max_size=400), max_size=40))
def test_whatever_a_machine_says_of_itself_the_collector_can_read(texts: list[str | None], sources: list[str]) -> None:
    radio = WirelessDevice(
        texts[0] or "", texts[1], None, tuple(sources), (), texts[2] or "", texts[3], texts[4], texts[5], None, None,
        texts[6], True, texts[7], OWN_MAC, 2**40, None,
    )  # fmt: skip
    who = author()
    envelope = Envelope(
        PROTOCOL_VERSION, who.agent, who.key.id, BootId("b0" * 16), 1, genesis_digest(who.agent), NOW, ReportKind.EVENT
    )
    report = Report(envelope, (bounded(radio),))

    assert decode_report(encode_report(report)) == report


def test_what_fits_is_not_touched() -> None:
    assert bounded(adapter()) is not None
    fitting = adapter()
    assert bounded(fitting) is fitting


def test_control_characters_are_spelt_out_and_lists_are_cut() -> None:
    machine = MachineIdentity(
        "Acme\x1b[31m\n\u202e",
        None,
        None,
        None,
        None,
        tuple(DiskSerial("sda\0", "S" * 99) for _ in range(30)),
        None,
        (),
    )
    cut = bounded(machine)

    assert cut.product_vendor == "Acme\\x1b[31m\\n\\u202e"
    assert len(cut.disks) == 16
    assert cut.disks[0] == DiskSerial("sda\\x00", "S" * 64)


def test_numbers_are_held_and_addresses_left_alone() -> None:
    evidence = Attachment(AdapterId(ADAPTER), OWN_MAC, (), (), (), (MacAddress(bytes(6)),), None)

    assert bounded(evidence) is evidence
    assert bounded(Looked("adapters", LookOutcome.SEEN, "x" * 900)).reason == "x" * 500


def test_size_is_an_upper_estimate() -> None:
    observations = (adapter(), adapter())
    who = author()
    envelope = Envelope(
        PROTOCOL_VERSION, who.agent, who.key.id, BootId("b0" * 16), 1, genesis_digest(who.agent), NOW, ReportKind.EVENT
    )
    whole, empty = encode_report(Report(envelope, observations)), encode_report(Report(envelope, ()))

    assert len(whole) - len(empty) <= size_of(observations)

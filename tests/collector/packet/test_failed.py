"""A failed check keeps what can be said in another language."""

from collector.errors import PacketTruncated
from collector.packet.failed import Failed
from protocol.phrases import Phrase, say


def test_of_a_file_that_cannot_be_read() -> None:
    failed = Failed.of(PacketTruncated("file", say("ends at {place}", place=7)))

    assert (failed.check, failed.what, failed.why) == ("packet-truncated", "file", "ends at 7")
    assert isinstance(failed.what, Phrase)
    assert isinstance(failed.why, Phrase)
    assert failed.why.values == {"place": 7}

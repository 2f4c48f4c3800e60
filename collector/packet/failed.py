"""A check that a packet failed."""

from dataclasses import dataclass
from typing import Self

from collector.errors import PacketBroken
from protocol.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Failed:
    """`check`: packet-truncated, packet-malformed, signature, wrong-key, wrong-collector, head, chain, handover,
    report-missing, report-digest, report-signature, report-row or evidence; `what` and `why` are said by `told`.
    """

    check: str
    what: str
    why: str

    @classmethod
    def of(cls, error: PacketBroken) -> Self:
        return cls(error.id, error.what, error.why)

    def __post_init__(self) -> None:
        for name in ("what", "why"):
            text = getattr(self, name)
            object.__setattr__(self, name, text if isinstance(text, Phrase) else Phrase(text))

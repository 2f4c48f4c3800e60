"""A terminal keeps wanting an address that another one holds and defends."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.binding import QUIET_US, Binding
from collector.presence.interval import SECOND_US
from collector.presence.vouching import speaks_for_others
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Finding, Severity, Subject, SubjectKind
from collector.rules.rule import Clauses, Tunable
from protocol.observations import HeardHow

_WANTING = frozenset({HeardHow.ARP_PROBE, HeardHow.ND_DAD})


@dataclass(frozen=True, slots=True)
class DuplicateAddress:
    """A PC that wakes asks once for the address it had: that is how an address is left to another, and no finding."""

    insists_for_s: Annotated[
        int,
        Tunable(
            "反复探测同一已被占用的地址多少秒才确认。",
            "For how many seconds a terminal must keep probing for an address in use before it is confirmed.",
        ),
    ] = 60

    id: ClassVar[str] = "duplicate-address"
    title_zh: ClassVar[str] = "地址重复(探测到已被占用)"
    title_en: ClassVar[str] = "Duplicate address: wanted by one, held by another"
    says_zh: ClassVar[str] = (
        "终端反复探测(ARP 探测、IPv6 DAD)一个他人正在使用的地址:两台配置了同一地址,后来者用不上网。"
        "同时使用该地址另见 IP 冲突;被唤醒的终端探测一次不算。"
    )
    says_en: ClassVar[str] = (
        "A terminal keeps probing (ARP probe, IPv6 DAD) for an address that another uses: both are configured with it, "
        "and the later one stays without network. Use at the same time is an IP conflict; a PC that wakes and asks "
        "once is none."
    )
    severity: ClassVar[Severity] = Severity.LOW
    clauses: ClassVar[Clauses] = Clauses(("R08",), ("8.1.3.1 b",))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        if speaks_for_others(facts.presence) is not None:
            return
        for binding in facts.presence.on_the_wire:
            holder = _holder(facts, binding)
            if holder is not None:
                yield self._finding(facts, binding, holder)

    def _finding(self, facts: PresenceFacts, binding: Binding, holder: Binding) -> Finding:
        address = str(binding.pair.address)
        terminal = facts.verdict.terminal
        insists = binding.last_us - binding.first_us >= self.insists_for_s * SECOND_US
        return Finding(
            self.id,
            Subject(SubjectKind.ADDRESS, address, facts.presence.segment.id),
            self.severity,
            Certainty.CONFIRMED if insists else Certainty.SUSPECTED,
            facts.unit_id,
            terminal.id if terminal else None,
            binding.first_us,
            binding.last_us,
            facts.evidence() | {"address": address, "macs": sorted({str(facts.presence.mac), str(holder.pair.mac)})},
        )


def _holder(facts: PresenceFacts, binding: Binding) -> Binding | None:
    """Another MAC that was heard to use the address after this one began to want it."""
    presence = facts.presence
    if binding.how not in _WANTING or binding.pair.address is None:
        return None
    own = {mac for terminal in presence.terminals for mac in terminal.macs}
    found = (
        rival
        for rival in presence.rivals
        if rival.pair.address == binding.pair.address
        and rival.is_firm
        and not rival.is_from_table
        and rival.first_us < binding.last_us
        and binding.first_us <= rival.last_us
        and presence.now_us - rival.last_us < QUIET_US
        and rival.pair.mac not in own
        and rival.pair.mac not in presence.learnt.answering
    )
    return next(found, None)

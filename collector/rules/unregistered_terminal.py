"""A MAC on the wire that the ledger does not know and no agent vouches for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from collector.presence.gateways import speakers
from collector.presence.subject import Presence
from collector.presence.vouching import Standing
from collector.rules.address_flood import GLIMPSE_US, flood_key
from collector.rules.facts import PresenceFacts
from collector.rules.finding import Certainty, Conclusion, Evidence, Finding, Settled, Severity, Subject, SubjectKind
from collector.rules.gateway_mac_changed import gateway_key
from collector.rules.rule import Clauses

_STRANGERS = frozenset({Standing.UNREGISTERED, Standing.RANDOMISED})


@dataclass(frozen=True, slots=True)
class UnregisteredTerminal:
    """Goes by the MAC: one stranger is one alert, whatever addresses it tries.

    One that makes up MACs goes by the first of them, as far as its DHCP identifier or a telling name joins them, and
    no two of them were ever heard at once: who copies a telephone's identifier does not share its exemption.
    """

    id: ClassVar[str] = "unregistered-terminal"
    title_zh: ClassVar[str] = "未登记终端接入"
    title_en: ClassVar[str] = "Unregistered terminal on the wire"
    says_zh: ClassVar[str] = (
        "网段上出现台账中没有、也没有客户端为其担保的 MAC(待批准的客户端不能担保)。首帧即记为疑似;"
        "另一见证或后续帧到来即确认并通知。同一设备先后使用的随机 MAC 合为一条;"
        "同时出现而标识相同的 MAC 视为冒用标识,各自告警,不沿用对方的豁免。"
    )
    says_en: ClassVar[str] = (
        "A MAC is heard that the ledger does not know and no approved agent vouches for. Suspected on its first frame; "
        "confirmed, and notified, by another witness or a later frame. Made-up MACs that one machine uses one after "
        "another are one alert; MACs heard at once that give the same identifier are not one machine: each is told by "
        "itself, and none shares another's exemption."
    )
    severity: ClassVar[Severity] = Severity.HIGH
    clauses: ClassVar[Clauses] = Clauses(("R04", "R09"), ("8.1.3.1 b", "8.1.10.2"), (("21", "23"),))
    about: ClassVar[type] = PresenceFacts

    def judge(self, facts: PresenceFacts) -> Iterator[Conclusion]:
        presence = facts.presence
        subject = Subject(SubjectKind.MAC, str(presence.mac), presence.segment.id)
        verdict = facts.verdict
        if verdict.standing not in _STRANGERS:
            yield Settled(self.id, subject, verdict.standing.value)
            return
        known_as = presence.known_as
        if known_as != presence.mac:
            yield Settled(self.id, subject, f"the same machine as {known_as}")
        yield Finding(
            self.id,
            replace(subject, id=str(known_as)),
            self.severity,
            Certainty.CONFIRMED if verdict.is_certain else Certainty.SUSPECTED,
            facts.unit_id,
            None,
            presence.first_us,
            presence.last_us,
            facts.evidence() | {"randomised": verdict.standing is Standing.RANDOMISED} | _kin(presence),
            explained_by=_explained_by(presence),
        )


def _explained_by(presence: Presence) -> str | None:
    """Who passes for the gateway is told as that; who was heard for a moment amid a flood, as the flood."""
    for one in speakers(presence):
        if not one.is_known:
            return gateway_key(one.address, presence.segment.id)
    is_glimpse = presence.last_us - presence.first_us < GLIMPSE_US
    return flood_key(presence.segment.id) if is_glimpse else None


def _kin(presence: Presence) -> Evidence:
    """Under which MACs the machine was heard, and what joins them; or who says the same of itself, and is another."""
    if presence.doubles:
        return {"same_identifier_as": [str(mac) for mac in presence.doubles]}
    if not presence.kin:
        return {}
    macs = sorted({str(presence.mac), *(str(one.mac) for one in presence.kin)})
    return {"macs": macs, "joined_by": sorted({one.by for one in presence.kin})}

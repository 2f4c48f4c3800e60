"""A packet made by the real door of a small site, and packets altered as a thief, or a faulty collector, would."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collector.operators.roles import Role
from collector.packet.checks import committed
from collector.packet.contents import Body, Wanted
from collector.trust import chain_heads
from collector.trust.keys import CollectorKeys
from protocol.identity import AgentId, Digest
from protocol.mac import MacAddress
from protocol.observations import HeardHow, NameHeard, Observation, Sighting
from protocol.signing import Domain, tagged
from tests.support import small_ledger
from tests.support.operators_door import OperatorsDoor, open_operators_door
from tests.support.signing_agent import SigningAgent
from tests.support.small_ledger import SmallLedger
from tests.support.wire_history import bound, heard

DESKTOP_MAC = "00-00-5E-00-53-01"
ADDRESS = "10.37.12.21"
HANDOVER = {"reason": "协助调查", "asked_by": "示例市公安局网安支队", "case_no": "2026-17", "approved_by": "周敏"}
QUESTION = {"question": ADDRESS, **HANDOVER}
_MINUTE = 60_000_000


def sighting(adapter: str = "e" * 32) -> Sighting:
    return Sighting(
        adapter=adapter,  # type: ignore[arg-type]
        mac=MacAddress.parse(DESKTOP_MAC),
        address=None,
        how=HeardHow.ARP_REQUEST,
        vlan=None,
        first_us=1,
        last_us=2,
        frames=1,
    )


def name_heard() -> NameHeard:
    """Somebody's phone says its name."""
    return NameHeard(
        adapter="e" * 32,  # type: ignore[arg-type]
        mac=MacAddress.parse("02-00-5E-00-53-77"),
        name="lixiaohong-phone",
        vendor_class=None,
        how=HeardHow.DHCP4,
        at_us=1,
    )


@dataclass
class PacketSite:
    """A door, the small ledger, and one agent of the finance office that heard the desktop in two reports."""

    door: OperatorsDoor
    ledger: SmallLedger
    agent: SigningAgent

    @property
    def keys(self) -> CollectorKeys:
        return self.door.rig.keys

    @property
    def key(self) -> bytes:
        return self.keys.receipt.public

    @property
    def collector_id(self) -> str:
        return self.door.rig.store.collector_id

    def hear(self, *observations: Observation, segment: str | None = None) -> int:
        """One more report, and a binding it is the evidence of; its intake number."""
        rig, now = self.door.rig, self.door.rig.clock.now
        intake = rig.do(lambda tx: self.agent.store_report(tx, *observations))
        where = segment or self.ledger.finance_segment
        rig.do(lambda tx: heard(tx, where, DESKTOP_MAC, ADDRESS, (now - _MINUTE, now), intake=intake))
        return intake

    def packet(self, role: Role = Role.READER, unit_id: str | None = None, **asked: Any) -> bytes:
        answer = self.door.as_role(role, unit_id).post("trace/packets", json=QUESTION | asked)
        assert answer.status_code == 201, answer.text
        file: str = answer.json()["file"]
        return file.encode()

    def resealed(self, file: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
        """As a collector would have made it that is faulty in this one thing: all the rest fits anew."""
        value = json.loads(file.split(b"\n")[1])
        change(value)
        handover, head, entry = value["handover"], value["head"], value["handover"]["entry"]
        wanted = Wanted(**{name: handover[name] for name in Wanted.model_fields})
        entry["content"] = chain_heads.canonical(committed(Body.model_validate(value["body"]), wanted))
        entry["digest"] = chain_heads.link({name: said for name, said in entry.items() if name != "digest"})
        head["journal_digest"] = entry["digest"]
        heads = chain_heads.Heads(
            head["journal_count"], Digest(entry["digest"]), head["intake_count"], Digest(head["intake_digest"])
        )
        signed = chain_heads.signed(heads, head["collector"], self.keys.receipt)
        head["signature"] = signed.signature.hex()
        return self.signed(chain_heads.canonical(value).encode())

    def signed(self, content: bytes, tag: bytes | None = None) -> bytes:
        """A file over any content at all, signed by the collector's own key."""
        over = tagged(Domain.PACKET, b"mingce-packet/0\n" + content) if tag is None else tag + content
        signature = self.keys.receipt.sign(over).hex().encode()
        return b'{"format":"mingce-packet/0","signature":"' + signature + b'"}\n' + content + b"\n"


@contextmanager
def open_packet_site(folder: Path) -> Iterator[PacketSite]:
    with open_operators_door(folder) as door:
        filled = door.rig.do(small_ledger.fill)
        door.rig.clock.advance(86_400)
        agent = SigningAgent(AgentId("a" * 32))
        door.rig.do(agent.enrol)
        since = door.rig.clock.now - 60 * _MINUTE
        door.rig.do(lambda tx: bound(tx, agent.id, filled.desktop, since))
        site = PacketSite(door, filled, agent)
        site.hear(sighting())
        site.hear(sighting())
        yield site

"""Half a year of an extranet as a store holds it: a real store's file, its ledger, its reports and what they became.

Seeded, so that `Past` knows without the store who held an address when. Each segment has 200 terminals; a tenth of them
take their address from DHCP and get another one each week, some are handed to another person in the middle. On every
weekday each terminal is on the wire once, on every third day twice, heard by the segment's two watchers and vouched for
by its own agent.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from ipaddress import ip_address, ip_network

from benchmarks.trace_past import BEGIN_US, DAY_US, HOUR_US, PER_SEGMENT, Past
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.person import Person
from collector.ledger.segment import Segment
from collector.ledger.terminal import AccessDomain, Registration, Terminal, TerminalType
from collector.ledger.unit import Unit
from collector.store import custody, people, registering, segments, units
from collector.store.transaction import Transaction
from protocol.beat import Beat
from protocol.codec import encode
from protocol.identity import AgentId, BootId, Digest, KeyId
from protocol.mac import MacAddress
from protocol.observations import HeardHow, Sighting
from protocol.report import PROTOCOL_VERSION, Taken
from tests.support.collector_store import CollectorStore
from tests.support.signing_agent import BOOT, SigningAgent

WATCHERS = 2
_ACTOR = "operator:" + "0" * 31 + "1"
_COLUMNS = {
    "binding": "id segment_id mac address first_us last_us resumed_us closed_us closed_by frames how confirmed_us",
    "binding_witness": "binding_id witness first_us last_us first_intake last_intake",
    "claim": "agent_id adapter_id segment_id mac address from_us last_us to_us",
    "agent_stretch": "agent_id boot_id from_us last_us to_us ended_by last_beat",
    "coverage": "segment_id agent_id family from_us last_us to_us ended_by hears",
}


def make(rig: CollectorStore, past: Past) -> None:
    """Fills a store that is empty: the ledger and the reports through the writer, what was folded in bulk."""
    places = _ledger(rig, past)
    intakes = _reports(rig, past)
    rig.clock.now = past.end_us
    with closing(sqlite3.connect(rig.store.path)) as connection:
        # Made again at the end: rows go in several times as fast without.
        indexes = _drop_indexes(connection)
        _fill(connection, "binding", _bindings(past, places))
        _fill(connection, "binding_witness", _witnesses(past, intakes))
        _fill(connection, "claim", _claims(past, places))
        _fill(connection, "agent_stretch", _stretches(past))
        _fill(connection, "coverage", _coverage(past, places))
        for statement in indexes:
            connection.execute(statement)
        connection.execute("ANALYZE")
        connection.commit()


def _ledger(rig: CollectorStore, past: Past) -> list[str]:
    unit_ids = [rig.do(partial(units.add, new=_unit(number), actor=_ACTOR)) for number in range(past.segments)]
    places = [rig.do(partial(segments.add, new=_segment(n, unit_ids[n]), actor=_ACTOR)) for n in range(past.segments)]
    for number in range(past.segments):
        rig.do(partial(_register, past=past, number=number, unit_id=unit_ids[number], segment_id=places[number]))
    rig.clock.now = BEGIN_US + past.days // 2 * DAY_US
    for number in range(past.segments):
        rig.do(partial(_hand_over, past=past, number=number))
    return places


def _unit(number: int) -> Unit:
    return Unit(name=f"示例市第{number + 1}局", region_code="371499")


def _segment(number: int, unit_id: str) -> Segment:
    third, fourth = divmod(number, 250)
    return Segment(
        name=f"第{number + 1}局网段",
        unit_id=unit_id,
        domain=AccessDomain.ADMINISTRATIVE,
        prefixes=(ip_network(f"10.{third}.{fourth}.0/24"),),
        gateways=(ip_address(f"10.{third}.{fourth}.254"),),
        gateway_macs=(MacAddress.parse("00-00-5E-00-53-FE"),),
    )


def _register(tx: Transaction, past: Past, number: int, unit_id: str, segment_id: str) -> None:
    own = _numbers(past, number)
    persons = [_person("李", terminal, unit_id) for terminal in own]
    owners = people.add_many(tx, persons, _ACTOR)
    new = [
        Registration(
            terminal=Terminal(
                unit_id=unit_id,
                terminal_type=TerminalType.DESKTOP,
                status=Status.ADMITTED,
                hostname=past.hostname(terminal),
                serial_no=f"PF3FAKE{terminal:06d}",
            ),
            custody=Custody(owner_id=owner, user_id=owner, room=f"{terminal % 900:04d}"),
            adapters=(Adapter(mac=MacAddress.parse(past.mac(terminal))),),
            addresses=()
            if terminal % PER_SEGMENT % 10 == 0
            else (RegisteredAddress(address=ip_address(past.address(terminal, 0)), segment_id=segment_id),),
        )
        for terminal, owner in zip(own, owners, strict=True)
    ]
    made = registering.add_many(tx, new, _ACTOR)
    for terminal, terminal_id in zip(own, made, strict=True):
        agent = SigningAgent(past.agent(terminal))
        agent.enrol(tx)
        tx.connection.exec_driver_sql(
            "INSERT INTO agent_binding (agent_id, from_us, to_us, terminal_id) VALUES (?, ?, NULL, ?)",
            (agent.id, tx.now_us, str(terminal_id)),
        )


def _person(family: str, number: int, unit_id: str) -> Person:
    """The number's digits as characters that given names are made of."""
    given = "".join("明轩思远建国立敏进文"[int(digit)] for digit in str(number))
    return Person(name=family + given, unit_id=unit_id, department="综合科", mobile="19900000001")


def _hand_over(tx: Transaction, past: Past, number: int) -> None:
    handed = [terminal for terminal in _numbers(past, number) if past.handed_over(terminal)]
    query = "SELECT t.id, t.unit_id FROM terminal t WHERE t.hostname = ?"
    for terminal in handed:
        terminal_id, unit_id = tx.connection.exec_driver_sql(query, (past.hostname(terminal),)).one()
        owner = people.add(tx, _person("周", terminal, unit_id), _ACTOR)
        custody.hand_over(tx, terminal_id, Custody(owner_id=owner, user_id=owner, room="0405"), _ACTOR)


def _numbers(past: Past, segment: int) -> range:
    return range(segment * PER_SEGMENT, min((segment + 1) * PER_SEGMENT, past.terminals))


def _reports(rig: CollectorStore, past: Past) -> dict[tuple[int, int, int], int]:
    """One a watcher and weekday: what (segment, watcher, day) is told by."""
    senders = {
        (segment, watcher): SigningAgent(past.agent(segment * PER_SEGMENT + watcher))
        for segment in range(past.segments)
        for watcher in range(WATCHERS)
    }
    intakes: dict[tuple[int, int, int], int] = {}
    for day in range(past.days):
        if day % 7 < 5:
            rig.clock.now = BEGIN_US + day * DAY_US + 18 * HOUR_US
            told = rig.do(partial(_tell, past=past, senders=senders, day=day))
            intakes |= {(*key, day): intake for key, intake in told.items()}
    return intakes


def _tell(
    tx: Transaction, past: Past, senders: dict[tuple[int, int], SigningAgent], day: int
) -> dict[tuple[int, int], int]:
    told = {}
    for (segment, watcher), sender in senders.items():
        terminal = segment * PER_SEGMENT
        sighting = Sighting(
            adapter="e" * 32,  # type: ignore[arg-type]
            mac=MacAddress.parse(past.mac(terminal)),
            address=ip_address(past.address(terminal, day)),
            vlan=None,
            how=HeardHow.ARP_REQUEST,
            first_us=tx.now_us - 10_000_000,
            last_us=tx.now_us,
            frames=2,
        )
        told[segment, watcher] = sender.store_report(tx, sighting)
    return told


def _stays(past: Past) -> Iterator[tuple[int, int, int, int, int]]:
    """(number, terminal, day, first, last) of every stay, in the order of time."""
    number = 0
    for day in range(past.days):
        for terminal in range(past.terminals):
            for first, last in past.stays(terminal, day):
                number += 1
                yield number, terminal, day, first, last


def _bindings(past: Past, places: list[str]) -> Iterator[tuple[object, ...]]:
    for number, terminal, day, first, last in _stays(past):
        wire = (places[terminal // PER_SEGMENT], past.mac(terminal), past.address(terminal, day))
        yield (number, *wire, first, last, first, last, "quiet", 40, "arp-request", first + 1_000_000)


def _witnesses(past: Past, intakes: dict[tuple[int, int, int], int]) -> Iterator[tuple[object, ...]]:
    for number, terminal, day, first, last in _stays(past):
        segment = terminal // PER_SEGMENT
        for watcher in range(WATCHERS):
            intake = intakes[segment, watcher, day]
            yield number, f"agent:{past.agent(segment * PER_SEGMENT + watcher)}", first, last, intake, intake


def _claims(past: Past, places: list[str]) -> Iterator[tuple[object, ...]]:
    for _number, terminal, day, first, last in _stays(past):
        wire = (places[terminal // PER_SEGMENT], past.mac(terminal), past.address(terminal, day))
        yield (past.agent(terminal), "e" * 32, *wire, first, last, last)


def _stretches(past: Past) -> Iterator[tuple[object, ...]]:
    for number, terminal, _day, first, last in _stays(past):
        # A watcher sleeps and is not booted anew: its reports and its beats are of one boot.
        boot = BOOT if terminal % PER_SEGMENT < WATCHERS else f"{number:032x}"
        yield past.agent(terminal), boot, first, last, last, "missed-beats", _beat(past.agent(terminal), boot, last)


_BOOT, _AGENT, _WALL = "b" * 32, "a" * 32, 1_700_000_000_000_000
_TEMPLATE = encode(
    Beat(
        protocol=PROTOCOL_VERSION,
        agent=AgentId(_AGENT),
        key=KeyId("c" * 16),
        boot=BootId(_BOOT),
        counter=1,
        taken=Taken(wall_us=_WALL, boot_us=1_000_000),
        claims=(),
        duties=(),
        capture_drops=0,
        spooled=0,
        last_sequence=0,
        last_digest=Digest("d" * 64),
        policy_version=0,
        throttled=False,
    )
)


def _beat(agent_id: str, boot: str, wall_us: int) -> bytes:
    """The bytes of a stretch's last beat, as far as a trace reads them: its signature is none."""
    said = _TEMPLATE.replace(_AGENT.encode(), agent_id.encode()).replace(_BOOT.encode(), boot.encode())
    return b"\0" * 64 + said.replace(str(_WALL).encode(), str(wall_us).encode())


def _coverage(past: Past, places: list[str]) -> Iterator[tuple[object, ...]]:
    for segment, place in enumerate(places):
        for watcher in range(WATCHERS):
            agent_id = past.agent(segment * PER_SEGMENT + watcher)
            for day in range(past.days):
                for first, last in past.stays(segment * PER_SEGMENT + watcher, day):
                    yield place, agent_id, "ipv4", first, last, last, "missed-beats", "peers"


def _fill(connection: sqlite3.Connection, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    names = _COLUMNS[table].split()
    # Names and tables are this module's own.
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    connection.executemany(statement, rows)
    connection.commit()


def _drop_indexes(connection: sqlite3.Connection) -> list[str]:
    marks = ", ".join("?" * len(_COLUMNS))
    query = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL AND tbl_name IN ({marks})"
    found = connection.execute(query, tuple(_COLUMNS)).fetchall()
    for name, _sql in found:
        connection.execute(f"DROP INDEX {name}")
    return [sql for _name, sql in found]

from dataclasses import replace

from collector import verification
from collector.ledger.adapter import Adapter
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Registration, Terminal, TerminalType
from collector.store import registering, terminals
from collector.store.registering import Taken
from collector.store.scope import CITY
from protocol.mac import MacAddress
from tests.support.collector_store import CollectorStore
from tests.support.small_ledger import ACTOR, SmallLedger


def registration(ledger: SmallLedger, mac: str, unit_id: str, reg_no: str = "") -> Registration:
    return Registration(
        terminal=Terminal(unit_id=unit_id, terminal_type=TerminalType.DESKTOP, status=Status.SUBMITTED, reg_no=reg_no),
        custody=Custody(owner_id=ledger.zhao),
        adapters=(Adapter(mac=MacAddress.parse(mac)),),
    )


def test_numbers_go_on_and_never_meet_those_given_by_hand(rig: CollectorStore, ledger: SmallLedger) -> None:
    unit_id = rig.read(lambda connection: terminals.list_all(connection, CITY))[0].value.unit_id
    highest = max(item.value.reg_no for item in rig.read(lambda connection: terminals.list_all(connection, CITY)))
    by_hand = str(int(highest) + 3)
    wanted = [registration(ledger, f"02-00-00-00-00-0{n}", unit_id, by_hand if n == 2 else "") for n in range(1, 5)]
    made = rig.do(lambda tx: registering.add_many(tx, wanted, ACTOR))
    found = {item.id: item.value.reg_no for item in rig.read(lambda connection: terminals.list_all(connection, CITY))}

    assert [int(found[str(key)]) - int(highest) for key in made] == [4, 3, 5, 6]
    assert verification.verify(rig.store).is_intact


def test_what_is_taken_is_left_out_and_the_rest_stored(rig: CollectorStore, ledger: SmallLedger) -> None:
    unit_id = rig.read(lambda connection: terminals.list_all(connection, CITY))[0].value.unit_id
    free = registration(ledger, "02-00-00-00-00-01", unit_id)
    taken = registration(ledger, "00-00-5E-00-53-01", unit_id)
    number = replace(free, adapters=(), terminal=replace(free.terminal, reg_no="3714992026000001"))
    made = rig.do(lambda tx: registering.add_many(tx, [taken, free, free, number], ACTOR))

    assert [item.what if isinstance(item, Taken) else "stored" for item in made] == [
        "00-00-5E-00-53-01",
        "stored",
        "02-00-00-00-00-01",
        "3714992026000001",
    ]
    assert verification.verify(rig.store).is_intact

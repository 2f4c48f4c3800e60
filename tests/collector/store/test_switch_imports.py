import json

from collector.store import journal, switch_imports
from collector.store.switch_imports import SwitchImport
from protocol.mac import MacAddress
from tests.support import small_ledger
from tests.support.collector_store import CollectorStore

NEW = SwitchImport(0, "5" * 32, "SW-3F", 7, "d" * 64, "cisco-ios", "operator:zhao", 0, 12, 9, 5, 0)


def test_an_import_is_numbered_journalled_and_found_again(rig: CollectorStore) -> None:
    made = rig.do(lambda tx: switch_imports.add(tx, NEW, {"unread": 3}, "why"))
    rig.do(lambda tx: switch_imports.note_folded(tx, made.id, 5))
    found = rig.read(lambda c: switch_imports.find(c, NEW.segment_id, NEW.switch, NEW.taken_us, NEW.digest))
    (entry,) = [one for one in rig.read(lambda c: list(journal.entries(c))) if one.action == "import"]

    assert found is not None
    assert (found.id, found.folded, found.imported_us, found.witness) == (made.id, 5, rig.clock.now, "import:SW-3F")
    assert (entry.subject_id, entry.reason, json.loads(entry.content)["unread"]) == (NEW.segment_id, "why", 3)
    assert rig.read(lambda c: switch_imports.find(c, NEW.segment_id, "SW-4F", NEW.taken_us, NEW.digest)) is None


def test_registered_macs_are_those_of_the_ledger(rig: CollectorStore) -> None:
    rig.do(small_ledger.fill)
    known, stranger = MacAddress.parse("00-00-5E-00-53-01"), MacAddress.parse("00-00-5E-00-53-66")

    for ever in (False, True):
        found = rig.read(lambda c, ever=ever: switch_imports.registered(c, [known, stranger], ever=ever))  # type: ignore[misc]
        assert found == {str(known)}

"""Packets at the door: on record before they are signed, nothing in them that the asker could not see."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from collector.operators.roles import Role
from collector.packet.checks import check
from collector.store import journal
from collector.store.tables import binding, binding_witness
from tests.support.operators_door import PASSWORD
from tests.support.packets import ADDRESS, HANDOVER, QUESTION, PacketSite, name_heard, open_packet_site, sighting


@pytest.fixture
def site(tmp_path: Path) -> Iterator[PacketSite]:
    with open_packet_site(tmp_path) as opened:
        yield opened


def contents(file: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(file.split(b"\n")[1])
    return value


def evidence(file: bytes) -> list[tuple[str, str | None]]:
    return [(item["kind"], item.get("why")) for item in contents(file)["body"]["evidence"]]


def entries(site: PacketSite, action: str) -> list[journal.Entry]:
    found = site.door.rig.read(lambda connection: list(journal.entries(connection)))
    return [item for item in found if item.action == action]


def test_the_answer_is_the_traces_own(site: PacketSite) -> None:
    reader = site.door.as_role(Role.READER)
    made = reader.post("trace/packets", json=QUESTION).json()

    assert made["answer"] == reader.get("trace", params={"question": ADDRESS}).json()
    assert contents(made["file"].encode())["body"]["answer"] == made["answer"]
    assert made["entry"] == entries(site, "packet-handed-over")[0].sequence


@pytest.mark.parametrize("name", list(HANDOVER))
@pytest.mark.parametrize("text", ["", "   ", "两\n行"])
def test_no_packet_without_a_whole_hand_over(site: PacketSite, name: str, text: str) -> None:
    answer = site.door.as_role(Role.READER).post("trace/packets", json=QUESTION | {name: text})

    assert answer.status_code == 400
    assert name in answer.json()["what"]
    assert entries(site, "packet-handed-over") == []


def test_masked_without_the_right_or_the_wish(site: PacketSite) -> None:
    text = site.packet().decode()

    assert contents(text.encode())["body"]["answer"]["masked"] is True
    assert "李明轩" not in text
    assert "19900000001" not in text


def test_unmasked_for_the_reason_of_the_hand_over(site: PacketSite) -> None:
    client = site.door.as_role(Role.UNIT_ADMIN)
    made = client.post("trace/packets", json=QUESTION | {"unmask": True}).json()

    assert made["answer"]["candidates"][0]["holders"][0]["user"]["name"] == "李明轩"
    assert [item.reason for item in entries(site, "person-unmasked")] == ["协助调查"]
    assert site.door.as_role(Role.READER).post("trace/packets", json=QUESTION | {"unmask": True}).status_code == 403


def test_reports_that_name_anybody_stay_out_of_a_masked_packet(site: PacketSite) -> None:
    site.hear(sighting(), name_heard())
    masked, open_one = site.packet(), site.packet(Role.UNIT_ADMIN, unmask=True)

    assert sorted(evidence(masked)) == [("report", None), ("report", None), ("withheld", "masked")]
    assert {kind for kind, _why in evidence(open_one)} == {"report"}
    originals = [item["message"] for item in contents(masked)["body"]["evidence"] if item["kind"] == "report"]
    assert not any(b"lixiaohong" in base64.b64decode(message) for message in originals)
    assert check(masked, site.key).failed == check(open_one, site.key).failed == ()


def test_a_reader_of_another_unit_is_given_no_original(site: PacketSite) -> None:
    file = site.packet(unit_id=site.ledger.services)

    assert "财政局" not in file.decode()
    assert all(kind == "withheld" for kind, _why in evidence(file))
    assert check(file, site.key, site.collector_id).is_genuine


def test_a_reader_of_the_unit_is_given_its_own_agents_reports(site: PacketSite) -> None:
    assert evidence(site.packet(unit_id=site.ledger.finance)) == [("report", None), ("report", None)]


def test_what_its_agent_heard_on_another_units_segment_stays_out(site: PacketSite) -> None:
    site.hear(sighting(), segment=site.ledger.services_segment)

    assert ("withheld", "scope") in evidence(site.packet(unit_id=site.ledger.finance))


def test_a_switchs_table_is_named_by_its_digest(site: PacketSite) -> None:
    rig = site.door.rig

    def read_from_switch(tx: Any) -> None:
        from collector.store.tables import switch_import

        values = {
            "segment_id": site.ledger.finance_segment,
            "switch": "SW1",
            "taken_us": tx.now_us,
            "digest": "d" * 64,
            "dialect": "huawei-vrp",
            "actor": "operator:1",
            "imported_us": tx.now_us,
            "rows": 1,
            "macs": 1,
            "folded": 1,
        }
        (number,) = tx.connection.execute(insert(switch_import).values(values)).inserted_primary_key
        (key,) = tx.connection.execute(binding.select().with_only_columns(binding.c.id).limit(1)).one()
        said = {"first_us": tx.now_us, "last_us": tx.now_us, "first_intake": number, "last_intake": number}
        tx.connection.execute(insert(binding_witness).values(binding_id=key, witness="import:SW1", **said))

    rig.do(read_from_switch)
    file = site.packet()

    assert ("withheld", "not-kept") in evidence(file)
    assert check(file, site.key).is_genuine


def test_a_search_about_a_person_is_journalled_as_ever(site: PacketSite) -> None:
    file = site.packet(kind="person", question="李明轩")

    assert contents(file)["body"]["kind"] == "person"
    assert "李明轩" not in file.decode()
    assert len(entries(site, "person-searched")) == 1
    assert check(file, site.key, site.collector_id).is_genuine


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSADMIN])
def test_who_reads_no_business_data_makes_none(site: PacketSite, role: Role) -> None:
    assert site.door.as_role(role).post("trace/packets", json=QUESTION).status_code == 403


def test_the_register_of_hand_overs_by_scope(site: PacketSite) -> None:
    reader = site.door.as_role(Role.READER, site.ledger.services)
    site.packet()
    reader.post("trace/packets", json=QUESTION)
    own, all_of_them = (client.get("trace/packets").json() for client in (reader, site.door.as_role(Role.SECADMIN)))

    assert (len(own), len(all_of_them)) == (1, 2)
    assert own[0]["asked_by"] == HANDOVER["asked_by"]


def test_the_store_verifies_after_it(site: PacketSite) -> None:
    site.packet()
    auditor = site.door.as_role(Role.AUDITOR)

    assert auditor.get("verify").json()["breaks"] == []
    assert auditor.post("session/reauthenticate", json={"password": PASSWORD}).status_code in (200, 204)

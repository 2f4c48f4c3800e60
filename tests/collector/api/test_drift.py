"""The ledger beside reality, as agents told it through their door and operators read it through theirs."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.operators.roles import Role
from collector.store import adapters, terminals
from protocol.observations import DiskSerial, Looked, LookOutcome, Observation
from protocol.report import ReportKind
from tests.support.agent_voice import AgentVoice
from tests.support.agents_door import DESKTOP_ADDRESS, DESKTOP_MAC, STRANGER_MAC
from tests.support.both_doors import BothDoors, open_both_doors
from tests.support.identities import DESKTOP, card, host

DAY = 86_400


@pytest.fixture
def doors(tmp_path: Path) -> Iterator[BothDoors]:
    with open_both_doors(tmp_path) as opened:
        yield opened


def tell(doors: BothDoors, voice: AgentVoice, *said: Observation) -> None:
    looked = [Looked(probe, LookOutcome.SEEN, None) for probe in ("host-identity", "adapters")]
    doors.agents.deliver(voice, voice.report(*looked, *said, kind=ReportKind.INVENTORY))


@pytest.fixture
def desktop(doors: BothDoors) -> AgentVoice:
    """The finance office's desktop: everything as the ledger says."""
    voice = doors.agents.enrolled(doors.agents.ledger.desktop, DESKTOP_MAC)
    doors.agents.beat(voice, DESKTOP_MAC, DESKTOP_ADDRESS)
    tell(doors, voice, host(), card(DESKTOP_MAC))
    return voice


def drift(client: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = client.get("drift", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [row for row in found["rows"] if row["kind"] == kind]


def fields(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["field"]: one for row in rows(found, "differs") for one in row["fields"]}


def accept(client: httpx.Client, row: dict[str, Any], field: str, token: str | None = None) -> httpx.Response:
    one = next(item for item in row["fields"] if item["field"] == field)
    content = {"terminal": row["reg_no"], "field": field, "token": token or one["token"], "reason": "现场核对无误"}
    return client.post("drift/acceptances", json=content)


def test_figures_have_their_wholes_and_no_data_is_none(doors: BothDoors, desktop: AgentVoice) -> None:
    found = drift(doors.operators.as_role(Role.READER))
    finance, services = (next(one for one in found["units"] if name in one["unit_name"]) for name in ("财政", "政务"))

    assert (finance["admitted"], finance["seen"], finance["differing"]) == (1, 1, 0)
    assert finance["agents"] == {"part": 1, "whole": 1, "percent": 100.0}
    assert finance["agreement"]["percent"] == 100.0
    assert services["agreement"] == {"part": 0, "whole": 0, "percent": None}
    assert services["registration"] == {"part": 0, "whole": 0, "percent": None}
    assert found["total"]["admitted"] == 2
    assert fields(found) == {}


def test_difference_names_both_values_and_the_report(doors: BothDoors, desktop: AgentVoice) -> None:
    tell(doors, desktop, host(hostname="ANOTHER-NAME"), card(DESKTOP_MAC))
    one = fields(drift(doors.operators.as_role(Role.READER)))["hostname"]

    assert (one["declared"], one["observed"]) == (["CZJ-YSK-01"], ["ANOTHER-NAME"])
    assert len(one["report"]) == 64


def test_whole_terminal_tells_also_what_nobody_observed(doors: BothDoors, desktop: AgentVoice) -> None:
    reader = doors.operators.as_role(Role.READER)
    one = {item["field"]: item for row in drift(reader, terminal="CZJ-YSK-01")["rows"] for item in row["fields"]}

    assert one["serial_no"]["agreement"] == "agrees"
    assert one["addresses"]["agreement"] == "unseen"
    assert one["addresses"]["why_unseen"]


def test_acceptance_is_a_new_version_with_its_provenance(doors: BothDoors, desktop: AgentVoice) -> None:
    tell(doors, desktop, host(hostname="ANOTHER-NAME"), card(DESKTOP_MAC))
    admin = doors.operators.as_role(Role.UNIT_ADMIN)
    (row,) = rows(drift(admin), "differs")

    assert accept(doors.operators.as_role(Role.READER), row, "hostname").status_code == 403
    assert accept(admin, row, "hostname").status_code == 201
    assert fields(drift(admin)) == {}
    assert admin.get("terminals/ANOTHER-NAME").json()["hostname"] == "ANOTHER-NAME"

    entries = doors.operators.as_role(Role.AUDITOR).get("journal").json()
    (entry,) = [item for item in entries if item["action"] == "drift-accepted"]
    assert entry["reason"] == "现场核对无误"
    assert row["fields"][0]["report"] in str(entry["content"])
    assert accept(admin, row, "hostname").status_code == 400, "once is enough"


def test_what_was_not_shown_is_not_accepted(doors: BothDoors, desktop: AgentVoice) -> None:
    tell(doors, desktop, host(hostname="ANOTHER-NAME"), card(DESKTOP_MAC))
    admin = doors.operators.as_role(Role.UNIT_ADMIN)
    (row,) = rows(drift(admin), "differs")
    tell(doors, desktop, host(hostname="A-THIRD-NAME"), card(DESKTOP_MAC))

    answer = accept(admin, row, "hostname")

    assert answer.status_code == 400
    assert admin.get("terminals/CZJ-YSK-01").status_code == 200


def test_another_computer_is_registered_anew(doors: BothDoors, desktop: AgentVoice) -> None:
    def declare(disk: str) -> None:
        doors.agents.rig.do(lambda tx: terminals.change(tx, doors.agents.ledger.desktop, {"disk_serial": disk}, "x"))

    declare("DSKFAKE01")
    admin = doors.operators.as_role(Role.UNIT_ADMIN)
    other = replace(DESKTOP, product_serial="PF3FAKE09", board_serial="BRDFAKE09")
    tell(doors, desktop, host(other), card(DESKTOP_MAC))
    (row,) = rows(drift(admin), "differs")
    assert [one["field"] for one in row["fields"]] == ["serial_no"]

    both = replace(other, disks=(DiskSerial("sda", "DSKFAKE09"),))
    tell(doors, desktop, host(both), card(DESKTOP_MAC))
    (row,) = rows(drift(admin), "differs")
    for field in ("serial_no", "disk_serial"):
        assert accept(admin, row, field).status_code == 400
    tell(doors, desktop, host(other), card(DESKTOP_MAC))
    (row,) = rows(drift(admin), "differs")
    assert accept(admin, row, "serial_no").status_code == 201


def test_accepted_adapter_moves_into_the_row(doors: BothDoors, desktop: AgentVoice) -> None:
    tell(doors, desktop, host(), card("00-00-5E-00-53-44"))
    admin = doors.operators.as_role(Role.UNIT_ADMIN)
    (row,) = rows(drift(admin), "differs")

    assert accept(admin, row, "macs").status_code == 201

    held = doors.agents.rig.read(lambda c: adapters.of_terminal(c, doors.agents.ledger.desktop))
    assert [str(one.value.mac) for one in held] == ["00-00-5E-00-53-44"]


def test_silence_grows_with_the_days(doors: BothDoors, desktop: AgentVoice) -> None:
    reader = doors.operators.as_role(Role.READER)
    assert rows(drift(reader), "not-seen") == []

    for days, kind in ((8, "not-seen"), (31, "long-offline"), (91, "zombie")):
        doors.agents.advance(days * DAY - (doors.agents.rig.clock.now - desktop.wall_us) / 1e6)
        found = drift(doors.operators.as_role(Role.READER))
        assert [row["reg_no"] for row in rows(found, kind)][:1] == ["3714992026000001"], kind
        assert found["total"]["not_seen"] >= 1
    assert rows(drift(doors.operators.as_role(Role.READER), kind="not-seen"), "zombie"), "the graver is one, too"


def test_stranger_belongs_to_the_unit_of_the_segment(doors: BothDoors, desktop: AgentVoice) -> None:
    sighting = desktop.sighting(STRANGER_MAC, "10.37.12.77")
    doors.agents.deliver(desktop, desktop.report(sighting))
    ledger = doors.agents.ledger
    finance, services = (doors.operators.as_role(Role.UNIT_ADMIN, unit) for unit in (ledger.finance, ledger.services))

    (one,) = rows(drift(finance), "in-no-ledger")
    assert (one["mac"], one["unit_id"], one["reg_no"]) == (STRANGER_MAC, ledger.finance, None)
    assert drift(finance)["total"]["registration"] == {"part": 1, "whole": 2, "percent": 50.0}
    found = drift(services)
    assert STRANGER_MAC not in str(found)
    assert found["total"]["strangers"] == 0


def test_neither_unit_sees_counts_or_accepts_for_the_other(doors: BothDoors, desktop: AgentVoice) -> None:
    tell(doors, desktop, host(hostname="ANOTHER-NAME"), card(DESKTOP_MAC))
    ledger = doors.agents.ledger
    finance, services = (doors.operators.as_role(Role.UNIT_ADMIN, unit) for unit in (ledger.finance, ledger.services))
    (row,) = rows(drift(finance), "differs")
    found = drift(services)

    assert [one["unit_id"] for one in found["units"]] == [ledger.services]
    assert found["total"]["admitted"] == 1
    assert {item["unit_id"] for item in found["rows"]} <= {ledger.services}
    assert accept(services, row, "hostname").status_code == 404
    assert services.get("drift", params={"unit": ledger.finance}).status_code == 404
    assert services.get("drift", params={"terminal": row["reg_no"]}).status_code == 404


def test_pending_agent_is_shown_until_somebody_decides(doors: BothDoors) -> None:
    doors.agents.enrolled(doors.agents.ledger.desktop, STRANGER_MAC)

    found = drift(doors.operators.as_role(Role.READER))

    assert [one["why"] for one in rows(found, "in-no-ledger")] == ["pending"]


def test_without_real_name(doors: BothDoors) -> None:
    found = drift(doors.operators.as_role(Role.READER), kind="no-real-name")

    names = {row["reg_no"]: row["names"] for row in found["rows"]}
    assert names == {"3714992026000002": ["no-user"]}
    assert (found["total"]["unnamed"], found["total"]["real_name"]) == (1, {"part": 1, "whole": 2, "percent": 50.0})


def test_what_nobody_confirmed_for_half_a_year_counts_no_more(doors: BothDoors) -> None:
    doors.operators.rig.clock.advance(181 * 86_400)
    found = drift(doors.operators.as_role(Role.READER), kind="no-real-name")

    assert [row["names"] for row in found["rows"]] == [["no-user"]]
    assert (found["total"]["unnamed"], found["total"]["real_name"]["part"]) == (1, 0)

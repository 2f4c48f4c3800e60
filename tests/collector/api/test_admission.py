"""Lists for switches and RADIUS at the door: from the ledger's state, on record, within scope."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector import verification
from collector.ledger.adapter import Adapter, AdapterClass
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import TerminalType
from collector.operators.roles import Role
from collector.store import adapters, journal, terminals
from protocol.mac import MacAddress
from tests.support import small_ledger
from tests.support.agents_door import STRANGER_MAC
from tests.support.both_doors import open_both_doors
from tests.support.colleagues import colleague, hears, minutes
from tests.support.operators_door import OperatorsDoor
from tests.support.small_ledger import ACTOR, SmallLedger

DESKTOP, COUNTER, GATEWAY = "00-00-5E-00-53-01", "00-00-5E-00-53-03", "00-00-5E-00-53-FE"


@dataclass
class Site:
    door: OperatorsDoor
    ids: SmallLedger

    def admin(self, unit_id: str | None = None) -> httpx.Client:
        return self.door.as_role(Role.UNIT_ADMIN, unit_id)

    def status(self, terminal_id: str, status: Status) -> None:
        self.door.rig.clock.advance(60)
        self.door.rig.do(lambda tx: terminals.change(tx, terminal_id, {"status": status}, ACTOR))

    def register(self, mac: str, **more: Any) -> str:
        new = small_ledger.registration(self.ids.finance, self.ids.zhao, mac, **more)
        return self.door.rig.do(lambda tx: terminals.add(tx, new, ACTOR))


@pytest.fixture
def site(door: OperatorsDoor) -> Site:
    return Site(door, door.rig.do(small_ledger.fill))


def export(client: httpx.Client, kind: str, **more: Any) -> dict[str, Any]:
    form = {"kind": kind, "form": "huawei", "recipient": "示例市大数据局网络科", "reason": "违规断网"}
    answer = client.post("admission/exports", json=form | more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def macs(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["mac"], row["why"]) for row in found["entries"]]


def test_lists_follow_the_ledger(site: Site) -> None:
    admin = site.admin()
    assert macs(export(admin, "allow", dry_run=True)) == [
        (DESKTOP, "admitted"),
        (COUNTER, "admitted"),
        (GATEWAY, "infrastructure"),
    ]
    assert export(admin, "block", dry_run=True)["entries"] == []

    site.status(site.ids.desktop, Status.SUSPENDED)
    site.register("00-00-5E-00-53-04", terminal_type=TerminalType.PRINTER, agent_expected=False)
    site.register("00-00-5E-00-53-05", expires_us=site.door.rig.clock.now + 1)
    site.door.rig.clock.advance(1)
    assert macs(export(admin, "block", dry_run=True)) == [(DESKTOP, "suspended"), ("00-00-5E-00-53-05", "expired")]
    assert macs(export(admin, "allow", dry_run=True)) == [
        (COUNTER, "admitted"),
        ("00-00-5E-00-53-04", "admitted-agentless"),
        (GATEWAY, "infrastructure"),
    ]


def test_names_serials_and_rooms_never_stand_in_the_file(site: Site) -> None:
    for form in ("huawei", "h3c", "ruijie", "cisco", "freeradius"):
        found = export(site.admin(), "allow", form=form, dry_run=True)
        for text in ("李明轩", "赵建国", "PF3FAKE01", "CZJ-YSK-01", "0312", "财政"):
            assert text not in found["text"]
        assert "3714992026000001" in found["text"]


def test_a_hand_over_is_on_record_and_a_dry_run_is_not(site: Site) -> None:
    admin = site.admin()
    export(admin, "allow", dry_run=True)
    assert admin.get("admission/exports").json() == []
    found = export(admin, "allow")
    (row,) = admin.get("admission/exports").json()

    assert (row["id"], row["recipient"], row["reason"], row["digest"]) == (
        found["id"],
        "示例市大数据局网络科",
        "违规断网",
        found["digest"],
    )
    acts = site.door.rig.read(lambda connection: list(journal.entries(connection)))
    (act,) = [one for one in acts if one.action == "admission-exported"]
    assert (act.reason, act.values["rows"], act.values["digest"]) == ("违规断网", 3, found["digest"])
    assert verification.verify(site.door.services.store).is_intact


def test_the_difference_against_the_last_and_how_to_take_back_what_left(site: Site) -> None:
    admin = site.admin()
    site.status(site.ids.desktop, Status.SUSPENDED)
    first = export(admin, "block")
    site.status(site.ids.desktop, Status.ADMITTED)
    site.status(site.ids.counter, Status.RETIRED)
    second = export(admin, "block")

    assert (first["compared_with"], second["compared_with"]) == (None, first["id"])
    assert [row["mac"] for row in second["added"]] == [COUNTER]
    assert [row["mac"] for row in second["removed"]] == [DESKTOP]
    assert second["undo"] == "undo mac-address blackhole 0000-5e00-5301\n"
    assert export(admin, "block", form="cisco")["compared_with"] is None, "another form has its own history"
    third = export(admin, "block", dry_run=True)
    assert (third["added"], third["removed"], third["unchanged"]) == ([], [], 1)


def test_what_left_is_undone_by_the_number_it_was_given(site: Site) -> None:
    admin = site.admin()
    export(admin, "allow", form="ruijie")
    site.status(site.ids.desktop, Status.RETIRED)
    found = export(admin, "allow", form="ruijie", force=True)

    assert " no 10" in found["undo"].splitlines()
    assert " 20 permit host 0000.5e00.5303 any" in found["text"].splitlines()


def test_a_retired_terminal_s_ended_adapter_is_blocked_until_somebody_else_has_it(site: Site) -> None:
    admin, rig = site.admin(), site.door.rig
    site.status(site.ids.desktop, Status.RETIRED)
    (held,) = rig.read(lambda connection: adapters.of_terminal(connection, site.ids.desktop))
    rig.clock.advance(1)
    rig.do(lambda tx: adapters.end(tx, held.id, ACTOR))
    assert macs(export(admin, "block", dry_run=True)) == [(DESKTOP, "retired")]

    site.register(DESKTOP)
    assert macs(export(admin, "block", dry_run=True)) == []


def test_a_list_that_would_block_a_gateway_is_refused(site: Site) -> None:
    wrong = site.register(GATEWAY)
    site.status(wrong, Status.SUSPENDED)
    form = {"kind": "block", "form": "h3c", "recipient": "x", "reason": "x"}
    answer = site.admin().post("admission/exports", json=form)

    assert answer.status_code == 403
    assert GATEWAY in answer.json()["why"]
    assert "infrastructure" in answer.json()["why"]


def test_a_dongle_shared_with_an_admitted_terminal_is_left_out(site: Site) -> None:
    dongle = MacAddress.parse("00-00-5E-00-53-0D")
    for terminal_id in (site.ids.desktop, site.ids.counter):
        shared = Adapter(mac=dongle, adapter_class=AdapterClass.SHARED)
        site.door.rig.do(partial(adapters.add, terminal_id=terminal_id, new=shared, actor=ACTOR))
    site.status(site.ids.desktop, Status.SUSPENDED)

    assert macs(export(site.admin(), "block", dry_run=True)) == [(DESKTOP, "suspended")]


def test_locking_out_many_needs_force(site: Site) -> None:
    admin = site.admin()
    export(admin, "allow")
    site.status(site.ids.desktop, Status.RETIRED)
    form = {"kind": "allow", "form": "huawei", "recipient": "x", "reason": "x"}
    refused = admin.post("admission/exports", json=form)

    assert (refused.status_code, "1 of the 3" in refused.json()["why"]) == (403, True)
    assert export(admin, "allow", dry_run=True)["removed"][0]["mac"] == DESKTOP
    assert export(admin, "allow", force=True)["id"] == 2


def test_each_unit_gets_its_own_and_sees_no_other_s_lists(site: Site) -> None:
    finance, services = site.admin(site.ids.finance), site.admin(site.ids.services)
    site.status(site.ids.counter, Status.SUSPENDED)

    assert [row[0] for row in macs(export(finance, "allow"))] == [DESKTOP, GATEWAY]
    assert macs(export(finance, "block")) == []
    assert macs(export(services, "block")) == [(COUNTER, "suspended")]
    assert [row["id"] for row in services.get("admission/exports").json()] == [3]
    for name in ("示例市政务服务中心", "没有的单位"):
        answer = finance.post(
            "admission/exports",
            json={"kind": "block", "form": "huawei", "recipient": "x", "reason": "x", "unit": name},
        )
        assert (answer.status_code, answer.json()["why"]) == (404, "there is none")
    secadmin = site.door.as_role(Role.SECADMIN)
    assert len(secadmin.get("admission/exports").json()) == 3
    assert macs(export(secadmin, "block", unit="示例市政务服务中心")) == [(COUNTER, "suspended")]


def test_a_segment_s_list_holds_what_is_registered_or_heard_there(site: Site) -> None:
    admin = site.admin()
    found = export(admin, "allow", segment="财政局三楼", dry_run=True)

    assert macs(found) == [(DESKTOP, "admitted"), (GATEWAY, "infrastructure")]


def test_confirmed_strangers_may_be_added(tmp_path: Path) -> None:
    with open_both_doors(tmp_path) as doors:
        watcher = colleague(doors.agents, 11)
        minutes(doors.agents, 2, [watcher])
        lasting, once = watcher.voice.sighting, "00-00-5E-00-53-98"
        heard = lasting(STRANGER_MAC, "10.37.12.99", lasting=5), lasting(once, "10.37.12.98")
        hears(doors.agents, watcher, *heard)
        admin = doors.operators.as_role(Role.UNIT_ADMIN)

        assert export(admin, "block", dry_run=True)["entries"] == []
        found = export(admin, "block", strangers=True, segment="财政局三楼", dry_run=True)
        assert macs(found) == [(STRANGER_MAC, "stranger")]
        assert export(admin, "block", strangers=True, segment="政务大厅", dry_run=True)["entries"] == []


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER, Role.AUDITOR, Role.SYSADMIN])
def test_who_may_not(site: Site, role: Role) -> None:
    form = {"kind": "block", "form": "huawei", "recipient": "x", "reason": "x"}
    assert site.door.as_role(role).post("admission/exports", json=form).status_code == 403


@pytest.mark.parametrize("wrong", [{"form": "zte"}, {"recipient": ""}, {"reason": ""}, {"kind": "all"}])
def test_wrong_forms(site: Site, wrong: dict[str, str]) -> None:
    form = {"kind": "block", "form": "huawei", "recipient": "x", "reason": "x"}
    assert site.admin().post("admission/exports", json=form | wrong).status_code in (400, 422)

"""One running collector with a small fictional ledger for all tests of the command line."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.collector_process import PASSWORD, CollectorProcess, collector_process

UNIT = "示例市财政局"
OTHER_UNIT = "示例市政务服务中心"


@dataclass(frozen=True)
class Site:
    """Operators by home: wang-sys, wang-sec, wang-audit, zhao-admin, sun-approver; li-reader of the other unit."""

    collector: CollectorProcess
    reg_no: str


@pytest.fixture(scope="package")
def site() -> Iterator[Site]:
    with collector_process() as running:
        running.bootstrap()
        running.add_operator("zhao-admin", "unit-admin")
        running.add_operator("sun-approver", "approver")
        admin = "zhao-admin"
        for name in (UNIT, OTHER_UNIT):
            running.do("unit", "add", name, "--region", "371499", home=admin)
        person = ("--unit", UNIT, "--department", "预算科", "--mobile", "19900000001")
        running.do("person", "add", "李明轩", *person, home=admin)
        named = ("--first-responsible", "李明轩", "--direct-responsible", "李明轩", "--administrator", "李明轩")
        for name in (UNIT, OTHER_UNIT):
            running.do("unit", "change", name, *named, home=admin)
        segment = ("--unit", UNIT, "--prefix", "10.37.12.0/24", "--gateway", "10.37.12.254")
        running.do("segment", "add", "CZJ-3F", *segment, home="wang-sec")
        terminal = (
            "--unit",
            UNIT,
            "--type",
            "desktop",
            "--user",
            "李明轩",
            "--mac",
            "0000.5e00.5301",
            "--room",
            "0312",
        )
        where = (
            "--address",
            "10.37.12.21",
            "--segment",
            "CZJ-3F",
            "--hostname",
            "CZJ-YSK-01",
            "--serial-no",
            "PF3FAKE01",
        )
        made = running.do("terminal", "add", *terminal, *where, "--json", home=admin)
        running.do("reauthenticate", "--password-stdin", home="sun-approver", stdin=f"{PASSWORD}\n")
        waiver = ("--without-report", "--reason", "已现场核对")
        running.do("terminal", "approve", made.json["reg_no"], *waiver, home="sun-approver")
        running.add_operator("li-reader", "reader", OTHER_UNIT)
        yield Site(running, made.json["reg_no"])

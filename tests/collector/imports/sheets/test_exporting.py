from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from collector.imports.sheets.declaration import Choices, declaration
from collector.imports.sheets.exporting import EXPORTED, exported
from collector.imports.sheets.headings import HEADINGS, Field
from collector.imports.sheets.plan import Plan, Policy
from collector.imports.sheets.planning import plan
from collector.imports.sheets.register_view import RegisterView
from collector.imports.sheets.writing import delimited, workbook
from collector.ledger.application import Application
from collector.ledger.custody import Custody
from collector.ledger.terminal import AccessDomain, AccessMethod, AccessMode, Importance, IpMode
from collector.ledger.unit import Unit
from tests.support.ledger_rows import held, person, view
from tests.support.messy_sheets import UNIT

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Mn", "Co", "Cn")),
    min_size=1,
    max_size=20,
)


def rows(register: RegisterView) -> list[list[str]]:
    found = exported(register, lambda one: one)
    return [[HEADINGS[name] for name in EXPORTED], *([row.get(name, "") for name in EXPORTED] for row in found)]


def replanned(register: RegisterView, content: bytes) -> Plan:
    return plan(declaration(content, Choices(), date(2026, 3, 1)), register, Policy())


def test_every_field_comes_back_unchanged_from_workbook_and_text() -> None:
    full = held(
        brand="=cmd|' /C calc'!A0",
        model="+1",
        asset_no="TY2025000101",
        os_name="银河麒麟桌面V10 SP1",
        hostname="@CZJ",
        access_domain=AccessDomain.PUBLIC_SERVICE,
        access_mode=AccessMode.BY_TURNS,
        purpose="-预算",
        importance=Importance.CORE,
        agent_expected=False,
        expires_us=1767628800_123_456,
        remark="'x",
        disk_serial="WD-1",
        outlet_no="3F-012",
        switch_name="CZJ-3F-S5735",
        switch_port="GE0/0/13",
        vlan=112,
        os_version="2303",
        cpu_arch="飞腾 D2000",
        is_xinchuang=True,
        ip_mode=IpMode.STATIC,
        netmask="255.255.255.0",
        gateway="10.37.12.1",
        resolvers="10.37.0.2、10.37.0.3",
        access_method=AccessMethod.APPROVED_WIRELESS,
        access_window="工作日 08:00-18:30",
        antivirus_installed=True,
        antivirus="=奇安信网神",
        is_shared=False,
        is_temporary=True,
    )
    papers = Application(
        apply_no="SQ-001",
        applied_on="2026-01-05",
        reviewed_on="2026-01-06",
        approved_on="2026-01-07",
        online_on="2026-01-08",
        applicant="李明轩",
        reviewer="赵建国",
        approver="孙立",
        opinion="同意",
    )
    full = replace(full, application=papers, agent_id="a" * 32)
    full = replace(full, custody=Custody(owner_id="p1", user_id="p1", location="东楼", building="1号楼", room="0312"))
    people = {"p1": person(staff_no="G1", office_phone="0635-8200001", title="科员", pledge_signed=True)}
    finance = Unit(name=UNIT, region_code="371499", access_class="B", uscc="11371499MB1000010P")
    register = view(full, people=people, details={"u1": finance})
    unsaid = [name for name in EXPORTED if not next(exported(register, lambda one: one)).get(name)]
    assert unsaid == [Field.OWNER_MOBILE, Field.SHARED_MACS], "all others have a value here"

    for content in (workbook([("x", rows(register))]), delimited(rows(register)), delimited(rows(register), "gb18030")):
        made = replanned(register, content)
        assert (len(made.unchanged), made.refused, made.changes) == (1, (), ())
        assert [item for row in made.unchanged for item in row.findings] == []


@given(brand=TEXTS, room=TEXTS)
def test_any_text_comes_back_or_is_told(brand: str, room: str) -> None:
    register = view(held(brand=brand.strip(), remark=room.strip()))
    made = replanned(register, delimited(rows(register)))

    assert made.changes == () or made.changes[0].row.findings, (brand, room)


def test_the_customary_order() -> None:
    assert list(EXPORTED)[:6] == [
        Field.REG_NO,
        Field.UNIT,
        Field.USCC,
        Field.REGION,
        Field.ACCESS_CLASS,
        Field.DEPARTMENT,
    ]

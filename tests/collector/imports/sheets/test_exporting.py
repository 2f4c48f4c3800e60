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
from collector.ledger.terminal import AccessDomain, AccessMode, Importance
from tests.support.ledger_rows import held, person, view

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
    )
    people = {"p1": person(staff_no="G1", office_phone="0635-8200001", title="科员")}
    register = view(full, people=people)

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
        Field.DEPARTMENT,
        Field.USER,
        Field.USER_STAFF_NO,
        Field.USER_TITLE,
    ]

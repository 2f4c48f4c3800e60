import pytest

from collector.imports.sheets.book import Cell
from collector.imports.sheets.headings import HEADINGS, NOT_KEPT, Field
from collector.imports.sheets.people_values import MASKED
from collector.imports.sheets.readers import READERS
from collector.imports.sheets.said import NOTHING, Said
from collector.ledger.terminal import AccessMethod, IpMode


def test_every_field_that_is_kept_is_read() -> None:
    assert set(HEADINGS) - NOT_KEPT == set(READERS)


@pytest.mark.parametrize("name", [name for name in READERS if name is not Field.SEGMENT])
def test_a_dash_says_there_is_nothing(name: Field) -> None:
    assert "—" in NOTHING
    assert READERS[name](Said(name, ("—",))) is None


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        (Field.OFFICE_PHONE, "0635-8200001-12", "0635-8200001-12"),
        (Field.OS_VERSION, "2303", "2303"),
        (Field.CPU_ARCH, "鲲鹏", "aarch64"),
        (Field.CPU_ARCH, "x64", "x86_64"),
        (Field.CPU_ARCH, "飞腾 D2000", "飞腾 D2000"),
        (Field.IS_XINCHUANG, "非信创", False),
        (Field.IP_MODE, "固定IP", IpMode.STATIC),
        (Field.IP_MODE, "自动获取", IpMode.DHCP),
        (Field.ACCESS_METHOD, "授权无线", AccessMethod.APPROVED_WIRELESS),
        (Field.ACCESS_WINDOW, "工作日 08:00-18:30", "工作日 08:00-18:30"),
        (Field.PLEDGE, "已签订", True),
        (Field.IS_TEMPORARY, "临时", True),
        (Field.LOCATION, "东楼3楼", "东楼3楼"),
        (Field.APPLY_NO, "SQ-2026-1", "SQ-2026-1"),
        (Field.APPROVER, "孙*", "masked"),
        (Field.ONLINE_DATE, 46030.0, "2026-01-08"),
    ],
)
def test_values(name: Field, cell: Cell, value: object) -> None:
    found = READERS[name](Said(name, (cell,)))

    assert getattr(found, "office", found) == (MASKED if value == "masked" else value)

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.errors import InvalidValue
from collector.ledger import fields
from protocol.mac import MacAddress


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("李明轩", "李明轩"),
        (" 李 明轩 ", "李明轩"),
        ("　周敏", "周敏"),
        ("阿卜杜·热合曼", "阿卜杜·热合曼"),
        ("阿卜杜•热合曼", "阿卜杜·热合曼"),
        ("阿卜杜・热合曼", "阿卜杜·热合曼"),
        ("𠮷田", "𠮷田"),
        ("㛃文", "㛃文"),
    ],
)
def test_real_names_are_kept(given_name: str, kept: str) -> None:
    assert fields.real_name("name", given_name) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "测试",
        "张三",
        "admin",
        "办公室",
        "无",
        "李",
        "李1",
        "·李明",
        "李·",
        "(公用)值班室",
        "李" * 21,
        "李\u200b明",
    ],
)
def test_placeholders_and_fillers_are_no_names(text: str) -> None:
    with pytest.raises(InvalidValue, match="name"):
        fields.real_name("name", text)


@pytest.mark.parametrize("text", ["19900000001", "+86 199 0000 0001", "１９９０００００００１", "199-0000-0001"])
def test_mobiles_have_one_form(text: str) -> None:
    assert fields.mobile("mobile", text) == "19900000001"


@pytest.mark.parametrize("text", ["1990000000", "199000000012", "12900000001", "1.9900000001E10", "19900000001.0", ""])
def test_other_numbers_are_no_mobiles(text: str) -> None:
    with pytest.raises(InvalidValue, match="mobile"):
        fields.mobile("mobile", text)


@pytest.mark.parametrize("text", ["0635-8200001", "06358200001", "8200001", "0635-8200001-12", "010-82000001"])
def test_office_numbers(text: str) -> None:
    assert fields.office_phone("phone", text) == text


@pytest.mark.parametrize("text", ["635-8200001", "0635-820001", "0635-8200001-", "820000a"])
def test_wrong_office_numbers(text: str) -> None:
    with pytest.raises(InvalidValue, match="phone"):
        fields.office_phone("phone", text)


@pytest.mark.parametrize("text", ["37149", "3714990", "071499", "37149x"])
def test_wrong_region_codes(text: str) -> None:
    with pytest.raises(InvalidValue, match="region"):
        fields.region_code("region", text)


@pytest.mark.parametrize(
    "text",
    ["To be filled by O.E.M.", "Default string", "None", "0123456789", "0000000000", "System Serial Number", "N/A",
     "xxxx", "00000000-0000-0000-0000-000000000000"],
)  # fmt: skip
def test_fillers_are_no_serial_numbers(text: str) -> None:
    with pytest.raises(InvalidValue, match="filler"):
        fields.serial_no("serial", text)


def test_a_serial_number_may_be_missing() -> None:
    assert fields.serial_no("serial", None) is None
    assert fields.serial_no("serial", " ") is None
    assert fields.serial_no("serial", " PF3FAKE01 ") == "PF3FAKE01"


@given(st.text(max_size=80))
def test_text_is_kept_bounded_and_visible_or_refused(value: str) -> None:
    try:
        kept = fields.text("field", value, 40)
    except InvalidValue:
        return
    assert 0 < len(kept) <= 40
    assert fields.text("field", kept, 40) == kept
    assert not any(letter in kept for letter in "\0\n\t\u200b\u202e")


@pytest.mark.parametrize("mac", ["FF-FF-FF-FF-FF-FF", "00-00-00-00-00-00", "01-00-5E-00-00-01"])
def test_group_and_zero_macs_are_no_terminals(mac: str) -> None:
    with pytest.raises(InvalidValue, match=mac):
        fields.terminal_mac("MAC", MacAddress.parse(mac))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "169.254.3.4", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "fe80::1"]
)
def test_addresses_no_terminal_is_registered_under(address: str) -> None:
    with pytest.raises(InvalidValue, match="registered"):
        fields.terminal_address("IP", ip_address(address))

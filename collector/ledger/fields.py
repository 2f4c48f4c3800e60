"""Checks of single fields (domain.md §3.1, §3.2). Each returns the normal form or raises InvalidValue."""

import re
import unicodedata
from collections.abc import Iterable

from collector.errors import InvalidValue
from collector.ledger.credit_code import is_credit_code
from protocol.address import Address, normal_form
from protocol.mac import MacAddress
from protocol.notation import to_ascii
from protocol.phrases import Phrase, say

# Interpuncts people type in minority names, all written as the one of GB/T 15834.
_INTERPUNCTS = str.maketrans(dict.fromkeys("\u2022\u30fb\u2027\u2219\u25cf\ufe52\uff0e.", "\u00b7"))
# CJK Unified Ideographs with extensions A to H and the compatibility block: rare names lie beyond the BMP.
_HANZI = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_NAME = re.compile(rf"{_HANZI}+(?:\u00b7{_HANZI}+)*\Z")
# fmt: off
_PLACEHOLDERS = frozenset({
    "测试", "测试人员", "测试用户", "试用", "张三", "李四", "王五", "某某", "某人", "无名", "无名氏", "未知",
    "不详", "待定", "待补", "办公室", "值班室", "公用", "公共", "管理员", "系统管理员", "用户", "使用人", "责任人",
    "同上",
})
# fmt: on
_MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")
_OFFICE_PHONE = re.compile(r"(?:0[0-9]{2,3}-?)?[0-9]{7,8}(?:-[0-9]{1,6})?\Z")
_REGION = re.compile(r"[1-9][0-9]{5}\Z")
# What BIOS vendors leave in the serial number field of DMI type 1 (SMBIOS 7.2).
# fmt: off
_JUNK_SERIALS = frozenset({
    "TOBEFILLEDBYOEM", "DEFAULTSTRING", "NONE", "NA", "NULL", "UNKNOWN", "SYSTEMSERIALNUMBER", "NOTSPECIFIED",
    "NOTAPPLICABLE", "OEM", "INVALID", "SERIALNUMBER", "CHASSISSERIALNUMBER", "0123456789", "123456789",
    "1234567890",
})
# fmt: on
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BLANKS = " \t\u00a0\u3000"


def text(field: str, value: str, most: int) -> str:
    """A line of text without spaces around it, not empty, without control or invisible characters."""
    clean = unicodedata.normalize("NFC", value).strip(_BLANKS)
    if not clean:
        raise InvalidValue(field, "is empty", "give it a value")
    if len(clean) > most:
        raise InvalidValue(
            say("{field} {value!r}…", field=Phrase(field), value=clean[:20]),
            say("{length} characters, at most {most}", length=len(clean), most=most),
            "shorten it",
        )
    if not clean.isprintable() and any(unicodedata.category(letter) in _UNSEEN for letter in clean):
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=clean[:40]),
            "holds an invisible character",
            "type it again",
        )
    return clean


def optional_text(field: str, value: str | None, most: int) -> str | None:
    """As `text`; None and blank are None."""
    return text(field, value, most) if value is not None and value.strip(_BLANKS) else None


def real_name(field: str, value: str) -> str:
    """A person's real name: 2 to 20 Chinese characters, or a minority name with ·; placeholders are no names."""
    clean = re.sub(r"\s", "", text(field, value, 40)).translate(_INTERPUNCTS)
    if clean in _PLACEHOLDERS:
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=clean),
            "is a placeholder",
            "give the person's real name (实名)",
        )
    if not _NAME.match(clean) or not 2 <= len(clean) <= 20:
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=clean),
            "not 2 to 20 Chinese characters, · allowed within",
            "give the person's real name (实名)",
        )
    return clean


def mobile(field: str, value: str) -> str:
    """Eleven digits that begin with 13 to 19; +86, spaces and hyphens are dropped."""
    clean = re.sub(r"[\s-]", "", to_ascii(value)).removeprefix("+86")
    if not _MOBILE.match(clean):
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=value[:24]),
            "not a mobile number of eleven digits",
            "like 19900000001",
        )
    return clean


def office_phone(field: str, value: str) -> str:
    """Area code, number and extension with hyphens."""
    clean = to_ascii(value).replace(" ", "")
    if not _OFFICE_PHONE.match(clean):
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=value[:24]),
            "not an office number",
            "like 0635-8200001 or 0635-8200001-12",
        )
    return clean


def distinct_texts(field: str, values: Iterable[str], most: int, count: int) -> tuple[str, ...]:
    """Each as `text`, without repeats, in their order; at most `count`."""
    clean = tuple(dict.fromkeys(text(field, value, most) for value in values))
    if len(clean) > count:
        raise InvalidValue(
            say("{field}: {count} values", field=Phrase(field), count=len(clean)),
            say("at most {most} fit", most=count),
            "leave some out",
        )
    return clean


def credit_code(field: str, value: str) -> str:
    """A unified social credit identifier with its check character (GB 32100-2015)."""
    clean = to_ascii(value).strip().upper()
    if not is_credit_code(clean):
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=value[:24]),
            "is no unified social credit code: a character or the check character is wrong",
            "copy it from the unit's certificate (18 characters, no I O S V Z)",
        )
    return clean


def region_code(field: str, value: str) -> str:
    """Six digits of GB/T 2260, kept as text."""
    clean = to_ascii(value)
    if not _REGION.match(clean):
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=value[:16]), "not six digits (GB/T 2260)", "like 371499"
        )
    return clean


def serial_no(field: str, value: str | None) -> str | None:
    """A device's serial number; what a vendor left in its place is refused, since it would match other devices."""
    clean = optional_text(field, value, 128)
    if clean is None:
        return None
    bare = re.sub(r"[^0-9A-Z]", "", to_ascii(clean).upper())
    if bare in _JUNK_SERIALS or len(set(bare)) < 2:
        raise InvalidValue(
            say("{field} {value!r}", field=Phrase(field), value=clean),
            "is a filler, no serial number",
            "read it off the device or leave it out",
        )
    return clean


def terminal_mac(field: str, value: MacAddress) -> MacAddress:
    """A MAC address that a terminal can have as its own."""
    if not value.can_be_a_terminal:
        raise InvalidValue(
            say("{field} {value}", field=Phrase(field), value=value),
            "is a group or zero address",
            "give the adapter's own address",
        )
    return value


def terminal_address(field: str, value: Address) -> Address:
    """An address that a terminal can be registered under."""
    if value.is_loopback or value.is_multicast or value.is_unspecified or value.is_link_local or value.is_reserved:
        raise InvalidValue(
            say("{field} {value}", field=Phrase(field), value=normal_form(value)),
            "no terminal is registered under it",
            "give its unicast address",
        )
    return value

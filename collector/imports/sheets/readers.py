"""How each field's cells are read: the register's normal form, or why they cannot be taken."""

from functools import partial

from collector.imports.sheets import dates, form_values, network_settings, network_values, people_values, vocabulary
from collector.imports.sheets.headings import Field
from collector.imports.sheets.said import NOTHING, Level, Reading, Said, Unusable, clean, code
from collector.ledger import fields
from protocol.phrases import say


def _line(most: int, said: Said, *, ascii_only: bool = False) -> str | None:
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    return fields.text("text", code(text) if ascii_only else text, most)


def _remark(said: Said) -> str | None:
    return None if said.text in NOTHING else fields.text("remark", said.text, 256)


def _room(said: Said) -> str | None:
    if said.number is not None:
        said.tell(
            Level.WARNING, say("is a number there: a zero before it may be lost"), say("format the column as text")
        )
    return _line(64, said, ascii_only=True)


def _serial(said: Said) -> str | None:
    if said.number is not None and abs(said.number) >= 1e15:
        raise Unusable("was turned into a number by the spreadsheet, its digits are lost", "type it anew as text")
    text = said.without_status_hint()
    return None if text in NOTHING else fields.serial_no("serial number", code(text))


def _reg_no(said: Said) -> str | None:
    text = code(said.text)
    if said.text in NOTHING:
        return None
    if said.number is not None and said.number >= 1e15:
        raise Unusable(
            "was turned into a number by the spreadsheet, its last digits may be lost", "type it anew as text"
        )
    if len(text) != 16 or not text.isascii() or not text.isdigit():
        raise Unusable("is no registration number of 16 digits", "leave it out to get the next one")
    return text


def _expires(said: Said) -> int | None:
    found = dates.moment(said)
    return None if found is None else dates.end_us(found)


def _segment(said: Said) -> tuple[str, ...] | None:
    """Names in the order of the addresses; — stands for none."""
    return tuple(clean(part) for part in said.text.split("、")) or None


_code = partial(_line, ascii_only=True)
READERS: dict[Field, Reading] = {
    Field.REG_NO: _reg_no,
    Field.UNIT: partial(_line, 128),
    Field.DEPARTMENT: partial(_line, 128),
    Field.USER: people_values.user_name,
    Field.USER_STAFF_NO: partial(_code, 64),
    Field.USER_TITLE: partial(_line, 64),
    Field.MOBILE: people_values.telephones,
    Field.OFFICE_PHONE: people_values.telephones,
    Field.PLEDGE: vocabulary.yes_or_no,
    Field.OWNER: people_values.name,
    Field.OWNER_STAFF_NO: partial(_code, 64),
    Field.OWNER_MOBILE: people_values.telephones,
    Field.LOCATION: _room,
    Field.BUILDING: _room,
    Field.ROOM: _room,
    Field.OUTLET_NO: partial(_code, 64),
    Field.TERMINAL_TYPE: vocabulary.terminal_type,
    Field.BRAND: partial(_line, 64),
    Field.MODEL: partial(_line, 64),
    Field.SERIAL_NO: _serial,
    Field.DISK_SERIAL: _serial,
    Field.ASSET_NO: partial(_code, 64),
    Field.OS_NAME: lambda said: (text := vocabulary.system(said)) and fields.text("operating system", text, 64),
    Field.OS_VERSION: partial(_line, 64),
    Field.CPU_ARCH: vocabulary.architecture,
    Field.IS_XINCHUANG: vocabulary.yes_or_no,
    Field.HOSTNAME: partial(_code, 64),
    Field.ADDRESSES: network_values.addresses,
    Field.SEGMENT: _segment,
    Field.MACS: network_values.macs,
    Field.SHARED_MACS: network_values.macs,
    Field.NETMASK: network_settings.netmask,
    Field.GATEWAY: network_settings.gateway,
    Field.RESOLVERS: network_settings.resolvers,
    Field.IP_MODE: vocabulary.ip_mode,
    Field.SWITCH_NAME: partial(_code, 64),
    Field.SWITCH_PORT: partial(_code, 64),
    Field.VLAN: network_values.vlan,
    Field.ACCESS_DOMAIN: vocabulary.domain,
    Field.ACCESS_METHOD: vocabulary.method,
    Field.ACCESS_MODE: vocabulary.mode,
    Field.ACCESS_WINDOW: partial(_line, 64),
    Field.PURPOSE: partial(_line, 128),
    Field.IMPORTANCE: vocabulary.importance,
    Field.IS_SHARED: vocabulary.yes_or_no,
    Field.AGENT_EXPECTED: vocabulary.yes_or_no,
    Field.EXPIRES: _expires,
    Field.STATUS: vocabulary.status,
    Field.REMARK: _remark,
    Field.IS_TEMPORARY: vocabulary.yes_or_no,
    Field.AV_INSTALLED: vocabulary.yes_or_no,
    Field.ANTIVIRUS: vocabulary.antivirus,
    Field.USCC: form_values.credit_code,
    Field.REGION: form_values.region,
    Field.ACCESS_CLASS: form_values.access_class,
    Field.APPLICANT: people_values.name,
    Field.APPLY_NO: partial(_code, 64),
    Field.APPLY_DATE: form_values.day,
    Field.REVIEWER: people_values.name,
    Field.REVIEW_DATE: form_values.day,
    Field.APPROVER: people_values.name,
    Field.APPROVE_DATE: form_values.day,
    Field.OPINION: form_values.opinion,
    Field.ONLINE_DATE: form_values.day,
}

"""MAC addresses, IP addresses and VLANs as they stand in sheets (domain.md §3.2; cases 9 to 13, 16)."""

import re

from collector.imports.sheets.said import NOTHING, Level, Said, Unusable, code
from collector.ledger import fields
from protocol.address import Address, normal_form, parse_address
from protocol.errors import MalformedIdentity
from protocol.mac import MacAddress
from protocol.notation import to_ascii
from protocol.phrases import say

_MOST = 16
_BETWEEN_MACS = re.compile(r"[\n\r;、,/|&]+")
_LABEL = re.compile(r"^(?:[^0-9A-Fa-f\s:]{1,8}|MAC|WLAN|LAN\d?|eth\d|无线网卡|有线网卡)\s*[::]\s*", re.IGNORECASE)
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "L": "1", "i": "1", "S": "5", "Z": "2"})
# Whom a hypervisor gives addresses of: VMware, VirtualBox, KVM, Hyper-V (their vendors' documentation).
_VIRTUAL = ("00-0C-29", "00-50-56", "00-05-69", "08-00-27", "52-54-00", "00-15-5D")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)

_VLAN = re.compile(r"^VLAN\s*(?:ID)?[\s_:-]*")
_BETWEEN_ADDRESSES = re.compile(r"[\s;;、,,|和]+")
_COMMAS = re.compile(r"[0-9]{1,3}(?:[,,][0-9]{1,3}){3}")
_RANGE = re.compile(
    r"(?P<net>(?:[0-9]{1,3}\.){3})(?P<first>[0-9]{1,3})\s*(?P<mark>[-~/—–至到])\s*(?P=net)?(?P<last>[0-9]{1,3})"
)
_QUAD = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){3}")
_BY_DHCP = frozenset({"DHCP", "自动", "自动获取", "动态", "动态获取", "动态分配", "自动分配"})


def macs(said: Said) -> tuple[MacAddress, ...] | None:
    """Every address of the cell, in its order; raises Unusable or MalformedIdentity for any that is none."""
    if said.number is not None:
        raise _turned_into_number(said.number)
    if said.text in NOTHING:
        return None
    found: list[MacAddress] = []
    for part in _BETWEEN_MACS.split(to_ascii(said.raw)):
        for token in _tokens(_LABEL.sub("", code(part))):
            mac = fields.terminal_mac("MAC address", _mac(token))
            if mac not in found:
                found.append(mac)
    if len(found) > _MOST:
        raise Unusable(say("holds more than {most} addresses", most=_MOST), "one terminal a row")
    for mac in found:
        _look_at(said, mac)
    return tuple(found) or None


def _tokens(part: str) -> list[str]:
    if not part:
        return []
    try:
        MacAddress.parse(part)
    except MalformedIdentity:
        pieces = part.split()
        # Six pairs with blanks between them are one address, however wrong.
        return pieces if len(pieces) > 1 and all(len(piece) >= 12 for piece in pieces) else [part]
    return [part]


def _mac(token: str) -> MacAddress:
    try:
        return MacAddress.parse(token)
    except MalformedIdentity as error:
        if _SCIENTIFIC.fullmatch(token):
            raise Unusable(
                "was turned into a number by the spreadsheet, its digits are lost",
                "format the cell as text, type it anew",
            ) from None
        if _is_address(token):
            raise Unusable("is an IP address", "are the columns swapped? correct them with --map") from None
        raise Unusable(error.why, error.next_step, _meant(token)) from None


def _meant(token: str) -> str | None:
    try:
        return str(MacAddress.parse(token.translate(_LOOKALIKES)))
    except MalformedIdentity:
        return None


def _turned_into_number(number: float) -> Unusable:
    digits = f"{number:.0f}" if number >= 0 and number.is_integer() and number < 1e12 else ""
    meant = str(MacAddress(bytes.fromhex(digits.zfill(12)))) if digits else None
    return Unusable(
        "was turned into a number by the spreadsheet: zeros before it and letters are lost",
        "read it off the device, format the cell as text",
        meant,
    )


def _look_at(said: Said, mac: MacAddress) -> None:
    if str(mac).startswith(_VIRTUAL):
        said.tell(
            Level.WARNING, say("{mac} belongs to a virtual machine's adapter", mac=mac), say("is it the PC's own?")
        )
    elif mac.is_locally_administered:
        why = say("{mac} is a randomised or hand-made address", mac=mac)
        said.tell(Level.WARNING, why, say("register the adapter's own address and switch randomising off"))


def addresses(said: Said) -> tuple[Address, ...] | None:
    """Every address of the cell, in its order; raises Unusable or MalformedIdentity for any that is none."""
    text = code(said.text)
    if text in NOTHING:
        return None
    if text.upper() in _BY_DHCP:
        said.tell(Level.NOTE, say("is given by DHCP: no address is registered"))
        return None
    if said.number is not None:
        raise Unusable("was turned into a number by the spreadsheet", "format the cell as text, type it anew")
    if _COMMAS.fullmatch(text):
        raise Unusable("has commas for dots", "write it with dots", re.sub("[,,]", ".", text))
    found: list[Address] = []
    for token in _BETWEEN_ADDRESSES.split(code(said.raw.replace("\n", ";"))):
        if token:
            address = fields.terminal_address("IP address", _address(said, token))
            if address not in found:
                found.append(address)
    if len(found) > _MOST:
        raise Unusable(say("holds more than {most} addresses", most=_MOST), "one terminal a row")
    return tuple(found) or None


def _address(said: Said, token: str) -> Address:
    token = token.strip("()[].")
    if (span := _RANGE.fullmatch(token)) is not None:
        raise _range(span)
    if _QUAD.fullmatch(token) and any(len(part) > 1 and part.startswith("0") for part in token.split(".")):
        plain = ".".join(str(int(part)) for part in token.split("."))
        said.tell(Level.WARNING, say("has leading zeros; read as decimal {address}", address=plain))
        token = plain
    try:
        return parse_address(token)
    except MalformedIdentity as error:
        if _is_mac(token):
            raise Unusable("is a MAC address", "are the columns swapped? correct them with --map") from None
        raise Unusable(error.why, error.next_step) from None


def _range(span: re.Match[str]) -> Unusable:
    net, first, last = span["net"], int(span["first"]), int(span["last"])
    if span["mark"] == "/" and last <= 32 and last >= 8 and last <= first:
        return Unusable("carries a prefix length", "write the address alone", f"{net}{first}")
    if first < last <= 254 and last - first < _MOST:
        listed = "、".join(f"{net}{number}" for number in range(first, last + 1))
        return Unusable("is a range", "write every address that this terminal has", listed)
    return Unusable("is a range", "write every address that this terminal has")


def vlan(said: Said) -> int | None:
    """1 to 4094 (IEEE 802.1Q clause 9.6), also as VLAN112 or 112.0."""
    text = _VLAN.sub("", code(said.text).upper())
    if said.text in NOTHING:
        return None
    text = text.removesuffix(".0")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= 4094:
        raise Unusable("is no number of a VLAN", "a number of 1 to 4094")
    return int(text)


def are_swapped(macs_said: Said, addresses_said: Said) -> bool:
    """Whether the cell for MACs holds IP addresses and the one for addresses MACs."""
    return _is_address(code(macs_said.text)) and _is_mac(code(addresses_said.text))


def _is_address(text: str) -> bool:
    first = (_BETWEEN_ADDRESSES.split(text) or [""])[0]
    try:
        parse_address(first)
    except MalformedIdentity:
        return False
    return "." in first


def _is_mac(text: str) -> bool:
    try:
        MacAddress.parse(_BETWEEN_MACS.split(text)[0])
    except MalformedIdentity:
        return False
    return True


def written(values: tuple[MacAddress | Address, ...]) -> str:
    """As an export has them, and as they are read back."""
    return "、".join(str(item) if isinstance(item, MacAddress) else normal_form(item) for item in values)

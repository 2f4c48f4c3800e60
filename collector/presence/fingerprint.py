"""What a MAC says of itself to DHCP and name services, and whether it still speaks as it did.

Rule 1: one aspect that changed is a firmware update or a new name; two that changed are another machine.
Rule 2: what was said in the first day is all its own: installers, PXE and the system itself speak differently.
Rule 3: a version of DHCP that it begins to speak after that day is a change, whatever it says in it.
Rule 4: only what tells one machine from another may join two MACs; `iPhone` does not, a DUID does.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from collector.presence.interval import DAY_US
from protocol.mac import MacAddress
from protocol.observations import DhcpVersion

LEARNING_US = DAY_US
"""What a MAC says of itself within this time of its first word is taken for its own."""
_CLIENTS = frozenset(DhcpVersion)
_NUMBERED_NAME = re.compile(r"android-[0-9a-f]{12,16}|(?:desktop|laptop|win)-[0-9a-z]{7,11}")
"""Names that systems make up for one machine; a model's name (vivo-1906) is every such phone's."""


_MAC_DIGITS = 12
_OF_HARDWARE, _OF_DUID, _IAID_DIGITS = "01", "ff", 10
"""First octet of a DHCPv4 client identifier (RFC 2132 section 9.14, RFC 4361 section 6.1); where its DUID begins."""
_DUID_HEADS = (("00010001", 16), ("00030001", 8))
"""DUIDs made of an Ethernet MAC, with a time or without, and where it begins (RFC 8415 sections 11.2 and 11.4)."""


class Aspect(StrEnum):
    """In which independent ways a client can be told from another."""

    VENDOR_CLASS = "vendor-class"
    PARAMETERS = "options-asked-for"
    CLIENT_ID = "client-id"
    NAME = "name"
    VERSION = "dhcp-version"
    """It begins to speak a version of DHCP that it never spoke."""


@dataclass(frozen=True, slots=True)
class Word:
    """One way in which a MAC spoke of itself; `version`: dhcp4, dhcp6, or how it named itself.

    A DHCP client's word is whole: what it does not give is part of it. A name's word says nothing of the rest.
    """

    version: str
    client_id: str | None
    vendor_class: str | None
    parameters: tuple[int, ...]
    name: str | None
    first_us: int
    last_us: int
    accepted_us: int | None = None

    @property
    def is_client(self) -> bool:
        return self.version in _CLIENTS and self.name is None

    def values(self) -> Mapping[Aspect, str]:
        """What this word says, by aspect."""
        if not self.is_client:
            return {} if self.name is None else {Aspect.NAME: self.name}
        return {
            Aspect.VENDOR_CLASS: self.vendor_class or "",
            Aspect.PARAMETERS: " ".join(map(str, self.parameters)),
            Aspect.CLIENT_ID: self.client_id or "",
        }


@dataclass(frozen=True, slots=True)
class Change:
    """An aspect whose newest value is none of its own; `before` are those, the empty text where it gave none."""

    aspect: Aspect
    version: str
    before: tuple[str, ...]
    after: str
    since_us: int


def changes(mac: MacAddress, words: Sequence[Word]) -> tuple[Change, ...]:
    """At most one for each aspect: DHCP of both versions tells of one change.

    Own are the values a person accepted; where none was accepted, those of the first day. A version of DHCP that is
    first spoken after that day is a change of its own.
    """
    found: dict[Aspect, Change] = {}
    for version in sorted({word.version for word in words}):
        spoken = [word for word in words if word.version == version]
        for aspect in Aspect:
            said = [(word, word.values()[aspect]) for word in spoken if aspect in word.values()]
            change = _change(aspect, version, said)
            if change is not None:
                found.setdefault(aspect, change)
    for change in _new_versions(mac, words):
        found.setdefault(change.aspect, change)
    return tuple(found.values())


def _new_versions(mac: MacAddress, words: Sequence[Word]) -> Iterator[Change]:
    """DHCP of a version that is none of its own, still spoken; and there an identifier that names another MAC.

    What a version's own first day says is no excuse: whoever copies a MAC may ask for an IPv6 lease only.
    """
    clients = [word for word in words if word.is_client]
    accepted = {word.version for word in clients if word.accepted_us is not None}
    began_us = min((word.first_us for word in clients), default=0)
    own = accepted or {word.version for word in clients if word.first_us - began_us < LEARNING_US}
    newest_us = max((word.last_us for word in clients), default=0)
    for version in sorted({word.version for word in clients} - own):
        spoken = [word for word in clients if word.version == version and newest_us - word.last_us < LEARNING_US]
        if not spoken:
            continue
        since_us = min(word.first_us for word in spoken)
        yield Change(Aspect.VERSION, version, tuple(sorted(own)), version, since_us)
        known = {word.client_id.lower() for word in clients if word.client_id and word.version in own}
        for word in spoken:
            if _names_another_machine(mac, word, known):
                yield Change(Aspect.CLIENT_ID, version, tuple(sorted(known)), word.client_id or "", word.first_us)


def _names_another_machine(mac: MacAddress, word: Word, known: Iterable[str]) -> bool:
    """Its identifier is made of another MAC, and is none that the machine gave before (RFC 4361: one DUID for both)."""
    duid = (word.client_id or "").lower()
    if word.version == DhcpVersion.DHCP4:
        if duid.startswith(_OF_HARDWARE):
            return len(duid) == _MAC_DIGITS + 2 and duid[2:] != _digits(mac)
        duid = duid[_IAID_DIGITS:] if duid.startswith(_OF_DUID) else ""
    size = next((size for kind, size in _DUID_HEADS if duid.startswith(kind)), None)
    if size is None or len(duid) != size + _MAC_DIGITS or any(duid in one for one in known):
        return False
    return duid[size:] != _digits(mac)


def _digits(mac: MacAddress) -> str:
    return mac.octets.hex()


def _change(aspect: Aspect, version: str, said: Sequence[tuple[Word, str]]) -> Change | None:
    if not said:
        return None
    began_us = min(word.first_us for word, _ in said)
    accepted = {value for word, value in said if word.accepted_us is not None}
    own = accepted or {value for word, value in said if word.first_us - began_us < LEARNING_US}
    newest, value = max(said, key=lambda one: (one[0].last_us, one[0].first_us))
    if value in own:
        return None
    return Change(aspect, version, tuple(sorted(own)), value, newest.first_us)


def joins(mac: MacAddress, word: Word) -> frozenset[str]:
    """By what this word of a locally administered MAC may be joined with the same machine's other MACs.

    A client identifier that holds the MAC itself is as random as that; so is a DUID made of it.
    """
    if word.is_client:
        known = word.client_id
        is_own = known is None or str(mac).replace(":", "").replace("-", "").lower() in known.lower()
        return frozenset() if is_own or known is None else frozenset({f"{word.version}:{known.lower()}"})
    name = (word.name or "").lower().split(".")[0]
    return frozenset({f"name:{name}"}) if _NUMBERED_NAME.fullmatch(name) else frozenset()


@dataclass(frozen=True, slots=True)
class Kin:
    """Another MAC of the same machine, first heard at `first_us`; `by` is what joins them."""

    mac: MacAddress
    first_us: int
    by: str


def eldest(mac: MacAddress, first_us: int, kin: Iterable[Kin]) -> MacAddress:
    """The MAC under which the machine is known: the one heard first, so that an alert keeps its subject."""
    return min([(first_us, mac), *((one.first_us, one.mac) for one in kin)])[1]

"""账实核对: what the ledger says beside what was observed. Observation never overwrites: differences are shown.

What nobody could observe is no difference: it is said to be unseen, with the reason.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from collector.errors import InvalidValue
from collector.ledger import fields
from collector.ledger.custody import Custody
from collector.ledger.person import Person

DAY_US = 86_400_000_000


class DriftKind(StrEnum):
    """How a terminal and its row can part."""

    NOT_SEEN = "not-seen"
    """有账无物"""
    IN_NO_LEDGER = "in-no-ledger"
    """有物无账"""
    DIFFERS = "differs"
    """账实不符"""
    NO_REAL_NAME = "no-real-name"
    """未实名"""
    LONG_OFFLINE = "long-offline"
    """长期离线"""
    ZOMBIE = "zombie"
    """僵尸"""


class DriftField(StrEnum):
    """What is compared, named as the ledger names it."""

    SERIAL_NO = "serial_no"
    DISK_SERIAL = "disk_serial"
    MACS = "macs"
    HOSTNAME = "hostname"
    OS_NAME = "os_name"
    ADDRESSES = "addresses"
    SWITCH_PORT = "switch_port"
    VLAN = "vlan"
    ANTIVIRUS = "antivirus"
    SEGMENT_UNIT = "segment_unit"


class Agreement(StrEnum):
    """How a declared and an observed value stand to each other."""

    AGREES = "agrees"
    DIFFERS = "field-differs"
    UNDECLARED = "undeclared"
    """Observed, and the ledger says nothing of it."""
    UNSEEN = "unseen"
    """Declared, and nobody could observe it, or not so that it can be compared."""


class NameFault(StrEnum):
    """Why a terminal does not count in 实名率 (R03); all but the last make it 未实名."""

    NO_USER = "no-user"
    PLACEHOLDER = "placeholder"
    NO_PHONE = "no-phone"
    UNCONFIRMED = "unconfirmed"
    """Its people are named, and nobody has confirmed that for too long: due for confirmation."""


@dataclass(frozen=True, slots=True)
class Terms:
    """In days: unseen for so long is 有账无物, 长期离线, 僵尸; a custody is to be confirmed anew after so long."""

    not_seen: int = 7
    long_offline: int = 30
    zombie: int = 90
    confirmed: int = 180


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of one field, in normal form and order, when, and which report said so.

    `why_unseen`: nobody could observe it, or only so that nothing follows. `digest` None: told by no single report.
    """

    values: tuple[str, ...] = ()
    seen_us: int | None = None
    digest: str | None = None
    why_unseen: str | None = None
    agrees: bool | None = None
    """Where equality of the texts does not tell: whether it is what was declared."""


@dataclass(frozen=True, slots=True)
class FieldDrift:
    """One field: what is declared, what was observed, and whether that is the same."""

    field: DriftField
    declared: tuple[str, ...]
    observed: Observed
    agreement: Agreement

    @property
    def token(self) -> str:
        """16 hex digits that stand for both values: what somebody accepts is what they were shown."""
        return hashlib.sha256(repr((self.field.value, self.declared, self.observed.values)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sighted:
    """`last_us`: when its agent beat or it was heard last, None never; `since_us`: since when the row is in force.

    `why_unseeable`: nobody could have seen it: it has no agent, and nobody watches where it stands.
    """

    last_us: int | None
    since_us: int
    why_unseeable: str | None = None


def compare(field: DriftField, declared: Iterable[str | None], observed: Observed) -> FieldDrift:
    """Texts are compared without case; a set of declared values agrees when it is the set observed."""
    said = tuple(sorted({text for text in declared if text}))
    return FieldDrift(field, said, observed, _agreement(said, observed))


def _agreement(declared: tuple[str, ...], observed: Observed) -> Agreement:
    if observed.why_unseen is not None or (observed.agrees is None and not observed.values):
        return Agreement.UNSEEN
    if not declared:
        return Agreement.UNDECLARED
    if observed.agrees is not None:
        return Agreement.AGREES if observed.agrees else Agreement.DIFFERS
    same = {text.casefold() for text in declared} == {text.casefold() for text in observed.values}
    return Agreement.AGREES if same else Agreement.DIFFERS


def silence(sighted: Sighted, now_us: int, terms: Terms) -> DriftKind | None:
    """How long a terminal that is on the net by its row was not seen; None: lately, or nobody could have seen it."""
    if sighted.last_us is None and sighted.why_unseeable is not None:
        return None
    days = (now_us - (sighted.since_us if sighted.last_us is None else sighted.last_us)) / DAY_US
    if days > terms.zombie:
        return DriftKind.ZOMBIE
    if days > terms.long_offline:
        return DriftKind.LONG_OFFLINE
    return DriftKind.NOT_SEEN if days > terms.not_seen else None


def name_faults(
    custody: Custody | None,
    user: Person | None,
    owner: Person | None,
    *,
    is_shared: bool,
    held_us: int,
    now_us: int,
    terms: Terms,
) -> tuple[NameFault, ...]:
    """What is missing to a real name: of a shared terminal (公用) its owner's counts.

    `held_us`: since when the custody is as it is; who registers or hands over has confirmed it by that.
    """
    named = owner if is_shared else user
    if custody is None or named is None:
        return (NameFault.NO_USER,)
    faults = []
    if not _is_real_name(named.name):
        faults.append(NameFault.PLACEHOLDER)
    if named.mobile is None and named.office_phone is None:
        faults.append(NameFault.NO_PHONE)
    if now_us - max(held_us, custody.confirmed_us or 0) > terms.confirmed * DAY_US:
        faults.append(NameFault.UNCONFIRMED)
    return tuple(faults)


def _is_real_name(name: str) -> bool:
    try:
        fields.real_name("name", name)
    except InvalidValue:
        return False
    return True


def must_register_anew(drifts: Iterable[FieldDrift]) -> bool:
    """Serial number and disk both another: that is another computer, and its row another row (更换计算机须重新登记)."""
    differing = {one.field for one in drifts if one.agreement is Agreement.DIFFERS}
    return {DriftField.SERIAL_NO, DriftField.DISK_SERIAL} <= differing

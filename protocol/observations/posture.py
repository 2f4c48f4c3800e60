"""How well this PC is kept: antivirus, firewall, open ports, rules for passwords, log-ins, clock. Never a secret."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from protocol.observations.vocabulary import Wall
from protocol.schema import Field


class AntivirusState(StrEnum):
    """Unrecognised is never compliant."""

    RUNNING = "running"
    INSTALLED_NOT_RUNNING = "installed-not-running"
    UNRECOGNISED = "unrecognised"
    """Something that calls itself an antivirus and is in no list."""


@dataclass(frozen=True, slots=True)
class Antivirus:
    """One antivirus product on this PC."""

    product: Annotated[str, Field("product, as the list of known ones calls it", most=64)]
    state: Annotated[AntivirusState, Field("running, installed only, or not recognised")]
    version: Annotated[str | None, Field("version as the package says", most=64)]
    is_real_time: Annotated[bool | None, Field("watches files as they are opened; null: cannot be told")]
    signatures_at_us: Annotated[
        int | None, Field("microseconds since 1970 when its signatures were made; null: cannot be told", least=-(2**53))
    ]
    evidence: Annotated[
        tuple[str, ...],
        Field(
            "package:, service:, process:, path: that told it",
            most=16,
            each=128,
            source="/var/lib/dpkg/status, systemd's units, /proc/PID/comm",
        ),
    ]
    listed_in: Annotated[str, Field("version of the list of known products", most=32)]


@dataclass(frozen=True, slots=True)
class HostFirewall:
    """Whether this PC filters what comes in."""

    backend: Annotated[
        str, Field("nftables, iptables-legacy, none", most=32, source="nf_tables by netlink, getsockopt")
    ]
    is_active: Annotated[bool, Field("rules are loaded that can stop something")]
    input_policy: Annotated[
        str | None, Field("what happens to packets no rule names, IPv4 or IPv6 if weaker: accept, drop", most=16)
    ]
    input_rules: Annotated[int, Field("rules on the way in", most=2**31)]
    made_by: Annotated[str | None, Field("who keeps the rules: firewalld, ufw, nftables.service …", most=32)]


@dataclass(frozen=True, slots=True)
class ListeningSocket:
    """A port of this PC that others can reach: listening beyond the loopback."""

    transport: Annotated[str, Field("tcp, udp", most=8)]
    port: Annotated[int, Field("port number", most=65_535, source="/proc/net/tcp, tcp6, udp, udp6")]
    version: Annotated[int, Field("4 or 6: version of IP", least=4, most=6)]
    is_any_address: Annotated[bool, Field("listens on every address of this PC")]
    program: Annotated[str | None, Field("whose it is; null: cannot be told without root", most=32)]


@dataclass(frozen=True, slots=True)
class PasswordRules:
    """Rules for passwords on this PC; never a password, never a hash."""

    least_length: Annotated[
        int | None, Field("characters at least; null: no rule found", most=1000, source="pwquality, PAM")
    ]
    classes: Annotated[
        int | None, Field("kinds of characters asked for: letters, capitals, digits, others", most=8, source="minclass")
    ]
    most_days: Annotated[
        int | None, Field("days until it must be changed", most=99_999, source="login.defs PASS_MAX_DAYS")
    ]
    remembers: Annotated[int | None, Field("earlier passwords that may not return", most=1000, source="pam_pwhistory")]
    locks_after: Annotated[int | None, Field("failures until the account is locked", most=1000, source="pam_faillock")]
    lock_seconds: Annotated[int | None, Field("seconds it stays locked", most=2**31, source="pam_faillock")]
    sources: Annotated[tuple[str, ...], Field("files that said so", most=16, each=128)]


@dataclass(frozen=True, slots=True)
class LocalAccount:
    """One account of this PC that a person can log in with."""

    name: Annotated[str, Field("account name", most=64, source="/etc/passwd")]
    uid: Annotated[
        int | None,
        Field("number of the account; null: known only by its log-ins, as of a directory service", most=2**32),
    ]
    has_empty_password: Annotated[bool | None, Field("may log in without a password; null: only root may see")]
    is_locked: Annotated[bool | None, Field("no password opens it; null: only root may see")]
    logs_in_by_itself: Annotated[
        bool, Field("the display manager logs it in without asking", source="gdm, lightdm, sddm")
    ]
    last_login_us: Annotated[
        int | None, Field("microseconds since 1970 of its newest log-in; null: none on record", source="wtmp, lastlog")
    ]


@dataclass(frozen=True, slots=True)
class TimeSynchronisation:
    """Who keeps this PC's clock."""

    service: Annotated[str | None, Field("chrony, systemd-timesyncd, ntpd; null: none runs", most=32)]
    is_synchronised: Annotated[
        bool | None, Field("the service says so; null: cannot be told", source="/run/systemd/timesync/synchronized")
    ]
    checked_at_us: Wall

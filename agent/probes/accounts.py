"""Who can log in to this PC, who did, and by which rules for passwords? Never a password, never a hash."""

import os

from agent.accounts.automatic_login import logged_in_automatically
from agent.accounts.log_ins import last_log_ins
from agent.accounts.passwd import asked_no_password, every_name, persons
from agent.accounts.rules import read_rules
from agent.errors import CouldNotLook
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.privileged.answers import AccountLock
from agent.probes.probe import Looking, Seen
from protocol.observations import LocalAccount, Observation, PasswordRules

_MOST = 200
_MOST_OTHERS = 50


class AccountsProbe:
    """The rules, one account for each that has a login shell, and one for each other name that logged in."""

    name = "accounts"
    title = "accounts and passwords"
    observes = (PasswordRules, LocalAccount)
    woken_by: frozenset[Wake] = frozenset()
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        rules, unseen = read_rules(host)
        locks, refused = _locks(host)
        try:
            accounts, missed = _accounts(host, locks)
        except CouldNotLook as error:
            accounts, missed = [], [str(error)]
        days = max((lock.most_days for lock in locks.values() if lock.most_days), default=None)
        if days is not None and days > (rules.most_days or 0):
            rules = _laxer(rules, days)
        return Seen((rules, *accounts[:_MOST]), "; ".join([*unseen, *refused, *missed]) or None)

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


def _locks(host: Host) -> tuple[dict[str, AccountLock], list[str]]:
    try:
        return {lock.name: lock for lock in host.privileged.accounts().locks}, []
    except CouldNotLook as error:
        return {}, [str(error)]


def _laxer(rules: PasswordRules, days: int) -> PasswordRules:
    """login.defs is for new accounts only; one that may keep its password for longer is what counts."""
    return PasswordRules(
        rules.least_length, rules.classes, days, rules.remembers, rules.locks_after, rules.lock_seconds,
        (*rules.sources, "/etc/shadow"),
    )  # fmt: skip


def _accounts(host: Host, locks: dict[str, AccountLock]) -> tuple[list[LocalAccount], list[str]]:
    found = {person.name: person for person in persons(host)}
    unasked = asked_no_password(host)
    automatic, unseen = logged_in_automatically(host)
    machine = host.read_text(host.procfs / "sys/kernel/arch") or os.uname().machine
    log_ins, missed = last_log_ins(host, {name: person.uid for name, person in found.items()}, machine)
    accounts = []
    for name, person in found.items():
        lock = locks.get(name)
        is_empty = True if person.is_empty or name in unasked else lock.is_empty if lock else None
        accounts.append(
            LocalAccount(
                name, person.uid, is_empty, lock.is_locked if lock else None, name in automatic, log_ins.get(name)
            )
        )
    others = sorted(log_ins.keys() - every_name(host), key=lambda name: -log_ins[name])[:_MOST_OTHERS]
    accounts += [LocalAccount(name, None, None, None, name in automatic, log_ins[name]) for name in others]
    return accounts, unseen + missed

"""A packet filter as chains of rules, whoever told of it, and what of it matters here. Pure.

Rule: only what packets can reach counts. A rule stands under every condition of the jumps that lead to it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from agent.privileged.answers import InputChain
from protocol.address import Prefix
from protocol.observations import Translation, TranslationKind

INPUT, POSTROUTING = "input", "postrouting"
_DEEPEST = 16
"""Jumps; nf_tables allows 16 (NFT_JUMP_STACK_SIZE)."""
_MOST_STEPS = 20_000
"""Rules gone through, all paths together."""
MOST_TRANSLATIONS, MOST_INPUTS, MOST_SOURCES = 256, 64, 16

_MAKERS = (
    ("NetworkManager", re.compile(r"nm-shared|NetworkManager", re.ASCII)),
    ("podman", re.compile(r"netavark|\bCNI-|podman", re.IGNORECASE | re.ASCII)),
    ("libvirt", re.compile(r"libvirt|LIBVIRT_|!?virbr\d", re.ASCII)),
    ("lxd", re.compile(r"\blxd|lxdbr|\bincus", re.IGNORECASE | re.ASCII)),
    ("kubernetes", re.compile(r"\bKUBE-|\bcali-|FLANNEL", re.ASCII)),
    ("systemd-networkd", re.compile(r"io\.systemd\.nat", re.ASCII)),
    ("tailscale", re.compile(r"\bts-postrouting", re.ASCII)),
    ("docker", re.compile(r"\bDOCKER|docker|!br-[0-9a-f]{12}\b", re.ASCII)),
    ("firewalld", re.compile(r"firewalld|\bPOST_|nat_POST_", re.ASCII)),
)
"""Whose names these are; names are chosen by whoever makes a rule, so they tell a friend from a friend only."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a packet must be like to match; None and empty: anything."""

    out: str | None = None
    """Interface it leaves by; a trailing * for any further letters, a leading ! for every other one."""
    sources: tuple[Prefix, ...] = ()

    def within(self, outer: "Conditions") -> "Conditions":
        """These, under those of the jump; the nearer ones are the narrower."""
        return Conditions(self.out or outer.out, self.sources or outer.sources)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as far as it matters here."""

    conditions: tuple[Conditions, ...] = (Conditions(),)
    """Any of them: a set of interfaces makes one each."""
    translates: TranslationKind | None = None
    jumps_to: tuple[str, ...] = ()
    is_dispatch: bool = False
    """It jumps by a map that was not read: to any chain of its table."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain; `hook` is None for one that is only jumped to."""

    told_by: str
    family: str
    table: str
    name: str
    hook: str | None
    type: str
    policy: str
    rules: tuple[Rule, ...]


def inputs_of(chains: Iterable[Chain]) -> tuple[InputChain, ...]:
    """The chains that see what comes in."""
    return tuple(
        InputChain(chain.told_by, chain.family, chain.table, chain.name, chain.policy, len(chain.rules))
        for chain in chains
        if chain.hook == INPUT and chain.type == "filter"
    )[:MOST_INPUTS]


def translations_of(chains: Iterable[Chain]) -> tuple[Translation, ...]:
    """The rules that replace source addresses and that packets can reach, each once, in the order of the chains."""
    return reachable_translations(chains)[0]


def reachable_translations(chains: Iterable[Chain]) -> tuple[tuple[Translation, ...], str | None]:
    """These, and what of the filter was left out where it is too much to go through: nothing is hidden by many."""
    given = tuple(chains)
    tables: dict[tuple[str, str, str], dict[str, Chain]] = {}
    for chain in given:
        tables.setdefault((chain.told_by, chain.family, chain.table), {})[chain.name] = chain
    found: dict[Translation, None] = {}
    unwalked: list[str] = []
    for (told_by, family, name), table in tables.items():
        walk = _Walk(table)
        for chain in table.values():
            if chain.hook == POSTROUTING and chain.type == "nat":
                found.update(dict.fromkeys(walk.through(chain)))
        if walk.steps > _MOST_STEPS:
            unwalked.append(f"{told_by}: table {family} {name} is too intricate to follow: {_MOST_STEPS} rules were")
    if len(found) > MOST_TRANSLATIONS:
        unwalked.append(f"only the first {MOST_TRANSLATIONS} of {len(found)} rules that replace source addresses")
    return tuple(found)[:MOST_TRANSLATIONS], "; ".join(unwalked) or None


@dataclass
class _Walk:
    """Through one table, along its jumps; bounded in depth and in steps."""

    table: dict[str, Chain]
    steps: int = 0

    def through(self, chain: Chain, under: Conditions = Conditions(), depth: int = 0) -> Iterator[Translation]:
        for rule in chain.rules:
            if depth > _DEEPEST:
                return
            for own in rule.conditions:
                self.steps += 1
                if self.steps > _MOST_STEPS:
                    return
                here = own.within(under)
                if rule.translates is not None:
                    yield _translation(chain, rule, here)
                for target in self._targets(rule, chain):
                    self.steps += 1
                    yield from self.through(target, here, depth + 1)

    def _targets(self, rule: Rule, chain: Chain) -> Iterator[Chain]:
        if rule.is_dispatch:
            yield from (other for other in self.table.values() if other.hook is None and other is not chain)
        yield from (self.table[name] for name in rule.jumps_to if name in self.table)


def _translation(chain: Chain, rule: Rule, here: Conditions) -> Translation:
    said = Translation(
        chain.family, chain.table, chain.name, rule.translates or TranslationKind.UNKNOWN, here.out,
        here.sources[:MOST_SOURCES], None, chain.told_by,
    )  # fmt: skip
    return replace(said, made_by=maker_of(said, rule.comment))


def maker_of(said: Translation, comment: str) -> str | None:
    """Whose rule it looks like, by its table, its chain, its comment and its interface."""
    names = " ".join((said.table, said.chain, comment, said.out or ""))
    return next((maker for maker, names_of in _MAKERS if names_of.search(names)), None)

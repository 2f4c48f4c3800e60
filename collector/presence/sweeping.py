"""Who asks for which address of a segment: no wide scan, nobody twice, no port and no segment beyond its rate. Pure.

Rule 1: nobody is asked for an address that somebody was heard to hold lately.
Rule 2: IPv4 by name, MOST_ADDRESSES at most; IPv6 only what is known or easily guessed, for nobody can ask for a /64.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, collapse_addresses, summarize_address_range

from collector.errors import InvalidValue
from collector.presence.interval import MINUTE_US
from protocol.address import Address, Prefix
from protocol.limits import PROBE_FRAMES_PER_SECOND
from protocol.mac import MacAddress
from protocol.phrases import say

MOST_ADDRESSES = 4096
"""An IPv4 /20; of IPv6, as many again."""
LATELY_US = 60 * MINUTE_US
ADDRESSES_PER_ORDER = 32
"""Small parts: progress is seen, and little is asked twice when an agent goes away."""
ROUNDS = 2
"""An address that does not answer is asked for once more (protocol.order.OrderKind.SWEEP)."""
MOST_FOR_QUESTIONS = 15
_LOW_BYTES = range(1, 256)
_LINK_LOCAL = IPv6Network("fe80::/64")
_INTERFACE_BITS = 64


@dataclass(frozen=True, slots=True)
class Able:
    """An agent that may be asked to ask; `holds`: the addresses it vouches for on the segment."""

    agent_id: str
    adapter_id: str
    holds: frozenset[Address]

    def reaches(self, group: Prefix) -> bool:
        """Whether it has an address to ask from: IPv4 of the same prefix, any IPv6 address."""
        if group.version == 6:
            return any(one.version == 6 for one in self.holds)
        return any(one.version == 4 and one in group for one in self.holds)

    def can_ask(self, target: Prefix, prefixes: Iterable[Prefix]) -> bool:
        """Whether it reaches what holds the target, of the segment's prefixes."""
        if target.version == 6:
            return self.reaches(target)
        return any(one.version == 4 and target.network_address in one and self.reaches(one) for one in prefixes)


@dataclass(frozen=True, slots=True)
class Share:
    """One agent's part: each order's targets, together no faster than `frames_per_second`."""

    able: Able
    frames_per_second: int
    addresses: int
    orders: tuple[tuple[Prefix, ...], ...]

    @property
    def seconds(self) -> int:
        """How long it takes when nobody answers."""
        return -(-self.addresses * ROUNDS // self.frames_per_second) + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """`wanted` addresses of which `heard_lately` are passed over and `unreached` lie on no able agent's link."""

    shares: tuple[Share, ...]
    wanted: int
    heard_lately: int
    unreached: int
    unguessed: int

    @property
    def addresses(self) -> int:
        return sum(share.addresses for share in self.shares)

    @property
    def seconds(self) -> int:
        return max((share.seconds for share in self.shares), default=0)

    @property
    def frames_per_second(self) -> int:
        return sum(share.frames_per_second for share in self.shares)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Addresses worth asking for, by the prefix that agents must be on; `unguessed`: guesses left out as too many."""

    groups: tuple[tuple[Prefix, tuple[Address, ...]], ...]
    unguessed: int = 0


def questions_share(cap: int) -> int:
    """Of a segment's frames a second, how many single questions may take; a sweep takes the others."""
    return min(MOST_FOR_QUESTIONS, cap // 5)


def wanted(prefixes: Iterable[Prefix], known: Iterable[Address], macs: Iterable[MacAddress]) -> Wanted:
    """`known`: IPv6 addresses ever heard here; `macs`: MACs heard here. Raises InvalidValue for what is too wide."""
    declared = list(prefixes)
    fours = [prefix for prefix in declared if isinstance(prefix, IPv4Network)]
    count = sum(prefix.num_addresses for prefix in collapse_addresses(fours))
    if count > MOST_ADDRESSES:
        raise InvalidValue(
            say("{count} IPv4 addresses", count=count),
            say("never a wide scan: at most {most} of a segment are asked for", most=MOST_ADDRESSES),
            "declare the part that is in use, or split the segment",
        )
    groups: list[tuple[Prefix, tuple[Address, ...]]] = []
    taken: set[Address] = set()
    for prefix in sorted(fours, key=lambda one: (one.prefixlen, one)):
        hosts = tuple(sorted({*prefix.hosts()} - taken, key=int))
        taken.update(hosts)
        groups.append((prefix, hosts))
    sixes, unguessed = _guesses([one for one in declared if isinstance(one, IPv6Network)], known, macs)
    if sixes:
        groups.append((IPv6Network("::/0"), sixes))
    return Wanted(tuple(groups), unguessed)


def _guesses(
    prefixes: Sequence[IPv6Network], known: Iterable[Address], macs: Iterable[MacAddress]
) -> tuple[tuple[IPv6Address, ...], int]:
    """What is known before what is guessed; a segment without any IPv6 is asked for none."""
    held = {one for one in known if isinstance(one, IPv6Address) and _is_here(one, prefixes)}
    if not prefixes and not held:
        return (), 0
    nets = [prefix for prefix in prefixes if prefix.prefixlen == _INTERFACE_BITS]
    own = [eui_64(net, mac) for mac in sorted(macs) for net in (*nets, _LINK_LOCAL)]
    low = [prefix[number] for prefix in prefixes for number in _LOW_BYTES if number < prefix.num_addresses]
    found = list(dict.fromkeys((*sorted(held), *low, *own)))
    return tuple(sorted(found[:MOST_ADDRESSES])), max(0, len(found) - MOST_ADDRESSES)


def _is_here(address: IPv6Address, prefixes: Iterable[IPv6Network]) -> bool:
    return address in _LINK_LOCAL or any(address in prefix for prefix in prefixes)


def eui_64(net: IPv6Network, mac: MacAddress) -> IPv6Address:
    """The address a host makes of its MAC in a /64 (RFC 4291 appendix A)."""
    octets = mac.octets
    interface = bytes((octets[0] ^ 0x02, *octets[1:3], 0xFF, 0xFE, *octets[3:]))
    return IPv6Address(int(net.network_address) | int.from_bytes(interface, "big"))


def plan(what: Wanted, heard: Mapping[Address, int], able: Sequence[Able], cap: int, now_us: int) -> Plan:
    """`heard`: when each address was last heard or claimed; `cap`: frames a second of all together."""
    asking = dict(zip(able, _rates(len(able), cap), strict=False))
    parts: dict[Able, list[list[Address]]] = {one: [] for one in asking}
    passed_over = unreached = 0
    for group, addresses in what.groups:
        silent = [one for one in addresses if one not in heard or now_us - heard[one] > LATELY_US]
        passed_over += len(addresses) - len(silent)
        reaching = [one for one in asking if one.reaches(group)]
        unreached += 0 if reaching else len(silent)
        for one, part in zip(reaching, _cut(silent, [asking[one] for one in reaching]), strict=True):
            parts[one].append(part)
    shares = tuple(_share(one, asking[one], found) for one, found in parts.items() if any(found))
    total = sum(len(addresses) for _, addresses in what.groups)
    return Plan(shares, total, passed_over, unreached, what.unguessed)


def _rates(count: int, cap: int) -> list[int]:
    """Whole frames a second for each agent, none above its port's and all together not above `cap`."""
    asking = min(count, cap)
    if asking <= 0:
        return []
    each, more = divmod(min(cap, PROBE_FRAMES_PER_SECOND * asking), asking)
    return [each + (place < more) for place in range(asking)]


def _cut(addresses: Sequence[Address], rates: Sequence[int]) -> Iterator[list[Address]]:
    """Neighbouring addresses to one agent, as many as its rate's part of all."""
    total, begun = sum(rates), 0
    for place in range(len(rates)):
        end = len(addresses) * sum(rates[: place + 1]) // total
        yield list(addresses[begun:end])
        begun = end


def _share(able: Able, rate: int, parts: Iterable[list[Address]]) -> Share:
    found = [part for part in parts if part]
    orders = tuple(
        prefixes_of(part[begin : begin + ADDRESSES_PER_ORDER])
        for part in found
        for begin in range(0, len(part), ADDRESSES_PER_ORDER)
    )
    return Share(able, rate, sum(map(len, found)), orders)


def prefixes_of(addresses: Sequence[Address]) -> tuple[Prefix, ...]:
    """As few prefixes as hold exactly these addresses of one version; at most one for each."""
    runs: list[list[Address]] = []
    for address in sorted(set(addresses), key=int):
        if runs and int(address) == int(runs[-1][-1]) + 1:
            runs[-1].append(address)
        else:
            runs.append([address])
    found: list[Prefix] = []
    for run in runs:
        first, last = run[0], run[-1]
        found += summarize_address_range(first, last)
    return tuple(found)

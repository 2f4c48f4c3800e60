"""Which antivirus products does this PC have, and do they run?

A name alone proves nothing: a process may be called anything. A product counts as installed by its package or its
place, and as running when a process of its name is a service's or root's besides. What calls itself an antivirus and is
in no list is said to be unrecognised, never compliant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from agent.antivirus.known_products import known_products
from agent.antivirus.packages import Package, installed_packages, why_unread
from agent.antivirus.self_styled import SelfStyled, from_package, from_units
from agent.antivirus.signature_age import place_of, signatures_at_us
from agent.errors import CouldNotLook
from agent.host.daemons import Daemon, daemons
from agent.host.machine import Host
from agent.host.netlink.events import Wake
from agent.host.units import is_active
from agent.probes.probe import Looking, NothingHere, Seen
from protocol.antivirus import ListedProduct
from protocol.observations import Antivirus, AntivirusState, Observation

_MOST_UNRECOGNISED = 20


class AntivirusProbe:
    """One observation for each product of the list that is here, and for each other that calls itself one."""

    name = "antivirus"
    title = "antivirus"
    observes = (Antivirus,)
    woken_by: frozenset[Wake] = frozenset()
    rests_ms = 0

    def look(self, host: Host) -> Looking:
        known = known_products(host)
        machine = _Machine.of(host, known.products)
        unseen = [known.refused] if known.refused else []
        found = [seen for product in known.products if (seen := _look_for(product, machine, known.name)) is not None]
        if any(one.state is AntivirusState.INSTALLED_NOT_RUNNING for one in found):
            # Hidden is not stopped.
            machine.require_processes()
        strangers = [_unrecognised(one, known.name) for one in machine.strangers(known.products)]
        partly = "; ".join(unseen + machine.unseen) or None
        observations = (*found, *strangers[:_MOST_UNRECOGNISED])
        return Seen(observations, partly) if observations or partly else NothingHere()

    def essence(self, observations: tuple[Observation, ...]) -> object:
        return frozenset(observations)


@dataclass(slots=True)
class _Machine:
    """What was read of this PC once, for all products together."""

    host: Host
    packages: dict[str, Package] = field(default_factory=dict)
    self_styled: list[SelfStyled] = field(default_factory=list)
    running: tuple[Daemon, ...] = ()
    hidden: CouldNotLook | None = None
    """Why the processes could not be seen."""
    unseen: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, host: Host, products: tuple[ListedProduct, ...]) -> "_Machine":
        found = cls(host)
        listed = {name for product in products for name in product.packages}
        names = frozenset(name for product in products for name in (*product.processes, *product.real_time))
        places = tuple(path for product in products for path in product.paths)
        readers: tuple[Callable[[], None], ...] = (
            lambda: found._read_packages(listed),
            found._read_units,
            lambda: found._read_processes(names, places),
        )
        for read in readers:
            try:
                read()
            except CouldNotLook as error:
                found.unseen.append(str(error))
        return found

    def _read_packages(self, listed: set[str]) -> None:
        if (why := why_unread(self.host)) is not None:
            self.unseen.append(why)
        for package in installed_packages(self.host):
            if package.name in listed:
                self.packages[package.name] = package
            elif (stranger := from_package(package)) is not None:
                self.self_styled.append(stranger)

    def _read_units(self) -> None:
        self.self_styled += from_units(self.host)

    def _read_processes(self, names: frozenset[str], places: tuple[str, ...]) -> None:
        try:
            self.running = daemons(self.host, names, places)
        except CouldNotLook as error:
            self.hidden = error
            raise

    def require_processes(self) -> None:
        """Raises CouldNotLook when they could not be seen."""
        if self.hidden is not None:
            raise CouldNotLook("antivirus", f"one is installed; whether it runs: {self.hidden.why}")

    def strangers(self, products: tuple[ListedProduct, ...]) -> Iterator[SelfStyled]:
        """What calls itself one, without the units and companions of listed products; each name once."""
        services = {name for product in products for name in product.services}
        stems = tuple(name.split("-")[0] for product in products for name in product.packages)
        seen: set[str] = set()
        for one in self.self_styled:
            _, _, name = one.evidence.partition(":")
            is_listed = name in services or one.name.split("-")[0].split("@")[0] in stems
            if not is_listed and one.name not in seen:
                seen.add(one.name)
                yield one


def _look_for(product: ListedProduct, machine: _Machine, list_name: str) -> Antivirus | None:
    """The product as found here; None when nothing but perhaps a unit of its name tells of it."""
    packages = [machine.packages[name] for name in product.packages if name in machine.packages]
    paths = [path for path in product.paths if place_of(machine.host, path).exists()]
    scanners = [one for one in machine.running if one.comm in _cut(product.processes) or _is_below(one, product)]
    if not packages and not paths and not scanners:
        return None
    own = [one for one in scanners if one.is_systems_own]
    active = [unit for unit in product.services if is_active(machine.host, unit)]
    evidence = (
        *(f"package:{one.name}" for one in packages),
        *(f"path:{path}" for path in paths),
        *(f"service:{unit}" for unit in active),
        *sorted({f"process:{one.comm}" + (f" in {one.unit}" if one.unit else "") for one in scanners}),
    )
    state = _state(
        bool(packages or paths), bool(own), bool(active) and not (product.processes and machine.hidden is None)
    )
    return Antivirus(
        product=product.product,
        state=state,
        version=packages[0].version if packages else None,
        is_real_time=_is_real_time(product, machine, state),
        signatures_at_us=signatures_at_us(machine.host, product.signatures),
        evidence=evidence[:16],
        listed_in=list_name,
    )


def _state(is_installed: bool, has_process: bool, has_unit_only: bool) -> AntivirusState:
    if not is_installed:
        # Only a process of that name: anybody can make one.
        return AntivirusState.UNRECOGNISED
    return AntivirusState.RUNNING if has_process or has_unit_only else AntivirusState.INSTALLED_NOT_RUNNING


def _is_real_time(product: ListedProduct, machine: _Machine, state: AntivirusState) -> bool | None:
    if not product.real_time:
        return None
    if state is not AntivirusState.RUNNING:
        return False
    names = _cut(product.real_time)
    watches = any(one.comm in names and one.is_systems_own for one in machine.running)
    units = [name for name in product.real_time if name.endswith(".service")]
    return watches or any(is_active(machine.host, unit) for unit in units)


def _is_below(one: Daemon, product: ListedProduct) -> bool:
    return bool(product.paths) and one.program.startswith(tuple(f"{path}/" for path in product.paths))


def _cut(names: tuple[str, ...]) -> frozenset[str]:
    """As the kernel cuts them (TASK_COMM_LEN)."""
    return frozenset(name[:15] for name in names)


def _unrecognised(one: SelfStyled, list_name: str) -> Antivirus:
    return Antivirus(
        product=one.name,
        state=AntivirusState.UNRECOGNISED,
        version=one.version,
        is_real_time=None,
        signatures_at_us=None,
        evidence=(one.evidence, f"says: {one.says}"),
        listed_in=list_name,
    )

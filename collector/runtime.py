"""The composition root: opens the state, builds store, writer and doors, listens, and closes everything in order."""

import asyncio
import json
import logging
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from collector.alerts.notifiers.log_line import LogLine
from collector.alerts.notifiers.notifier import Notifier
from collector.alerts.notifiers.syslog import Syslog
from collector.api.app import make_app
from collector.api.services import Services
from collector.clock import Clock, SystemClock
from collector.config import Config, SyslogTarget
from collector.errors import StoreError, TrustError
from collector.ingest.clockwork import Clockwork
from collector.ingest.context import Context, make_context
from collector.ingest.door import AgentsDoor
from collector.listeners import PeerCredentialsProtocol, bind_tcp, bind_unix, make_server
from collector.presence.zones import SHIPPED as ZONES
from collector.readiness import Readiness
from collector.store import care, operators
from collector.store.database import Store
from collector.store.vendor_names import SHIPPED, VendorNames
from collector.store.writer import Writer
from collector.trust import pem, site_bundle
from collector.trust.authority import Authority
from collector.trust.keys import CollectorKeys
from protocol.codec import encode

STORE_FILE = "store.sqlite3"
KEYS_FOLDER = "keys"
AUTHORITY_FOLDER = "authority"
CA_FILE = "ca.pem"
BUNDLE_FILE = "site-bundle.json"
LISTENING_FILE = "listening.json"
VENDORS_FILE = "vendors.sqlite"

_RENEWAL_CHECK_SECONDS = 3600
_WATCHDOG_SECONDS = 10
_CARE_SECONDS = 86_400
_REFUSALS_SECONDS = 1

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Listening:
    """Where the doors are, once they listen; written to listening.json."""

    agents: str
    operators: str
    socket: str
    ca: str
    pid: int


Announce = Callable[[Listening], None]


class Collector:
    """Everything of one running collector. `open` makes or opens the state; `serve` runs until told to stop."""

    def __init__(self, config: Config, store: Store, writer: Writer, keys: CollectorKeys, authority: Authority) -> None:
        self.config = config
        self.store = store
        self.writer = writer
        self.keys = keys
        self.authority = authority
        self.clock: Clock = SystemClock()
        self.vendors = _vendor_names(config)
        self._agents_port = config.agents.port

    @classmethod
    def open(cls, config: Config, passphrase: bytes | None = None) -> Self:
        """Opens the state directory, making keys, certificates and store where they are missing.

        `passphrase` encrypts the root key if it is made now. Raises TrustError, StoreError or ConfigurationError.
        """
        clock = SystemClock()
        pem.make_private_directory(config.state)
        keys = CollectorKeys.open_or_make(config.state / KEYS_FOLDER)
        store = Store.open(config.state / STORE_FILE, keys=keys)
        store.migrate(clock)
        writer = Writer(store, clock, keys.receipt)
        writer.start()
        try:
            authority = Authority.open_or_make(
                config.state / AUTHORITY_FOLDER, store.collector_id[:8], clock.now_us(), passphrase
            )
            authority.ensure_server(config.server_names, clock.now_us())
            writer.submit(operators.ensure_bootstrap).result()
        except BaseException:
            writer.close()
            store.close()
            raise
        return cls(config, store, writer, keys, authority)

    def close(self) -> None:
        """Commits what is waiting, tends the store's file and lets go of the state."""
        self.writer.close()
        self.store.close()
        self.vendors.close()
        self.tend()

    def tend(self) -> None:
        """Care of the store's file; trouble is logged, and the next time tries again."""
        try:
            state = care.tend(self.store.path)
        except StoreError as error:
            _log.warning("%s", error)
            return
        _log.debug("store: %d bytes, %d of them free", state.size, state.free)

    @property
    def agents_url(self) -> str:
        """Where agents are told to deliver: the first of the server's names."""
        name = self.config.server_names[0]
        return f"https://{f'[{name}]' if ':' in name else name}:{self._agents_port}"

    def site_bundle(self) -> bytes:
        """What is installed beside the agent's package, as JSON."""
        return encode(site_bundle.make(self.store.collector_id, self.agents_url, self.authority, self.keys))

    async def serve(self, readiness: Readiness, announce: Announce) -> None:
        """Listens at all doors, announces them, until SIGTERM or SIGINT; returns when the last answer is given."""
        tls = self.authority.server_context()
        sockets = [
            bind_tcp(self.config.agents, "agents"),
            bind_tcp(self.config.operators, "operators"),
            bind_unix(self.config.socket_path),
        ]
        self._agents_port = sockets[0].getsockname()[1]
        agents_door, clockwork, context = self._agents_side()
        operators_app = make_app(self._services(context))
        servers = [
            make_server(agents_door, context=tls, note=agents_door.note),
            make_server(operators_app, context=tls),
            make_server(operators_app, context=None, http=PeerCredentialsProtocol),
        ]
        stop = _stop_event()
        async with asyncio.TaskGroup() as tasks:
            for server, listener in zip(servers, sockets, strict=True):
                tasks.create_task(server.serve(sockets=[listener]))
            while not all(server.started for server in servers):
                await asyncio.sleep(0.01)
            listening = self._write_down(sockets)
            announce(listening)
            readiness.tell("READY=1", f"STATUS=agents {listening.agents}, operators {listening.operators}")
            chores = [
                tasks.create_task(clockwork.run()),
                tasks.create_task(_count_refusals(agents_door)),
                tasks.create_task(self._renew(tls)),
                tasks.create_task(self._keep_alive(readiness)),
                tasks.create_task(self._tend_daily()),
            ]
            await stop.wait()
            readiness.tell("STOPPING=1")
            _log.info("stopping")
            for chore in chores:
                chore.cancel()
            agents_door.end_waiting()
            for server in servers:
                server.should_exit = True
        self.config.socket_path.unlink(missing_ok=True)
        (self.config.state / LISTENING_FILE).unlink(missing_ok=True)

    def _agents_side(self) -> tuple[AgentsDoor, Clockwork, Context]:
        """The agents' door, and what time alone changes of what came in through it."""
        notifiers: dict[str, Notifier] = {item.name: item for item in _notifiers(self.config.syslog)}
        context = make_context(
            self.store,
            self.keys,
            self.clock.now_us(),
            notifiers=tuple(notifiers),
            vendors=self.vendors,
            outside_probe=self.config.outside_probe,
            zones=ZONES.extended(self.config.zones),
            reconfirm_days=self.config.reconfirm_days,
            **asdict(self.config.pace),
        )
        door = AgentsDoor(self.store, self.writer, context, self.clock)
        return door, Clockwork(self.store, self.writer, context, self.clock, notifiers), context

    def _services(self, context: Context) -> Services:
        return Services(
            self.store,
            self.writer,
            self.keys,
            self.authority,
            self.clock,
            lambda: self.agents_url,
            context,
            longest_exemption_days=self.config.longest_exemption_days,
            vendors=self.vendors,
        )

    def _write_down(self, sockets: list[Any]) -> Listening:
        """Writes where the doors are, and what clients and agents must trust, into the state directory."""
        state = self.config.state
        pem.write_atomically(state / CA_FILE, self.authority.root_texts().encode())
        pem.write_atomically(state / BUNDLE_FILE, self.site_bundle())
        name = self.config.server_names[0]
        host = f"[{name}]" if ":" in name else name
        listening = Listening(
            agents=self.agents_url,
            operators=f"https://{host}:{sockets[1].getsockname()[1]}",
            socket=f"unix:{self.config.socket_path.resolve()}",
            ca=str((state / CA_FILE).resolve()),
            pid=os.getpid(),
        )
        pem.write_atomically(state / LISTENING_FILE, json.dumps(asdict(listening), indent=1).encode() + b"\n")
        for generation in self.authority.generations():
            if generation.root_key_is_here:
                _log.warning("the key of root %d is on this machine: move it to a safe medium", generation.number)
        return listening

    async def _renew(self, context: Any) -> None:
        """Renews the server's certificate in the running servers before it ends."""
        while True:
            await asyncio.sleep(_RENEWAL_CHECK_SECONDS)
            try:
                if self.authority.ensure_server(self.config.server_names, self.clock.now_us()):
                    context.load_cert_chain(self.authority.server_chain, self.authority.server_key)
                    _log.info("the server's certificate was renewed")
            except TrustError as error:
                _log.error("the server's certificate could not be renewed: %s", error)

    async def _tend_daily(self) -> None:
        while True:
            await asyncio.sleep(_CARE_SECONDS)
            await asyncio.to_thread(self.tend)

    async def _keep_alive(self, readiness: Readiness) -> None:
        """Tells the watchdog only what is true: that the loop turns and the writer commits."""
        while True:
            await asyncio.wrap_future(self.writer.submit(lambda tx: tx.now_us))
            readiness.tell("WATCHDOG=1")
            await asyncio.sleep(_WATCHDOG_SECONDS)


def _vendor_names(config: Config) -> VendorNames:
    """The table asked for, the newer one an operator put into the state, or the shipped one; without any, no names."""
    own = config.state / VENDORS_FILE
    path = Path(config.vendor_names) if config.vendor_names else own if own.exists() else SHIPPED
    for candidate in dict.fromkeys([path, SHIPPED]):
        try:
            names = VendorNames.open(candidate)
        except StoreError as error:
            _log.warning("%s", error)
        else:
            _log.info("vendor names: %s", ", ".join(f"{item.name} {item.version}" for item in names.sources()))
            return names
    return VendorNames()


def _notifiers(target: SyslogTarget | None) -> list[Notifier]:
    if target is None:
        return [LogLine()]
    name = socket.gethostname()
    return [LogLine(), Syslog(target.transport, target.host, target.port, target.path, hostname=name)]


async def _count_refusals(door: AgentsDoor) -> None:
    while True:
        await asyncio.sleep(_REFUSALS_SECONDS)
        door.count_refusals()


def _stop_event() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def run(config: Config, readiness: Readiness, passphrase: bytes | None, announce: Announce) -> None:
    """Opens the state, serves until told to stop, closes the state."""
    import uvloop

    collector = Collector.open(config, passphrase)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(collector.serve(readiness, announce))
    finally:
        collector.close()


def listening_of(state: Path) -> dict[str, Any]:
    """What listening.json of a running collector says; raises TrustError where none runs."""
    content: dict[str, Any] = json.loads(pem.read(state / LISTENING_FILE))
    return content

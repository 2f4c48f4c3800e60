"""How long a trace takes in half a year of an extranet, in the store and as a command, beside a plain SQL query.

Usage: python -m benchmarks.trace [--terminals 20000] [--days 184] [--scratch DIR] [--questions 500] [--commands 40]

The history is generated once (seeded, see benchmarks.trace_history) into a real store's file in the scratch folder and
used again by later runs. Every question's answer is compared with what the generator knows. The plain query joins
binding, adapter, terminal, custody and unit for the moment and nothing else: no claims, no witnesses, no rivals, no
gaps, no scope, no clocks, no names opened. The command is `mingce trace` in a process of its own, asking a running
collector over its socket; beside it, the interpreter alone. Each figure as time passed and as time of the processor
(the command's own, without the collector's): the second is the same on a busy machine.
"""

import argparse
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from benchmarks.trace_history import make
from benchmarks.trace_past import BEGIN_US, Past, questions
from collector.cli.session_file import Known, SessionFile
from collector.presence.tracing import Question, TraceAnswer
from collector.store.database import Store
from collector.store.scope import CITY, Scope
from collector.store.trace import Inquiry, trace
from collector.trust.keys import CollectorKeys
from tests.support.collector_process import CollectorProcess
from tests.support.collector_store import open_collector_store

_READY = "generated"
_OPERATOR = "qian-wg"
_PLAIN = """
SELECT b.mac, t.reg_no, t.hostname, c.user_id, c.room, u.name FROM binding b
JOIN adapter a ON a.mac = b.mac AND a.from_us <= :at AND (a.to_us IS NULL OR a.to_us > :at)
JOIN terminal t ON t.id = a.terminal_id AND t.from_us <= :at AND (t.to_us IS NULL OR t.to_us > :at)
JOIN custody c ON c.terminal_id = t.id AND c.from_us <= :at AND (c.to_us IS NULL OR c.to_us > :at)
JOIN unit u ON u.id = t.unit_id AND u.from_us <= :at AND (u.to_us IS NULL OR u.to_us > :at)
WHERE b.address = :address AND b.first_us <= :at AND b.last_us >= :at
"""


def generated(scratch: Path, past: Past) -> Path:
    """The folder of a collector whose `state` holds that past; made where it is not there yet."""
    folder = scratch / f"trace-{past.terminals}-{past.days}"
    state = folder / "state"
    if not (folder / _READY).exists():
        state.mkdir(parents=True, mode=0o700)
        began = time.perf_counter()
        with open_collector_store(state) as rig:
            make(rig, past)
        (folder / _READY).touch()
        print(f"generated in {time.perf_counter() - began:.0f} s")
    return folder


Spent = dict[str, list[tuple[float, float]]]
"""Milliseconds that passed, and of the processor, of each question by its kind."""


def timed(name: str, work: Callable[[], object], spent: Spent) -> object:
    began, used = time.perf_counter(), _used()
    found = work()
    spent.setdefault(name, []).append(((time.perf_counter() - began) * 1e3, (_used() - used) * 1e3))
    return found


def _used() -> float:
    """Seconds of the processor that this process and its ended children took."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def in_store(folder: Path, past: Past, count: int) -> Spent:
    spent: Spent = {}
    store = Store.open(folder / "state" / "store.sqlite3", keys=CollectorKeys.open_or_make(folder / "state" / "keys"))
    plain = sqlite3.connect(f"file:{folder}/state/store.sqlite3?mode=ro", uri=True)
    with store.reading() as connection:
        unit_ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM unit ORDER BY name")]
        one_unit = Scope(frozenset(unit_ids[:1]))
    for terminal, _day, address, at_us in questions(past, count, seed=1):
        for kind, text in (("address", address), ("MAC", past.mac(terminal)), ("host name", past.hostname(terminal))):
            expected = past.hostname(terminal)
            answer = timed(kind, partial(ask, store, CITY, text, at_us), spent)
            require(answer, expected, f"{kind} {text} at {at_us}")
        timed("address, one unit's scope", partial(ask, store, one_unit, address, at_us), spent)
        row = timed("plain SQL", partial(rows_of, plain, address, at_us), spent)
        if not isinstance(row, list) or past.hostname(terminal) not in {found[2] for found in row}:
            raise SystemExit(f"plain query: {address} at {at_us}: {row}")
    plain.close()
    store.close()
    return spent


def rows_of(plain: sqlite3.Connection, address: str, at_us: int) -> list[tuple[object, ...]]:
    return plain.execute(_PLAIN, {"address": address, "at": at_us}).fetchall()


def ask(store: Store, scope: Scope, text: str, at_us: int) -> TraceAnswer:
    with store.reading() as connection:
        return trace(connection, scope, Inquiry(Question.parse(text), at_us, at_us))


def require(answer: object, hostname: str, what: str) -> None:
    """A fast wrong answer is none."""
    if not isinstance(answer, TraceAnswer) or answer.candidates[0].holders[0].hostname != hostname:
        raise SystemExit(f"{what}: not the one who had it: {answer}")


def as_command(folder: Path, past: Past, count: int) -> Spent:
    spent: Spent = {}
    running = CollectorProcess(folder)
    running.start()
    try:
        log_in(running, folder)
        socket = str(running.listening["socket"])
        for terminal, _day, address, at_us in questions(past, count, seed=2):
            at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(at_us // 1_000_000))
            ran = timed("command", partial(running.run, "trace", address, "--at", at, home=_OPERATOR), spent)
            if past.hostname(terminal) not in getattr(ran, "out", ""):
                raise SystemExit(f"mingce trace {address} --at {at} over {socket}: {ran}")
            timed("interpreter alone", lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), spent)
    finally:
        running.stop()
    return spent


def log_in(running: CollectorProcess, folder: Path) -> None:
    """Over the socket, as an operator on the collector's host works."""
    if not (folder / "homes").exists():
        running.bootstrap()
        running.add_operator(_OPERATOR, "reader")
    running.log_in(_OPERATOR)
    address = f"unix:{str(running.listening['socket']).removeprefix('unix:')}"
    SessionFile(folder / "homes" / _OPERATOR).remember(address, Known(running.client(_OPERATOR).target.token, None))


def shown(spent: Spent) -> Iterable[str]:
    for name, pairs in spent.items():
        passed, used = (_p50_and_p99(sorted(values)) for values in zip(*pairs, strict=True))
        own = f"processor {used[0]:7.2f}, {used[1]:7.2f} ms"
        yield f"{name:26} p50 {passed[0]:8.2f} ms, p99 {passed[1]:8.2f} ms; {own} ({len(pairs)})"


def _p50_and_p99(values: list[float]) -> tuple[float, float]:
    """Median and 99th percentile of sorted values."""
    return statistics.median(values), values[int(len(values) * 0.99)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--terminals", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=184)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "mingce-benchmarks")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--commands", type=int, default=40)
    given = parser.parse_args()
    past = Past(given.terminals, given.days)
    folder = generated(given.scratch, past)
    with sqlite3.connect(f"file:{folder}/state/store.sqlite3?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT max(id) FROM binding").fetchone()[0]
    gigabytes = (folder / "state" / "store.sqlite3").stat().st_size / 1e9
    print(
        f"{past.terminals} terminals, {past.days} days from {BEGIN_US // 1_000_000}: "
        f"{rows} bindings, {gigabytes:.1f} GB"
    )
    for line in shown(in_store(folder, past, given.questions)):
        print(line)
    for line in shown(as_command(folder, past, given.commands)):
        print(line)


if __name__ == "__main__":
    main()

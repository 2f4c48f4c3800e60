"""Run as a process by test_writer.py: appends journal entries and reports, saying each that was acknowledged."""

import sys
from collections.abc import Callable
from pathlib import Path

from collector.clock import SystemClock
from collector.store import journal
from collector.store.database import Store
from collector.store.transaction import Transaction
from collector.store.writer import Writer
from collector.trust.keys import CollectorKeys
from protocol.identity import AgentId
from tests.support.signing_agent import SigningAgent


def main(folder: Path) -> None:
    keys = CollectorKeys.open_or_make(folder / "keys")
    store = Store.open(folder / "store.sqlite3", keys=keys)
    store.migrate()
    writer = Writer(store, SystemClock(), keys.receipt)
    writer.start()
    sender = SigningAgent(AgentId(f"{int(sys.argv[2]):032x}"))
    writer.submit(sender.enrol).result()
    number = 0
    while True:
        works = [writer.submit(_entry(number + step)) for step in range(20)]
        intake = writer.submit(sender.store_report).result()
        for work in works:
            print("entry", work.result(), flush=True)
        print("report", intake, flush=True)
        number += 20


def _entry(number: int) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        return journal.append(
            tx, actor="collector", action="counted", subject_kind="number", subject_id=str(number), content={}
        )

    return work


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""How long a large ledger takes to come in, beside plain SQLite rows; its export brought again changes nothing.

Usage: python -m benchmarks.ledger_import [--rows 50000]

A workbook of that many terminals (seeded, fictional; each person has two) is made, then
brought through the operators' door of a real collector over a store on disk, as `mingce ledger import` brings it: read
in a process of its own, compared, written in batches. While it is written, another thread submits a small work to the
writer every 20 ms, as a beat is: how long those wait is how long agents wait. Then the register is exported, unmasked,
as a workbook, and that is brought again. The ratio is to a bare sqlite3 table of the same rows' text, one commit.
"""

import argparse
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from collector.imports.sheets.writing import workbook
from collector.operators.roles import Role
from collector.store import operators
from tests.support.messy_sheets import UNIT
from tests.support.operators_door import OperatorsDoor, open_operators_door

HEADINGS = (
    *("单位名称", "科室", "使用人", "联系电话", "楼栋", "房间号", "终端类型", "品牌", "型号", "序列号", "资产编号"),
    *("操作系统", "计算机名", "IP地址", "MAC地址", "接入交换机", "端口", "VLAN", "接入域", "接入模式"),
    *("用途", "重要程度"),
)
_FAMILY, _GIVEN = "赵钱孙周吴郑王冯陈褚卫蒋沈韩杨", "明轩思远建国立敏进文博雅宁浩然"
_BEAT_S = 0.02


def rows(count: int) -> Iterator[list[str]]:
    """Terminals that differ in all that must differ."""
    yield list(HEADINGS)
    for number in range(count):
        person = number // 2
        name = _FAMILY[person % 15] + "".join(_GIVEN[person // step % 13] for step in (15, 195, 2535))
        mac = f"02-00-{number >> 24:02X}-{number >> 16 & 255:02X}-{number >> 8 & 255:02X}-{number & 255:02X}"
        address = f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}" if number & 255 else ""
        yield [
            UNIT, f"第{person % 40 + 1}科", name, f"199{person:08d}", "1号楼",
            f"{number % 900 + 100:04d}", "台式机", "联想", "开天M70f", f"PF{number:08d}", f"TY{number:09d}",
            "银河麒麟桌面V10 SP1", f"PC-{number:06d}", address, mac, f"S{number // 48:04d}", f"GE0/0/{number % 48 + 1}",
            str(number // 200 % 4000 + 1), "行政服务域", "专机专用", "综合办公", "一般",
        ]  # fmt: skip


def bare_seconds(folder: Path, count: int) -> float:
    """The same text into a bare table of SQLite, one commit."""
    connection = sqlite3.connect(folder / "bare.sqlite3")
    connection.execute(f"CREATE TABLE bare ({', '.join(f'c{n} TEXT' for n in range(len(HEADINGS)))})")
    began = time.perf_counter()
    with connection:
        marks = ", ".join("?" * len(HEADINGS))
        connection.executemany(f"INSERT INTO bare VALUES ({marks})", list(rows(count))[1:])
    connection.close()
    return time.perf_counter() - began


@contextmanager
def beats(door: OperatorsDoor) -> Iterator[list[float]]:
    """How long each of many small works waited for its commit, in seconds."""
    waited: list[float] = []
    over = threading.Event()

    def beat() -> None:
        while not over.wait(_BEAT_S):
            began = time.perf_counter()
            door.rig.do(lambda tx: len(operators.list_all(tx.connection)))
            waited.append(time.perf_counter() - began)

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield waited
    finally:
        over.set()
        thread.join()


def bring(door: OperatorsDoor, client: Any, content: bytes) -> tuple[float, dict[str, Any], dict[str, float]]:
    """Seconds, the answer, and seconds by phase as one who polls its progress sees them."""
    phases: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            found = door.services.desk.progress
            if found is not None:
                phases[found.phase.value] = phases.get(found.phase.value, 0.0) + 0.05

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    answer = client.post("ledger/imports", params={"name": "large.xlsx"}, content=content, timeout=3600)
    seconds = time.perf_counter() - began
    over.set()
    watcher.join()
    answer.raise_for_status()
    return seconds, answer.json(), phases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    count = parser.parse_args().rows
    content = workbook([("终端台账", rows(count))])
    print(f"{count} rows, {len(HEADINGS)} columns, {len(content) / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, open_operators_door(Path(folder)) as door:
        bare = bare_seconds(Path(folder), count)
        client = door.as_role(Role.UNIT_ADMIN)
        client.post("units", json={"name": UNIT, "region_code": "371499"}).raise_for_status()
        with beats(door) as waited:
            seconds, first, phases = bring(door, client, content)
        report("import", seconds, first, phases)
        print(f"  {seconds / bare:.0f} times a bare table's {bare:.2f} s")
        waited.sort()
        print(
            f"  other works waited p50 {statistics.median(waited) * 1e3:.0f} ms, p99 {_p99(waited) * 1e3:.0f} ms, "
            f"most {waited[-1] * 1e3:.0f} ms ({len(waited)})"
        )
        began = time.perf_counter()
        found = client.post("ledger/exports", json={"reason": "benchmark", "unmask": True}, timeout=3600).json()
        exported = workbook([("终端台账", [[heading for _name, heading in found["columns"]], *found["rows"]])])
        print(f"export: {time.perf_counter() - began:.1f} s, {len(exported) / 1e6:.1f} MB")
        seconds, again, phases = bring(door, client, exported)
        report("the export again", seconds, again, phases)


def _p99(values: list[float]) -> float:
    return values[int(len(values) * 0.99)]


def report(what: str, seconds: float, answer: dict[str, Any], phases: dict[str, float]) -> None:
    counts = answer["counts"]
    print(f"{what}: {seconds:.1f} s ({', '.join(f'{name} {value:.1f}' for name, value in phases.items())})")
    print(
        f"  added {counts['added']}, changed {counts['changed']}, unchanged {counts['unchanged']}, "
        f"refused {counts['refused']}"
    )
    for row in answer["refused"][:3]:
        print("  ", row["row"], [item["why"] for item in row["findings"]])


if __name__ == "__main__":
    main()

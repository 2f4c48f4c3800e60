"""mingce refusals and mingce quarantine, of a collector that refused and kept apart."""

import ast
import csv
import io
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from collector.cli.intake import REFUSED
from collector.store import agents, reports
from collector.store.transaction import Transaction
from protocol import errors
from protocol.identity import AgentId, Digest
from tests.support.collector_process import CollectorProcess, collector_process
from tests.support.collector_store import open_collector_store
from tests.support.polling import seconds_until
from tests.support.signing_agent import SigningAgent

ROOT = Path(__file__).resolve().parents[3]
AGENT, DIGEST = AgentId("b" * 32), Digest("d" * 64)
REFUSING = ("AgentsDoorRefusal", "TooOften", "note", "_give_up", "_fault")


def keep_apart(tx: Transaction) -> None:
    agents.change(tx, AGENT, hostname="CZJ-YSK-01")
    why = "another report is held under this sequence"
    reports.quarantine(tx, agent_id=AGENT, sequence=3, digest=DIGEST, reason=why, message=b"m")


@pytest.fixture(scope="module")
def collector() -> Iterator[CollectorProcess]:
    with collector_process() as running:
        running.bootstrap()
        running.add_operator("zhao-admin", "unit-admin")
        running.stop()
        with open_collector_store(running.state) as rig:
            rig.do(SigningAgent(AGENT).enrol)
            rig.do(keep_apart)
        running.restart()
        trust = ssl.create_default_context(cafile=running.ca)
        assert httpx.get(f"{running.agents_url}/nowhere", verify=trust, trust_env=False).status_code == 404
        seconds_until(lambda: running.client("wang-audit").get("refusals"))
        yield running


def test_refusals_are_counted_with_a_sentence(collector: CollectorProcess) -> None:
    (row,) = collector.run("refusals", "--json", home="wang-audit").json
    english = collector.run("refusals", home="wang-sec")
    chinese = collector.run("refusals", home="wang-sec", lang="zh")

    assert (row["error"], row["times"], "GET /nowhere" in row["detail"]) == ("no-such-door", 1, True)
    assert "no-such-door  there is no such door" in english.out
    assert "没有这个入口" in chinese.out
    assert "is not a door" in chinese.out


def test_quarantine_names_agent_report_and_reason(collector: CollectorProcess) -> None:
    (row,) = collector.run("quarantine", "--json", home="wang-audit").json
    table = csv.DictReader(io.StringIO(collector.run("quarantine", "--csv", home="wang-sec").out.lstrip("\ufeff")))
    (line,) = table

    assert (row["hostname"], row["sequence"], row["digest"]) == ("CZJ-YSK-01", 3, DIGEST)
    assert (line["host name"], line["report no."], line["agent's id"]) == ("CZJ-YSK-01", "3", AGENT)
    assert line["reason"] == "another report is held under this sequence"
    assert "该编号下已存有另一份报告" in collector.run("quarantine", home="wang-sec", lang="zh").out
    assert collector.run("quarantine", "--json", "--agent", "c" * 32, home="wang-sec").json == []


def test_neither_is_for_those_of_a_unit(collector: CollectorProcess) -> None:
    assert [collector.run(command, home="zhao-admin").code for command in ("refusals", "quarantine")] == [4, 4]


def refused_ids() -> set[str]:
    """Every error id that stands in the source of the agents' door, and those of the protocol's errors."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    found = {kind.id for kind in kinds if issubclass(kind, errors.ProtocolError)}
    for path in [*(ROOT / "collector/ingest").glob("*.py"), ROOT / "collector/http_bounds.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(first)), *_]
                ):
                    found |= {first} if name in REFUSING else set()
                case ast.Call(args=[*_, ast.Constant(value=str(last))]) if "head-too" in last:
                    found.add(last)
    return found


def test_every_refusal_has_a_sentence() -> None:
    assert refused_ids() == set(REFUSED)

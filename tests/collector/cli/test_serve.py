"""mingce serve: starting, being told to stop, and what stands in its way."""

from pathlib import Path

from tests.collector.cli.conftest import Site
from tests.support.collector_process import PASSWORD, collector_process


def test_second_collector_on_one_state_is_refused(site: Site) -> None:
    serve = ("serve", "--state", str(site.collector.state), "--host", "127.0.0.1")

    ran = site.collector.run(*serve, "--agents-port", "0", "--operators-port", "0")

    assert (ran.code, "Traceback" in ran.err) == (1, False)
    assert site.collector.run("whoami", home="zhao-admin").code == 0


def test_bad_configuration_is_a_sentence(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "collector.toml"
    path.write_text("[agents]\nprot = 1\n")

    ran = site.collector.run("serve", "--config", str(path), "--state", str(tmp_path / "state"))

    assert (ran.code, "prot" in ran.err, "Traceback" in ran.err) == (2, True, False)


def test_sessions_and_ledger_survive_stop_kill_and_restart() -> None:
    with collector_process() as running:
        running.bootstrap()
        assert "operators: https://127.0.0.1:" in running.log
        assert running.stop() == 0
        assert not (running.state / "operators.sock").exists()
        running.restart()
        running.kill()
        running.restart()
        names = [row["name"] for row in running.do("operator", "list", "--json", home="wang-sys").json]
        assert names == ["bootstrap", "wang-audit", "wang-sec", "wang-sys"]
        assert PASSWORD not in running.log
        assert "Traceback" not in running.log

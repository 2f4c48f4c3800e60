"""The composition root: opening, reopening and what it leaves on disk."""

import dataclasses
import sqlite3
from pathlib import Path

import pytest

from collector.config import Config, Door
from collector.errors import CollectorError, TrustError
from collector.runtime import Collector, listening_of
from collector.store import operators
from collector.store.vendor_names import NameSource, write
from protocol.codec import decode
from protocol.enrolment import SiteBundle


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(state=tmp_path / "state", agents=Door("127.0.0.1", 7443), names=("collector.example",))


def test_first_start_makes_everything_private(config: Config) -> None:
    collector = Collector.open(config)
    collector.close()

    assert config.state.stat().st_mode & 0o777 == 0o700
    assert {"keys", "authority", "store.sqlite3"} <= {path.name for path in config.state.iterdir()}


def test_second_start_is_the_same_collector(config: Config) -> None:
    first = Collector.open(config)
    identity, bundle = first.store.collector_id, first.site_bundle()
    first.close()
    second = Collector.open(config)

    assert (second.store.collector_id, second.site_bundle()) == (identity, bundle)
    with second.store.reading() as connection:
        assert [found.name for found in operators.list_all(connection)] == ["bootstrap"]
    second.close()


@pytest.mark.parametrize(
    ("name", "url"), [("collector.example", "https://collector.example:7443"), ("::1", "https://[::1]:7443")]
)
def test_agents_are_told_the_first_name(config: Config, name: str, url: str) -> None:
    collector = Collector.open(dataclasses.replace(config, names=(name, "other.example")))
    bundle = decode(collector.site_bundle(), SiteBundle, 65536)
    collector.close()

    assert bundle.url == url


def test_state_open_to_others_is_refused(config: Config) -> None:
    config.state.mkdir(mode=0o755)

    with pytest.raises(TrustError, match="lets others in"):
        Collector.open(config)


def test_two_at_once_are_refused_and_the_first_goes_on(config: Config) -> None:
    first = Collector.open(config)
    with pytest.raises(CollectorError):
        Collector.open(config)

    assert first.writer.submit(lambda tx: tx.now_us).result(timeout=60) > 0
    first.close()


def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(TrustError):
        listening_of(tmp_path)


def test_closing_tends_the_file_and_folds_its_log_in(config: Config) -> None:
    collector = Collector.open(config)
    collector.writer.submit(lambda tx: tx.now_us).result()
    collector.close()

    log = config.state / "store.sqlite3-wal"
    assert not log.exists() or log.stat().st_size == 0
    with sqlite3.connect(config.state / "store.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0


def test_a_file_that_cannot_be_tended_is_only_logged(config: Config, caplog: pytest.LogCaptureFixture) -> None:
    collector = Collector.open(config)
    collector.writer.close()
    collector.store.close()
    collector.store.path.unlink()
    collector.tend()

    assert "care of the file failed" in caplog.text


def sources(config: Config) -> list[str]:
    collector = Collector.open(config)
    names = [item.name for item in collector.vendors.sources()]
    collector.close()
    return names


def test_vendor_names_are_the_shipped_ones_until_a_newer_table_is_brought(config: Config, tmp_path: Path) -> None:
    assert sources(config) == ["manuf", "pci.ids", "usb.ids"]
    write(config.state / "vendors.sqlite", {}, {}, (NameSource("brought", "2", "none"),))
    assert sources(config) == ["brought"]
    write(tmp_path / "else.sqlite", {}, {}, (NameSource("elsewhere", "3", "none"),))
    assert sources(dataclasses.replace(config, vendor_names=str(tmp_path / "else.sqlite"))) == ["elsewhere"]


def test_a_broken_table_is_said_and_the_shipped_one_taken(
    config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"nothing of the kind")

    assert sources(dataclasses.replace(config, vendor_names=str(broken))) == ["manuf", "pci.ids", "usb.ids"]
    assert "broken.sqlite" in caplog.text

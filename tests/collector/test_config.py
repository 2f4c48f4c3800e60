"""Configuration: strict, bounded, and every mistake named."""

import re
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from collector.config import Config, Door, load, overridden
from collector.errors import ConfigurationError
from protocol.policy import OutsideProbe
from protocol.zones import Zone, ZonePrefix

WHOLE = """
state = "/srv/mingce"
names = ["collector.example", "192.0.2.5"]
socket = "/run/mingce/operators.sock"
log_level = "debug"
[agents]
host = "192.0.2.5"
port = 7000
[outside_probe]
targets = ["192.0.2.1:443", "198.51.100.1:443"]
[[zones]]
prefix = "2001:db8:64::/48"
zone = "extranet"
name = "city extranet"
[operators]
port = 0
[pace]
beat_interval_ms = 500
[syslog]
transport = "tcp"
host = "192.0.2.9"
port = 601
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "collector.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_whole_file(tmp_path: Path) -> None:
    config = load(write(tmp_path, WHOLE))

    assert config.state == Path("/srv/mingce")
    assert config.agents == Door("192.0.2.5", 7000)
    assert config.operators.port == 0
    assert config.server_names == ("collector.example", "192.0.2.5")
    assert config.socket_path == Path("/run/mingce/operators.sock")
    assert config.pace.beat_interval_ms == 500
    assert config.outside_probe == OutsideProbe(("192.0.2.1:443", "198.51.100.1:443"), 1_800_000, 60_000)
    assert config.zones == (ZonePrefix(ip_network("2001:db8:64::/48"), Zone.EXTRANET, "city extranet"),)
    assert config.syslog is not None
    assert (config.syslog.transport, config.syslog.port) == ("tcp", 601)


def test_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert load(write(tmp_path, "")) == Config()


def test_names_default_to_what_reaches_this_machine() -> None:
    assert {"localhost", "127.0.0.1", "::1"} <= set(Config().server_names)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prot = 1", "prot"),
        ("[agents]\nprot = 1", "line 2, agents.prot"),
        ("agents = 1", "agents"),
        ("[agents]\nport = 'x'", "port"),
        ("[agents]\nport = true", "port"),
        ("[agents]\nport = 70000", "line 2, agents.port"),
        ("names = 'x'", "names"),
        ("names = [1]", "names"),
        ("log_level = 'loud'", "log_level"),
        ("longest_exemption_days = 0", "longest_exemption_days"),
        ("longest_exemption_days = '90'", "longest_exemption_days"),
        ("[pace]\nbeat_interval_ms = 1", "pace.beat_interval_ms"),
        ("[syslog]\ntransport = 'pigeon'", "syslog.transport"),
        ("[syslog]\ntransport = 'udp'", "line 1, syslog.host"),
        ("[zones]\nprefix = '10.0.0.0/8'", "zones"),
        ("[[zones]]\nprefix = '10.0.0.0/8'\nzone = 'ours'", "line 3, zones[0].zone"),
        ("[outside_probe]\ntargets = ['www.example.org:443']", "outside_probe.targets"),
        ("state = ", "TOML"),
        ("x = '" + "y" * 300_000 + "'", "longer"),
    ],
)
def test_mistake_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(named)):
        load(write(tmp_path, text))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")


def test_command_line_wins_where_it_says_something(tmp_path: Path) -> None:
    config = overridden(Config(), state=tmp_path, agents_port=0, operators_port=None, host="127.0.0.1")

    assert config.state == tmp_path
    assert config.agents == Door("127.0.0.1", 0)
    assert config.operators == Door("127.0.0.1", 8443)


def test_command_line_is_checked_too() -> None:
    with pytest.raises(ConfigurationError, match=r"operators\.port"):
        overridden(Config(), operators_port=-1)


def test_a_table_without_a_port_keeps_each_doors_own(tmp_path: Path) -> None:
    path = tmp_path / "collector.toml"
    path.write_text('[agents]\n[operators]\nhost = "10.37.1.5"\n')

    config = load(path)

    assert (config.agents.port, config.operators.port, config.operators.host) == (7443, 8443, "10.37.1.5")


def test_the_settings_that_are_shipped_are_the_defaults(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "packaging/collector/collector.toml"

    assert replace(load(shipped), socket="") == Config()

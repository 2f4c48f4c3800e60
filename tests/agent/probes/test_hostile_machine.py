"""Every probe on a machine whose files are laid against it: no probe fails, waits, or says what is not printable."""

import os
import struct
from pathlib import Path

import pytest

from agent.host.machine import Host
from agent.probes import ALL_PROBES
from agent.probes.probe import Probe
from agent.probes.runner import ask
from protocol.codec import encode
from tests.support.captured_host import CapturedTables, host_of

_CIRCLES = (
    "sys/class/net/eth9",
    "sys/class/rfkill/rfkill0",
    "sys/class/ieee80211/phy0",
    "sys/bus/usb/devices/1-1",
    "sys/bus/pci/devices/0000:02:00.0",
    "sys/bus/sdio/devices/mmc1:0001:1",
    "proc/7/cmdline",
    "etc/pam.d/common-auth",
    "var/lib/dpkg/status",
)
_PIPES = (
    "etc/resolv.conf",
    "etc/login.defs",
    "etc/lightdm/lightdm.conf",
    "etc/os-release",
    "etc/mingce/antivirus.signed",
    "var/log/wtmp",
    "var/log/lastlog",
    "var/lib/clamav/main.cvd",
    "proc/1/status",
    "proc/net/wireless",
)
_WTMP = struct.Struct("<hxxi32s4s32s256shhiIi36x")
_FILES: dict[str, bytes] = {
    "etc/passwd": b"ro\x1b[2Jot:x:0:0::/:/bin/sh\n\xff\xfe:x:1000:0::/:/bin/sh\n:x:1:1:::\nu::9999999999999:0::/:\n",
    "etc/pam.d/common-password": b"@include common-password\nauth [" + b"a" * 60_000,
    "etc/sddm.conf": b"[Autologin]\nUser" + b" " * 60_000 + b"x\n\0[",
    "var/lib/lastlog/lastlog2.db": b"SQLite format 3\0" + bytes(range(256)) * 20,
    "proc/1/comm": b"\xff\x1b]0;title\x07\n",
    "proc/7/comm": b"dnsmasq\n",
    "proc/net/tcp": b"head\n" + b"   0: 00000000:0016 00000000:0000 0A " + b"9" * 100_000,
    "proc/net/udp": b"",
    "sys/bus/usb/devices/1-2/uevent": b"PRODUCT=" + b"f" * 4000 + b"/\x1b/0\n",
    "sys/bus/usb/devices/1-2:1.0/uevent": b"INTERFACE="
    + b"9/" * 2000
    + b"\nMODALIAS=usb:"
    + b"*" * 3000
    + b"\nDRIVER=../x\n",
}
_LINKS = [
    {"index": index, "name": name}
    for index, name in enumerate(("eth9", "../../x", ".", "..", "\x1b[31m", "", "a" * 400), 2)
]


@pytest.fixture
def host(tmp_path: Path) -> Host:
    for name in (*_CIRCLES, *_PIPES, *_FILES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    for name in _CIRCLES:
        (tmp_path / name).symlink_to(Path(name).name)
    for name in _PIPES:
        os.mkfifo(tmp_path / name)
    for name, content in _FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "etc/group").symlink_to("/dev/zero")
    return host_of(tmp_path, CapturedTables({"links": _LINKS}))


@pytest.mark.parametrize("probe", ALL_PROBES, ids=lambda probe: probe.name)
def test_no_probe_fails_or_waits(probe: Probe, host: Host) -> None:
    (answered,) = ask([probe], host)

    assert "the probe failed" not in (answered.looked.reason or "")
    for item in answered.whole:
        assert b"\x1b" not in encode(item)


def test_random_log_ins_are_no_accounts_that_cannot_be_shown(host: Host, tmp_path: Path) -> None:
    (tmp_path / "var/log/wtmp").unlink()
    records = (
        _WTMP.pack(7, 1, b"l", b"i", b"u\x1b%d" % number, b"h", 0, 0, 1, 5 + number, 5) for number in range(2000)
    )
    (tmp_path / "var/log/wtmp").write_bytes(b"".join(records))
    (answered,) = ask([one for one in ALL_PROBES if one.name == "accounts"], host)

    assert "the probe failed" not in (answered.looked.reason or "")
    assert len(answered.observations) < 100
    assert all(b"\x1b" not in encode(item) and b"u\\\\x1b" in encode(item) for item in answered.observations[-3:])

"""A real DHCP server with router advertisements (dnsmasq) and real clients (udhcpc) on the laboratory's LAN."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from tests.support.laboratory import Host, Namespace

LEASE_SECONDS = 120
"""The shortest dnsmasq gives; clients renew at half of it."""
_CLIENT_SCRIPT = """#!/bin/sh
case "$1" in
deconfig) ip -4 address flush dev "$interface" ;;
bound | renew)
    if ! ip -4 address show dev "$interface" | grep -q " $ip/"; then
        ip -4 address flush dev "$interface"
        ip address add "$ip/$mask" dev "$interface"
    fi
    ip route replace default via "$router" dev "$interface"
    ;;
esac
"""


def why_no_dhcp() -> str | None:
    """Which program is missing, in one sentence; None when all are here."""
    for tool, package in (("dnsmasq", "dnsmasq-base"), ("udhcpc", "udhcpc")):
        if shutil.which(tool) is None:
            return f"the command `{tool}` is missing (Debian package {package})"
    return None


class Wired(Protocol):
    """Where a server runs: a host, or one interface of a router."""

    @property
    def interface(self) -> str: ...

    @property
    def namespace(self) -> Namespace: ...


class DhcpServer:
    """Serves IPv4 leases of `first` to `last`; advertises an IPv6 prefix (SLAAC) every few seconds if there is one.

    `more` are further options of dnsmasq, without their dashes.
    """

    def __init__(
        self, host: Wired, folder: Path, first: str, last: str, prefix_6: str | None = None, more: Sequence[str] = ()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "dnsmasq.log"
        options = [
            # --no-daemon leaves user and groups as they are, which the root of a user namespace may not change.
            *("no-daemon", "conf-file=/dev/null", "port=0", "no-resolv", "bind-interfaces"),
            *("log-dhcp", f"interface={host.interface}", "dhcp-authoritative"),
            f"dhcp-leasefile={folder / 'leases'}",
            f"dhcp-range={first},{last},255.255.255.0,{LEASE_SECONDS}s",
            *more,
        ]
        if prefix_6:
            options += ["enable-ra", f"dhcp-range={prefix_6},ra-only", f"ra-param={host.interface},4"]
        command = ["dnsmasq", *(f"--{option}" for option in options)]
        with self.log.open("ab") as log:
            self.process = host.namespace.start(command, output=log)


class DhcpClient:
    """One interface's client; the address it got is the kernel's."""

    def __init__(self, host: Host, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._host = host
        self._script = folder / "udhcpc.sh"
        self._script.write_text(_CLIENT_SCRIPT)
        self._script.chmod(0o755)
        self._log = folder / "udhcpc.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, wanted: str | None = None) -> None:
        """Asks with ARP probes before it takes an address (RFC 5227), by DISCOVER for `wanted` if given."""
        command: list[str | Path] = [
            "udhcpc",
            "-f",
            "-a",
            "-i",
            self._host.interface,
            "-s",
            self._script,
            "-T",
            "1",
            "-A",
            "2",
        ]
        command += ["-x", f"hostname:{self._host.name}", *(["-r", wanted] if wanted else [])]
        with self._log.open("ab") as log:
            self._process = self._host.namespace.start(command, output=log)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def renew(self) -> None:
        self._send(signal.SIGUSR1)

    def release(self) -> None:
        """Gives the address back and ends."""
        self._send(signal.SIGUSR2)
        self.stop(signal.SIGTERM)

    def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        self._send(number)
        if self._process is not None:
            self._process.wait(timeout=30)

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

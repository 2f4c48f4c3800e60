"""A PC begins to share: its agent hears it from the kernel and says so; the slow timer is ten minutes away."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.host.netlink.events import EventSource, KernelEvents
from agent.notification import Notifier
from agent.privileged.answers import PacketRules
from agent.privileged.nobody import Nobody
from agent.privileged.packet_rules import read_packet_rules
from agent.service import Service
from protocol.observations import Forwarding, Looked, Observation, SharingService, Translation
from tests.agent.test_service import config, enrolled, host, wait_for
from tests.support.fake_collector import FakeCollector
from tests.support.inside import inside
from tests.support.laboratory import Namespace

pytestmark = pytest.mark.root


class Root(Nobody):
    """Root's answer in this process, for the namespace of the thread that asks."""

    def packet_rules(self) -> PacketRules:
        return read_packet_rules(Path("/proc/thread-self"))


class SharingPc:
    """A PC in a namespace, and what its agent said of sharing last."""

    def __init__(self, office: Namespace, collector: FakeCollector, agent: str, events: KernelEvents) -> None:
        self.office, self.events = office, events
        self._collector, self._agent = collector, agent

    def told(self) -> list[Observation]:
        with self._collector.lock:
            reports = list(self._collector.agents[self._agent].reports)
        for report in reversed(reports):
            if any(isinstance(item, Looked) and item.probe == "sharing" for item in report.observations):
                return [
                    item for item in report.observations if isinstance(item, Forwarding | Translation | SharingService)
                ]
        return []


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[SharingPc]:
    with Namespace("sharing") as office:
        office.run("ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        with inside(office), FakeCollector(tmp_path) as collector, KernelEvents() as events:
            agent = enrolled(collector, tmp_path / "state")
            own = replace(host(), privileged=Root())
            service = Service(config(tmp_path / "state"), own, events, Notifier(None))
            thread = threading.Thread(target=service.run)
            thread.start()
            try:
                pc = SharingPc(office, collector, agent, events)
                wait_for(lambda: Forwarding(4, False, ()) in pc.told(), 60)
                yield pc
            finally:
                service.stop()
                thread.join(60)
                assert not thread.is_alive()


def test_forwarding_on_and_off(pc: SharingPc) -> None:
    pc.office.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")
    wait_for(lambda: Forwarding(4, True, ("veth0", "veth1")) in pc.told(), 60)
    pc.office.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/veth0/forwarding")
    wait_for(lambda: Forwarding(6, False, ("veth0",)) in pc.told(), 60)
    pc.office.run("sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward")
    wait_for(lambda: Forwarding(4, False, ()) in pc.told(), 60)


def test_a_rule_that_nothing_but_the_packet_filter_announces(pc: SharingPc) -> None:
    if shutil.which("nft") is None:
        pytest.skip("the command `nft` is missing (Debian package nftables)")
    if EventSource.FIREWALL in pc.events.missing:
        pytest.skip(f"no events of nftables here: {pc.events.missing[EventSource.FIREWALL]}")
    pc.office.run("nft", "add table ip quiet")
    pc.office.run("nft", "add chain ip quiet post { type nat hook postrouting priority 100 ; }")
    pc.office.run("nft", 'add rule ip quiet post oifname "veth0" masquerade')
    wait_for(lambda: any(isinstance(item, Translation) and item.out == "veth0" for item in pc.told()), 60)
    pc.office.run("nft", "delete table ip quiet")
    wait_for(lambda: not any(isinstance(item, Translation) for item in pc.told()), 60)


def test_a_service_is_found_by_the_address_it_needs(pc: SharingPc, tmp_path: Path) -> None:
    if shutil.which("dnsmasq") is None:
        pytest.skip("the command `dnsmasq` is missing (Debian package dnsmasq-base)")
    served = ("--interface=veth0", "--bind-dynamic", "--dhcp-range=10.42.7.9,10.42.7.19", "--port=0")
    own = (f"--pid-file={tmp_path}/pid", f"--dhcp-leasefile={tmp_path}/leases", "--conf-file=/dev/null", "--user=root")
    pc.office.start(["dnsmasq", "--keep-in-foreground", *served, *own])
    pc.office.run("ip", "address", "add", "10.42.7.1/24", "dev", "veth0")
    pc.office.run("ip", "link", "set", "veth0", "up")
    wait_for(lambda: any(isinstance(item, SharingService) and "veth0" in item.interfaces for item in pc.told()), 60)

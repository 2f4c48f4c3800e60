from pathlib import Path

from tests.support.agent_command import mingce_agent


def test_capture_is_decoded(tmp_path: Path) -> None:
    from scapy.layers.l2 import ARP, Ether
    from scapy.utils import wrpcap

    frame = Ether(src="00:00:5e:00:53:66", dst="ff:ff:ff:ff:ff:ff") / ARP(
        hwsrc="00:00:5e:00:53:66", psrc="59.207.0.99", pdst="59.207.0.1"
    )
    wrpcap(str(tmp_path / "x.pcap"), [frame])
    done = mingce_agent("decode", str(tmp_path / "x.pcap"))

    assert done.returncode == 0, done.stderr
    assert "00-00-5E-00-53-66" in done.stdout
    assert "59.207.0.99" in done.stdout


def test_file_that_is_no_capture_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.pcap").write_bytes(b"no capture")
    done = mingce_agent("decode", str(tmp_path / "x.pcap"))

    assert done.returncode == 1
    assert "x.pcap" in done.stderr

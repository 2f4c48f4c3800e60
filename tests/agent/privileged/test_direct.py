from pathlib import Path

from agent.privileged.answers import AccountLock, PortOwners, Serials
from agent.privileged.direct import Direct
from tests.support.captured_host import CapturedTables, host_of, lay_out


def test_each_question_is_read_from_the_machine_given(tmp_path: Path) -> None:
    files = {
        "etc/passwd": "li:x:1000:1000::/home/li:\n",
        "etc/shadow": "li::1:0:9:7:::\n",
        "proc/net/tcp": "",
        "proc/net/udp": "",
        "sys/class/dmi/id/board_serial": "BFAKE1",
    }
    lay_out(files, tmp_path)
    direct = Direct(host_of(tmp_path, CapturedTables({})))

    assert direct.accounts().locks == (AccountLock("li", True, False, 9),)
    assert direct.serials() == Serials(None, None, "BFAKE1", ())
    assert direct.port_owners() == PortOwners(())

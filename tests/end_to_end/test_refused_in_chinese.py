"""Who enrols a PC with a wrong code reads the collector's refusal in Chinese, though it travels in English."""

from pathlib import Path

from tests.support.agent_command import mingce_agent
from tests.support.chinese import english_in
from tests.support.collector_process import collector_process


def test_wrong_code(tmp_path: Path) -> None:
    with collector_process() as running:
        enrol = ("enrol", "--state", str(tmp_path / "state"), "--site", str(running.bundle))
        done = mingce_agent(*enrol, typed="AAAA-BBBB-CCCC\n", language="zh_CN.UTF-8")

    assert done.returncode == 4, done.stderr
    assert "注册码(unknown-code):不是本采集端发出的;请重新申请注册码" in done.stderr
    assert english_in(done.stdout + done.stderr) == []

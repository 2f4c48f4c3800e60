from pathlib import Path

from protocol.codec import encode
from tests.support.agent_command import mingce_agent
from tests.support.fake_collector import FakeCollector

CODE = "ABCD-EFGH-JKLM-NPQR"


def test_code_from_standard_input_or_file_and_never_twice(tmp_path: Path) -> None:
    state, site, code = str(tmp_path / "state"), tmp_path / "site.json", tmp_path / "code"
    with FakeCollector(tmp_path) as collector:
        site.write_bytes(encode(collector.site))
        refused = mingce_agent("enrol", "--state", state, "--site", str(site), typed="WRONG\n")
        code.write_text(CODE, encoding="utf-8")
        code.chmod(0o644)
        readable = mingce_agent("enrol", "--state", state, "--site", str(site), "--code-file", str(code))
        code.chmod(0o600)
        done = mingce_agent("enrol", "--state", state, "--site", str(site), "--code-file", str(code), "--lang", "zh_CN")
        again = mingce_agent("enrol", "--state", state, typed=CODE)

    assert refused.returncode == 4
    assert "code-unknown" in refused.stderr
    assert readable.returncode == 2
    assert "others may read it" in readable.stderr
    assert done.returncode == 0
    assert "终端:3714992026000001" in done.stdout
    assert "站点文件指纹:" in done.stdout
    assert again.returncode == 1


def test_unreachable_collector_is_three(tmp_path: Path) -> None:
    with FakeCollector(tmp_path) as collector:
        (tmp_path / "site.json").write_bytes(encode(collector.site))
    arguments = ("enrol", "--state", str(tmp_path / "state"), "--site", str(tmp_path / "site.json"))

    assert mingce_agent(*arguments, typed=CODE).returncode == 3


def test_site_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text("{}", encoding="utf-8")
    for site in ("site.json", "none.json"):
        done = mingce_agent("enrol", "--state", str(tmp_path / "s"), "--site", str(tmp_path / site), typed=CODE)
        assert done.returncode == 2
        assert site in done.stderr

import pytest

from collector.ledger.systems import is_same_system


@pytest.mark.parametrize(
    ("declared", "os_id", "version", "same"),
    [
        ("银河麒麟桌面V10 SP1", "kylin", "v10", True),
        ("Kylin V10", "kylin", "v10", True),
        ("麒麟", "kylin", "v10", True),
        ("银河麒麟V11", "kylin", "v10", False),
        ("统信UOS V20", "uos", "20", True),
        ("统信UOS V20", "kylin", "v10", False),
        ("Windows 10", "kylin", "v10", False),
        ("Debian 12", "debian", "12", True),
        ("Debian 11", "debian", "12", False),
        ("Debian", "debian", "", True),
        ("方德", "nfs", "4", None),
    ],
)
def test_names_people_type(declared: str, os_id: str, version: str, same: bool | None) -> None:
    assert is_same_system(declared, os_id, version) is same

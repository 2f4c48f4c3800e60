"""Lists as Cisco IOS reads them."""

from collector.admission.cisco_ios import CiscoIos
from collector.ledger.admission_list import ListKind
from tests.support.admission_lines import ENDED, FIRST, SECOND


def test_everybody_else_s_rule_stands_last_also_after_an_update() -> None:
    assert CiscoIos().body(ListKind.BLOCK, [ENDED]) == [
        "mac access-list extended MINGCE-BLOCK",
        " no permit any any",
        "! 3714992026000001 retired",
        " deny host 0000.5e00.5301 any",
        " permit any any",
        "exit",
    ]
    assert CiscoIos().undo(ListKind.BLOCK, [ENDED]) == [
        "mac access-list extended MINGCE-BLOCK",
        " no deny host 0000.5e00.5301 any",
        "exit",
    ]


def test_an_allow_list_ends_with_the_implicit_deny_and_binds_addresses() -> None:
    assert CiscoIos().body(ListKind.ALLOW, [FIRST, SECOND])[2:] == [
        " permit host 0000.5e00.5301 any",
        "! infrastructure",
        " permit host 0000.5e00.53fe any",
        "exit",
        "arp access-list MINGCE-ALLOW",
        " permit ip host 10.37.12.21 mac host 0000.5e00.5301",
        "exit",
    ]
    assert CiscoIos().undo(ListKind.ALLOW, [SECOND])[-1] == "exit"
    assert " no permit ip host 10.37.12.21 mac host 0000.5e00.5301" in CiscoIos().undo(ListKind.ALLOW, [FIRST])

"""Lists as Ruijie RGOS reads them."""

from collector.admission.ruijie_rgos import RuijieRgos
from collector.ledger.admission_list import ListKind
from tests.support.admission_lines import ENDED, FIRST, SECOND


def test_a_block_list_lets_everybody_else_through() -> None:
    assert RuijieRgos().body(ListKind.BLOCK, [ENDED]) == [
        "mac access-list extended MINGCE-BLOCK",
        "! 3714992026000001 retired",
        " 10 deny host 0000.5e00.5301 any",
        " 2000000000 permit any any",
        "exit",
    ]
    assert RuijieRgos().undo(ListKind.BLOCK, [ENDED]) == ["mac access-list extended MINGCE-BLOCK", " no 10", "exit"]


def test_an_allow_list_ends_with_the_implicit_deny() -> None:
    assert RuijieRgos().body(ListKind.ALLOW, [FIRST, SECOND])[2:] == [
        " 10 permit host 0000.5e00.5301 any",
        "! infrastructure",
        " 20 permit host 0000.5e00.53fe any",
        "exit",
        "address-bind 10.37.12.21 0000.5e00.5301",
    ]
    assert RuijieRgos().undo(ListKind.ALLOW, [FIRST])[-1] == "no address-bind 10.37.12.21"

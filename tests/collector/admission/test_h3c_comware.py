"""Lists as H3C Comware reads them."""

from collector.admission.h3c_comware import H3cComware, rule_of
from collector.ledger.admission_list import ListKind
from tests.support.admission_lines import ENDED, FIRST, SECOND


def test_a_block_list_lets_everybody_else_through() -> None:
    assert H3cComware().body(ListKind.BLOCK, [ENDED]) == [
        "acl mac name MINGCE-BLOCK",
        "# 3714992026000001 retired",
        " rule 1 deny source-mac 0000-5e00-5301 ffff-ffff-ffff",
        " rule 65534 permit",
        "quit",
    ]
    assert H3cComware().undo(ListKind.BLOCK, [ENDED]) == ["acl mac name MINGCE-BLOCK", " undo rule 1", "quit"]


def test_an_allow_list_denies_everybody_else() -> None:
    assert H3cComware().body(ListKind.ALLOW, [FIRST, SECOND])[2:] == [
        " rule 1 permit source-mac 0000-5e00-5301 ffff-ffff-ffff",
        "# infrastructure",
        " rule 2 permit source-mac 0000-5e00-53fe ffff-ffff-ffff",
        " rule 65534 deny",
        "quit",
        "ip source binding ip-address 10.37.12.21 mac-address 0000-5e00-5301",
    ]
    assert H3cComware().undo(ListKind.ALLOW, [FIRST])[-1] == (
        "undo ip source binding ip-address 10.37.12.21 mac-address 0000-5e00-5301"
    )


def test_rules_are_numbered_densely() -> None:
    assert [rule_of(line) for line in (FIRST, SECOND)] == [1, 2]

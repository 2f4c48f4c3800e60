"""Lists as Huawei VRP reads them."""

from collector.admission.huawei_vrp import HuaweiVrp
from collector.ledger.admission_list import ListKind
from tests.support.admission_lines import ENDED, FIRST, SECOND


def test_a_block_list_is_black_holes() -> None:
    assert HuaweiVrp().body(ListKind.BLOCK, [ENDED]) == [
        "# 3714992026000001 retired",
        "mac-address blackhole 0000-5e00-5301",
    ]
    assert HuaweiVrp().undo(ListKind.BLOCK, [ENDED]) == ["undo mac-address blackhole 0000-5e00-5301"]


def test_an_allow_list_is_an_access_list_with_bindings() -> None:
    assert HuaweiVrp().body(ListKind.ALLOW, [FIRST, SECOND]) == [
        "acl name MINGCE-ALLOW link",
        "# 3714992026000001 admitted",
        " rule 10 permit source-mac 0000-5e00-5301 ffff-ffff-ffff",
        "# infrastructure",
        " rule 20 permit source-mac 0000-5e00-53fe ffff-ffff-ffff",
        " rule 4000000000 deny",
        "quit",
        "user-bind static ip-address 10.37.12.21 mac-address 0000-5e00-5301",
    ]
    assert HuaweiVrp().undo(ListKind.ALLOW, [FIRST]) == [
        "acl name MINGCE-ALLOW link",
        " undo rule 10",
        "quit",
        "undo user-bind static ip-address 10.37.12.21 mac-address 0000-5e00-5301",
    ]

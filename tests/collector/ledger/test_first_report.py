"""Whether a machine is the one the ledger row tells of."""

import pytest

from collector.ledger.first_report import Told, differences
from protocol.mac import MacAddress

OWN, OTHER = MacAddress.parse("00-00-5E-00-53-01"), MacAddress.parse("00-00-5E-00-53-09")


@pytest.mark.parametrize(
    ("serials", "macs"),
    [(["pf3fake01 "], [OTHER]), (["BRDFAKE01", "PF3FAKE01"], []), ([], [OTHER, OWN]), (["OTHER"], [OWN])],
)
def test_serial_or_one_mac_is_enough(serials: list[str], macs: list[MacAddress]) -> None:
    assert differences("PF3FAKE01", [OWN], Told(serials, macs)) == ()


def test_another_machine_is_told_with_what_differs() -> None:
    assert differences("PF3FAKE01", [OWN], Told(["PF3FAKE09"], [OTHER])) == (
        "MAC addresses: registered 00-00-5E-00-53-01, the PC has 00-00-5E-00-53-09",
        "serial number: registered PF3FAKE01, the PC says PF3FAKE09",
    )


def test_nothing_registered_fits_nothing() -> None:
    assert len(differences(None, [], Told([""], []))) == 1

"""An office where nothing is wrong raises nothing, whatever its machines go through."""

import time
from pathlib import Path

import pytest

from tests.support.dhcp import why_no_dhcp
from tests.support.quiet_office import GRACE_SECONDS, quiet_office

pytestmark = [
    pytest.mark.root,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(why_no_dhcp() is not None, reason=f"no DHCP here: {why_no_dhcp()}"),
]


def test_registered_machines_that_come_and_go_raise_nothing(tmp_path: Path) -> None:
    with quiet_office(tmp_path, print) as office:
        first, second, third, fourth = office.pcs
        office.renewal(first)
        office.cable_pull(second, 4)
        office.reboot(third, 3, 7, is_hard=False)
        office.collector_restart(1)
        office.reboot(fourth, 16, 12, is_hard=True)
        office.lease_swap(first, second)
        office.sleep(third, GRACE_SECONDS - 5)
        time.sleep(3)
        assert [(alert["rule"], alert["certainty"], alert["evidence"]) for alert in office.alerts()] == []
        pairs, frames = office.heard()
        assert pairs >= 2 * len(office.pcs)
        assert frames > 50
        assert len({pc.address() for pc in office.pcs}) == 4

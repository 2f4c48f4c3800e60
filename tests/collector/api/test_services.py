"""What endpoints stand on."""

import pytest

from collector.errors import NotFound
from collector.store import operators
from tests.support.operators_door import OperatorsDoor


def test_write_waits_for_the_disk_and_raises_what_the_work_raised(door: OperatorsDoor) -> None:
    services = door.services

    assert services.write(lambda tx: tx.now_us) == door.rig.clock.now
    with pytest.raises(NotFound):
        services.write(lambda tx: operators.get(tx.connection, "nobody"))
    assert services.read(lambda connection: operators.get(connection, "bootstrap")).name == "bootstrap"

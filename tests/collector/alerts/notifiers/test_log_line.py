import logging

import pytest

from collector.alerts.notifiers.log_line import LogLine
from tests.collector.alerts.notifiers.test_syslog import LETTER


def test_one_line_without_control_characters(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "collector.alerts"):
        LogLine().send(LETTER)

    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "mac=00-00-5E-00-53-66" in record.getMessage()
    assert "\n" not in record.getMessage()

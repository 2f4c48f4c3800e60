import pytest

from collector.errors import AgentsDoorRefusal, StoreError
from collector.ingest.refusals import fault_of, status_of
from collector.ingest.requests import too_often
from protocol.errors import TooLarge


@pytest.mark.parametrize(
    ("error", "status", "error_id"),
    [
        (AgentsDoorRefusal("bad-signature", "report", "forged"), 401, "bad-signature"),
        (TooLarge("report", "too long"), 413, "message-too-large"),
        (too_often(500), 429, "too-often"),
        (StoreError("store /secret/path", "disk full"), 503, "store-error"),
        (TimeoutError(), 408, "body-too-slow"),
    ],
)
def test_fault_and_status(error: Exception, status: int, error_id: str) -> None:
    fault = fault_of(error)

    assert (status_of(fault.error), fault.error) == (status, error_id)
    assert "/secret" not in fault.what


def test_pauses_are_told() -> None:
    assert fault_of(too_often(500)).pause_ms == 500
    assert fault_of(StoreError("store", "full")).pause_ms > 0

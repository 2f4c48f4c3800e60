"""Errors of one shape, with the status that fits."""

import pytest
from fastapi import FastAPI

from collector.api import faults
from collector.errors import (
    AlreadyThere,
    CollectorError,
    InvalidValue,
    NotAllowed,
    NotFound,
    StoreBroken,
    StoreError,
    TrustError,
)
from protocol.errors import MalformedIdentity, ProtocolError
from tests.support.in_process import InProcess

CASES: list[tuple[type[CollectorError] | type[ProtocolError], int]] = [
    (faults.NotLoggedIn, 401),
    (faults.TooBusy, 429),
    (NotFound, 404),
    (AlreadyThere, 409),
    (NotAllowed, 403),
    (InvalidValue, 400),
    (StoreError, 503),
    (StoreBroken, 503),
    (TrustError, 500),
    (MalformedIdentity, 400),
]


@pytest.mark.parametrize(("kind", "status"), CASES)
def test_status(kind: type[CollectorError] | type[ProtocolError], status: int) -> None:
    import httpx

    app = FastAPI()
    faults.install(app)

    @app.get("/")
    def fail() -> None:
        raise kind("unit 'x'", "there is none", "list the units")

    answer = httpx.Client(transport=InProcess(app), base_url="https://door").get("/")

    assert answer.status_code == status
    told = {"error": kind.id, "what": "unit 'x'", "why": "there is none", "next_step": "list the units"}
    assert answer.json() == told

"""Errors of one shape, with the status that fits."""

from typing import Annotated

import pytest
from fastapi import FastAPI, Query

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
from protocol.phrases import Phrase, say
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


def test_sentence_with_values_carries_its_template() -> None:
    import httpx

    app = FastAPI()
    faults.install(app)

    @app.get("/")
    def fail() -> None:
        raise NotFound(say("{kind} {key!r}", kind=Phrase("unit"), key="{x}"), "there is none", "list the units")

    told = httpx.Client(transport=InProcess(app), base_url="https://door").get("/").json()

    assert told["what"] == "unit '{x}'"
    assert told["worded"] == {
        "what": {
            "text": "unit '{x}'",
            "template": "{kind} {key!r}",
            "values": {"kind": {"text": "unit", "template": "unit", "values": {}}, "key": "{x}"},
        }
    }


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "is missing"),
        ("?count=x", "is not a whole number"),
        ("?count=9", "more than 5"),
        ("?count=-1", "less than 0"),
        ("?count=1&word=toolong", "more than 3 characters"),
    ],
)
def test_misfit_is_said_in_our_own_words(query: str, why: str) -> None:
    import httpx

    app = FastAPI()
    faults.install(app)

    @app.get("/")
    def ask(count: Annotated[int, Query(ge=0, le=5)], word: Annotated[str, Query(max_length=3)] = "") -> None:
        """Takes two values."""

    told = httpx.Client(transport=InProcess(app), base_url="https://door").get(f"/{query}").json()

    assert (told["error"], told["why"]) == ("invalid-value", why)


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
    assert answer.json() == told | {"worded": {}}

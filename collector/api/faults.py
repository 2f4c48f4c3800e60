"""Every error of this door as JSON of one shape, with the HTTP status that fits its place in the tree (RFC 9110)."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from collector.errors import AlreadyThere, CollectorError, NotAllowed, NotFound, StoreError, Unacceptable
from protocol.errors import ProtocolError

_log = logging.getLogger(__name__)


class NotLoggedIn(Unacceptable):
    """No session, or one that ended."""

    id = "not-logged-in"


class TooBusy(Unacceptable):
    """Too many at once of what costs much."""

    id = "too-busy"


class FaultBody(BaseModel):
    """Body of every answer with a status of 400 and above."""

    error: str = Field(description="stable id, kebab-case")
    what: str = Field(description="what is wrong")
    why: str = Field(description="the reason")
    next_step: str = Field(description="what to do")


# The first class that fits decides.
_STATUS: tuple[tuple[type[CollectorError], int], ...] = (
    (NotLoggedIn, 401),
    (TooBusy, 429),
    (NotFound, 404),
    (AlreadyThere, 409),
    (NotAllowed, 403),
    (Unacceptable, 400),
    (StoreError, 503),
)

RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": FaultBody} for status in (400, 401, 403, 404, 409, 422, 429, 503)
}


def install(app: FastAPI) -> None:
    """Makes the application answer its errors in this shape."""
    app.add_exception_handler(CollectorError, _collector_error)
    app.add_exception_handler(ProtocolError, _protocol_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)


def answer(status: int, error: str, what: str, why: str, next_step: str) -> JSONResponse:
    return JSONResponse(FaultBody(error=error, what=what, why=why, next_step=next_step).model_dump(), status)


async def _collector_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CollectorError), "registered for it"  # noqa: S101
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    if status >= 500:
        _log.error("%s: %s", error.id, error)
    return answer(status, error.id, error.what, error.why, error.next_step)


async def _protocol_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProtocolError), "registered for it"  # noqa: S101
    return answer(400, error.id, error.what, error.why, error.next_step)


async def _invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError), "registered for it"  # noqa: S101
    first = error.errors()[0]
    # pydantic repeats the value in `input`; a password must not come back, so only the place is named.
    place = ".".join(str(part) for part in first["loc"])
    return answer(422, "invalid-value", place, str(first["msg"]), "see /api/v0/openapi.json")


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException), "registered for it"  # noqa: S101
    return answer(error.status_code, "not-served", "request", str(error.detail), "see /api/v0/openapi.json")

"""Every error of this door as JSON of one shape, with the HTTP status that fits its place in the tree (RFC 9110)."""

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from collector.errors import AlreadyThere, CollectorError, NotAllowed, NotFound, StoreError, Unacceptable
from protocol.errors import ProtocolError
from protocol.phrases import say, worded

_log = logging.getLogger(__name__)


class NotLoggedIn(Unacceptable):
    """No session, or one that ended."""

    id = "not-logged-in"


class TooBusy(Unacceptable):
    """Too many at once of what costs much."""

    id = "too-busy"


class Worded(BaseModel):
    """A sentence as its template (str.format) and values, so that a client can say it in another language."""

    text: str
    template: str
    values: dict[str, "int | str | Worded"]


class FaultBody(BaseModel):
    """Body of every answer with a status of 400 and above."""

    error: str = Field(description="stable id, kebab-case")
    what: str = Field(description="what is wrong")
    why: str = Field(description="the reason")
    next_step: str = Field(description="what to do")
    worded: dict[str, Worded] = Field(description="of the three above those that have values, for translation")


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

_SERVED = {404: say("there is no such address"), 405: say("this method is not allowed here")}
_MISFITS = {
    "int_parsing": say("is not a whole number"),
    "int_type": say("is not a whole number"),
    "string_type": say("is not a text"),
    "bool_parsing": say("is neither true nor false"),
    "bool_type": say("is neither true nor false"),
    "list_type": say("is not a list"),
    "extra_forbidden": say("there is no such field"),
    "json_invalid": say("is not JSON"),
}

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
    said = {"what": what, "why": why, "next_step": next_step}
    return JSONResponse({"error": error, **said, "worded": worded(said)}, status)


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
    return answer(422, "invalid-value", place, _misfit(first), say("see /api/v0/openapi.json"))


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException), "registered for it"  # noqa: S101
    why = _SERVED.get(error.status_code, str(error.detail))
    return answer(error.status_code, "not-served", say("request"), why, say("see /api/v0/openapi.json"))


def _misfit(error: Mapping[str, Any]) -> str:
    """Why a field does not fit, in our own words where we have them."""
    limits = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return say("is missing")
        case "string_too_long":
            return say("more than {most} characters", most=limits["max_length"])
        case "string_too_short":
            return say("fewer than {least} characters", least=limits["min_length"])
        case "less_than_equal":
            return say("more than {most}", most=limits["le"])
        case "greater_than_equal":
            return say("less than {least}", least=limits["ge"])
        case "too_long":
            return say("more than {most}", most=limits["max_length"])
        case "literal_error" | "enum":
            return say("one of {words}", words=limits["expected"])
        case kind:
            return _MISFITS.get(kind, str(error["msg"]))

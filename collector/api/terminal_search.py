"""Finding terminals by what a person remembers of them, and completing what they began to type."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from collector.api import masking
from collector.api.identity import Asker, asking
from collector.api.rows import AsOf
from collector.api.services import Served
from collector.api.terminals import TerminalWhole, whole
from collector.errors import InvalidValue
from collector.imports.sheets.vocabulary import STATUSES, TYPES
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import TerminalType
from collector.operators.roles import Right
from collector.store import Connection, names, people, terminal_search, units
from collector.store.scope import CITY
from collector.store.terminal_search import Found

router = APIRouter(tags=["ledger"])

Reader = Annotated[Asker, Depends(asking(Right.READ_BUSINESS))]

MOST_FOUND = 200
_CHINESE: dict[str, TerminalType | Status] = {
    word: member for words in (TYPES, STATUSES) for member, text in words.items() for word in text.split()
}
_ENGLISH: dict[str, TerminalType | Status] = {member.value: member for words in (TYPES, STATUSES) for member in words}


class FoundOut(TerminalWhole):
    """`user` and `owner` are masked. `fits`: for every word what of the terminal it fitted."""

    unit: str
    user: str | None
    owner: str | None
    fits: list[list[str]]


class SearchOut(BaseModel):
    """`more`: there are others; say more of the one that is looked for."""

    words: list[str]
    found: list[FoundOut]
    more: bool


@router.get("/search/terminals")
def search_terminals(
    asker: Reader,
    services: Served,
    q: Annotated[str, Query(min_length=1, max_length=512, description="words, all of which must fit")],
    as_of_us: AsOf = None,
    most: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 50,
) -> SearchOut:
    """Each word fits a unit, department, place, number, name, MAC or IP in any notation, or a person's whole name."""
    words = terminal_search.words_of(q)
    if not words:
        raise InvalidValue("search", "no word was given", "give a unit, a room, a number, a name or an address")

    def read(connection: Connection) -> SearchOut:
        found = terminal_search.search(connection, asker.scope, words, _CHINESE | _ENGLISH, as_of_us, most + 1)
        rows = [_out(connection, item, as_of_us) for item in found[:most]]
        return SearchOut(words=words, found=rows, more=len(found) > most)

    return services.read(read)


@router.get("/names/{kind}")
def complete_names(
    kind: names.Kind,
    asker: Reader,
    services: Served,
    prefix: Annotated[str, Query(max_length=64)] = "",
) -> list[str]:
    """What begins so, for completing it at a prompt; at most fifty."""
    return services.read(lambda connection: names.beginning(connection, asker.scope, kind, prefix))


def _out(connection: Connection, found: Found, as_of_us: int | None) -> FoundOut:
    full = whole(connection, found.terminal, as_of_us)
    held = full.custody
    return FoundOut(
        **full.model_dump(),
        unit=units.find(connection, CITY, full.unit_id, as_of_us).value.name,
        user=_masked(connection, None if held is None else held.user_id, as_of_us),
        owner=_masked(connection, None if held is None else held.owner_id, as_of_us),
        fits=[list(item) for item in found.fits],
    )


def _masked(connection: Connection, person_id: str | None, as_of_us: int | None) -> str | None:
    found = None if person_id is None else people.by_id(connection, person_id, as_of_us)
    return None if found is None else masking.name(found.value.name)

"""A register's values as sheets have them: what an export writes, what a comparison shows."""

from collector.imports.sheets import vocabulary
from collector.imports.sheets.dates import written_end
from collector.imports.sheets.headings import Field
from collector.imports.sheets.readers import READERS
from collector.imports.sheets.said import Said, clean, code
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AccessDomain, AccessMethod, AccessMode, Importance, IpMode, TerminalType
from protocol.failure import Failure


def plain(name: Field, value: object) -> str:
    """The text of a field's value; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name is Field.EXPIRES and isinstance(value, int):
        return written_end(value)
    return _word(value) or str(value)


def _word(value: object) -> str | None:
    if isinstance(value, TerminalType):
        return vocabulary.heading_word(vocabulary.TYPES, value)
    if isinstance(value, AccessDomain):
        return vocabulary.heading_word(vocabulary.DOMAINS, value)
    if isinstance(value, AccessMode):
        return vocabulary.heading_word(vocabulary.MODES, value)
    if isinstance(value, AccessMethod):
        return vocabulary.heading_word(vocabulary.METHODS, value)
    if isinstance(value, IpMode):
        return vocabulary.heading_word(vocabulary.IP_MODES, value)
    if isinstance(value, Importance):
        return vocabulary.heading_word(vocabulary.IMPORTANCES, value)
    return vocabulary.heading_word(vocabulary.STATUSES, value) if isinstance(value, Status) else None


def same(before: object, after: object) -> bool:
    """Whether two values are one: a text held in full-width letters is not another text."""
    if isinstance(before, str) and isinstance(after, str) and type(before) is type(after):
        return clean(before) == clean(after) or code(before) == code(after)
    return before == after


def means(name: Field, before: object, after: object) -> bool:
    """Whether they are one, or reading what an export writes of the one gives the other."""
    if same(before, after):
        return True
    try:
        return READERS[name](Said(name, (plain(name, before),))) == after
    except Failure:
        return False

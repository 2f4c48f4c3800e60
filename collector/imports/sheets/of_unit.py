"""What a row says of its unit (code, region, access class), compared with what the register has of it.

Nothing of it is taken: a terminal's row does not change a unit.
"""

from collector.imports.sheets.headings import HEADINGS, Field
from collector.imports.sheets.register_view import Finder
from collector.imports.sheets.row import Declared
from collector.imports.sheets.said import Finding, Level, phrase
from protocol.phrases import say

COLUMNS: dict[Field, str] = {Field.USCC: "uscc", Field.REGION: "region_code", Field.ACCESS_CLASS: "access_class"}


def told_of_unit(row: Declared, unit_id: str, finder: Finder) -> list[Finding]:
    """An error where the code is another unit's; a warning for each other difference, a note where nothing is held."""
    unit = finder.view.details.get(unit_id)
    if unit is None:
        return []
    found: list[Finding] = []
    for name, column in COLUMNS.items():
        said, held = row.values.get(name), getattr(unit, column)
        if not isinstance(said, str) or said == held:
            continue
        if name is Field.USCC and finder.code_units.get(said, unit_id) != unit_id:
            why, step = say("is the code of another unit"), say("correct the code, or the unit's name")
            found.append(Finding(Level.ERROR, name, said, why, step))
        elif held is None:
            why = say("the register has none of this unit: it is not taken from a terminal's row")
            step = say("enter it by `mingce unit edit`")
            found.append(Finding(Level.NOTE, name, said, why, step, f"{HEADINGS[Field.UNIT]}={unit.name}"))
        else:
            why, step = say("is another than the register has of this unit"), say("correct the one that is wrong")
            found.append(Finding(Level.WARNING, name, said, why, phrase(step), held))
    return found

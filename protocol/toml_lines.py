"""In which line of a TOML text a setting stands: tomllib does not say, and a person must be sent there."""

import re

_INDEX = re.compile(r"\[(\d+)\]")
_HEADING = re.compile(r"\s*\[+\s*([^\]]+?)\s*\]")
_WRITTEN = re.compile(r"\s*([\w.\"'-]+)\s*=")


def line_of(name: str, text: str) -> int:
    """The line of a setting named like `agents.port` or `zones[1].zone`; where it is not written, that of its table's
    heading; 1 where it cannot be told.
    """
    index = _INDEX.search(name)
    wanted = int(index[1]) if index else 0
    plain = _INDEX.sub("", name)
    section, _, last = plain.rpartition(".")
    inside, seen, best = "", -1, 1
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.match(line):
            inside = heading[1]
            seen += inside == (plain if index and index.end() == len(name) else section)
            if inside == plain and (not index or seen == wanted):
                return number
            if inside == section and seen in (wanted, -1):
                best = number
        elif written := _WRITTEN.match(line):
            here = written[1].replace('"', "").replace("'", "")
            is_row = not index or seen == wanted
            if ((inside, here) == (section, last) and is_row) or (not inside and here == plain):
                return number
    return best


def line_of_error(message: str, text: str) -> int:
    """The line that tomllib names in its message; the last one where it says `at end of document`."""
    match = re.search(r"at line (\d+)", message)
    return int(match[1]) if match else text.count("\n") + 1

"""A switch's port, which people, switches and LLDP write each in a way of their own."""

import re

_NUMBERS = re.compile(r"[0-9]+(?:/[0-9]+)*(?:\.[0-9]+)?\Z")


def is_same_port(one: str, other: str) -> bool:
    """`GigabitEthernet1/0/5`, `Gi1/0/5` and `1/0/5` are one port: the numbers are compared, else the whole text."""
    return _written(one) == _written(other)


def port_shown(switch: str | None, port: str) -> str:
    """As a person reads it, with the switch where it is known: `SW-3F GE1/0/5`."""
    return f"{switch} {port}" if switch else port


def _written(port: str) -> str:
    found = _NUMBERS.search(port.strip())
    return found.group() if found else port.strip().casefold()

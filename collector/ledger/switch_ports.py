"""A switch's port, which people, switches and LLDP write each in a way of their own."""

import re

_NUMBERS = re.compile(r"[0-9]+(?:/[0-9]+)*(?:\.[0-9]+)?\Z")


def is_same_port(one: str, other: str) -> bool:
    """`GigabitEthernet1/0/5`, `Gi1/0/5` and `1/0/5` are one port: the numbers are compared, else the whole text."""
    return _written(one) == _written(other)


def _written(port: str) -> str:
    found = _NUMBERS.search(port.strip())
    return found.group() if found else port.strip().casefold()

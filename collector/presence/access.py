"""What a unit's access class lets its terminals reach (DB34/T 3607-2020, A to F). Pure.

A: public area only. B, D: the Internet through the extranet's unified exit. C, E: an Internet exit of the unit's own.
F: a campus network. Every unit has one class; what is a violation depends on it.
"""

_UNIFIED_EXIT = frozenset("BD")
_OWN_EXIT = frozenset("CE")
_CAMPUS = frozenset("F")
_BY_TURNS = frozenset({"by-turns", "dual-approved"})
_DUAL = frozenset({"dual-approved"})


def may_reach_internet(access_class: str | None) -> bool:
    """Over the segment its terminals are on: unified exit, own exit or campus. Unknown counts as A."""
    return access_class is not None and access_class in _UNIFIED_EXIT | _OWN_EXIT | _CAMPUS


def may_have_second_wire(access_class: str | None) -> bool:
    """Whether a cable to another network of the unit (its own exit, the campus) is no second path of its own making."""
    return access_class is not None and access_class in _OWN_EXIT | _CAMPUS


def is_dual_use(access_mode: str) -> bool:
    """一机两用, approved by a person for this terminal (GW0015-2022: a client that separates both)."""
    return access_mode in _DUAL


def may_change_networks(access_mode: str) -> bool:
    """Approved for use on other networks by turns, or for both."""
    return access_mode in _BY_TURNS

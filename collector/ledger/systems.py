"""Whether a system's name in the ledger, typed by a person, is the system that a PC states (os-release(5))."""

import re

# Declared by people in any spelling; stated by the PC as ID. An ID in no line has no name that people use for it.
_FAMILIES = (
    (re.compile(r"麒麟|kylin", re.IGNORECASE), frozenset({"kylin", "neokylin", "ubuntukylin"})),
    (re.compile(r"统信|uos", re.IGNORECASE), frozenset({"uos", "uniontech", "deepin"})),
    (re.compile(r"deepin|深度", re.IGNORECASE), frozenset({"deepin"})),
    (re.compile(r"win|微软", re.IGNORECASE), frozenset({"windows"})),
    (re.compile(r"debian", re.IGNORECASE), frozenset({"debian"})),
    (re.compile(r"ubuntu", re.IGNORECASE), frozenset({"ubuntu"})),
    (re.compile(r"centos", re.IGNORECASE), frozenset({"centos"})),
    (re.compile(r"openeuler|欧拉", re.IGNORECASE), frozenset({"openeuler"})),
    (re.compile(r"anolis|龙蜥", re.IGNORECASE), frozenset({"anolis"})),
    (re.compile(r"loongnix", re.IGNORECASE), frozenset({"loongnix"})),
)
_NUMBER = re.compile(r"\d+")


def is_same_system(declared: str, os_id: str, os_version: str) -> bool | None:
    """None: the declared name is in no list, or neither names a version that could be compared beyond the family."""
    families = [ids for words, ids in _FAMILIES if words.search(declared)]
    if not families:
        return None
    if not any(os_id.casefold() in ids for ids in families):
        return False
    said, seen = _NUMBER.search(declared), _NUMBER.search(os_version)
    return said is None or seen is None or int(said.group()) == int(seen.group())

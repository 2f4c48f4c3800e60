"""Hardware as people and tools write it: modaliases, modules.alias, ids with classes, lsusb and lspci. Pure."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.classification.hardware import Hardware, of_modalias
from agent.errors import ConfigurationError
from protocol.phrases import Phrase, harmless, say

LONGEST_LINE = 4096

_IDS = re.compile(r"(?:(usb|pci|sdio)[ :])?([0-9a-f]{4}):([0-9a-f]{4})((?:\s+\S+)*)\Z", re.IGNORECASE)
_TRIPLE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{2}\Z", re.IGNORECASE)
_LSUSB = re.compile(r"Bus \d{1,4} Device \d{1,4}: ID ([0-9a-f]{4}):([0-9a-f]{4})(?:\s+(.*))?\Z", re.IGNORECASE)
_SLOT = r"(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"
_LSPCI_NUMBERS = re.compile(
    _SLOT + r' "?(?:Class )?([0-9a-f]{4})"?:? "?([0-9a-f]{4})"?[: ]"?([0-9a-f]{4})"?(?:\s.*)?\Z', re.IGNORECASE
)
_LSPCI_NAMES = re.compile(_SLOT + r" .*\[([0-9a-f]{4})\]: .*\[([0-9a-f]{4}):([0-9a-f]{4})\](?:\s.*)?\Z", re.IGNORECASE)
_MODALIAS = re.compile(r"[a-z][a-z0-9_-]{1,31}:\S+\Z")
_USB = re.compile(
    r"usb:v([0-9A-F]{4}|\*)p([0-9A-F]{4}|\*)(?:d(\S+?)dc(\S+?)dsc(\S+?)dp(\S+?)ic(\S+?)isc(\S+?)ip(\S+?)in(\S+)|d?\*)?\Z"
)
_PCI = re.compile(
    r"pci:v(?:0000([0-9A-F]{4})|\*)d(?:0000([0-9A-F]{4})|\*)(?:sv(\S+?)sd(\S+?)bc(\S+?)sc(\S+?)i(\S+)|(?:sv)?\*)?\Z"
)
_USB_NAMES = ("dc", "dsc", "dp", "ic", "isc", "ip", "in")
_NOBODY = "FFF0"
_SDIO = re.compile(r"sdio:c([0-9A-F]{2}|\*)v([0-9A-F]{4}|\*)d([0-9A-F]{4}|\*)\*?\Z")

_SHAPES = say(
    "write a modalias (usb:v0BDAp8179…), vendor:product with its interfaces' classes (0bda:8179 ff/ff/ff), "
    "or a line of lsusb or lspci -n"
)


def read_line(line: str) -> Hardware:
    """The hardware that a line names. What it leaves open, like the * of modules.alias, is taken as not known.

    Raises ConfigurationError with the reason and the shapes that can be read.
    """
    text = line.strip()
    if len(text) > LONGEST_LINE:
        raise _refused(text, say("longer than {most} characters", most=LONGEST_LINE))
    for read in _READERS:
        found = read(text)
        if found is not None:
            return found
    raise _refused(text, say("this is neither a modalias nor vendor:product nor a line of lsusb or lspci -n"))


def _ids(text: str) -> Hardware | None:
    found = _IDS.match(text)
    if found is None:
        return None
    bus, vendor, product, rest = found.groups()
    classes = tuple(rest.lower().replace(",", " ").split())
    match (bus or "usb").lower():
        case "usb":
            wrong = next((one for one in classes if not _TRIPLE.match(one)), None)
            if wrong is not None:
                reason = say("{given} is no interface class like ff/ff/ff (class/subclass/protocol)", given=wrong)
                raise _refused(text, reason)
            return Hardware("usb", vendor.lower(), product.lower(), classes=classes)
        case "pci":
            return Hardware("pci", vendor.lower(), product.lower(), pci_class=classes[0] if classes else None)
        case other:
            return Hardware(other, vendor.lower(), product.lower(), classes=classes)


def _lsusb(text: str) -> Hardware | None:
    found = _LSUSB.match(text)
    return Hardware("usb", found[1].lower(), found[2].lower(), product=found[3]) if found else None


def _lspci(text: str) -> Hardware | None:
    found = _LSPCI_NUMBERS.match(text) or _LSPCI_NAMES.match(text)
    return Hardware("pci", found[2].lower(), found[3].lower(), pci_class=found[1]) if found else None


def _modalias(text: str) -> Hardware | None:
    words = text.split()
    if words[:1] == ["alias"]:
        words = words[1:2]
    if not words or not all(_MODALIAS.match(word) for word in words):
        return None
    parts = [_one(word) for word in words]
    if len({(part.bus, part.ids) for part in parts}) > 1:
        raise _refused(text, say("these modaliases belong to different devices; write each on a line of its own"))
    names = tuple(name for part in parts for name in part.modaliases)
    return Hardware(parts[0].bus, parts[0].vendor_id, parts[0].product_id, names, pci_class=parts[0].pci_class)


def _one(word: str) -> Hardware:
    read = _OPEN.get(word.partition(":")[0])
    if read is None:
        return of_modalias(word)
    pattern, as_hardware = read
    found = pattern.match(word)
    if found is None:
        raise _refused(
            word, say("this modalias is not written as the kernel writes it: capital hex digits, all fields")
        )
    return as_hardware([part or "*" for part in found.groups()])


def _usb(fields: list[str]) -> Hardware:
    vendor, product, release, *rest = fields
    if "*" in (vendor, product):
        # Nobody's vendor or product: only the interface's class is left to tell.
        vendor, product = vendor.replace("*", _NOBODY), product.replace("*", _NOBODY)
    if all(one == "*" for one in rest[:6]):
        return Hardware("usb", vendor.lower(), product.lower())
    filled = (name + _filled(one, 2) for name, one in zip(_USB_NAMES, rest, strict=True))
    return of_modalias(f"usb:v{vendor}p{product}d{_filled(release, 4)}{''.join(filled)}")


def _pci(fields: list[str]) -> Hardware:
    vendor, product = (one.replace("*", _NOBODY) for one in fields[:2])
    *subsystem, base, sub, interface = fields[2:]
    given = f"{_filled(base, 2)}{_filled(sub, 2)}{_filled(interface, 2)}" if "*" not in (base, sub) else None
    if "*" in subsystem and given is None:
        return Hardware("pci", vendor.lower(), product.lower())
    names = (name + _filled(one, 8) for name, one in zip(("sv", "sd"), subsystem, strict=True))
    function = f"bc{_filled(base, 2)}sc{_filled(sub, 2)}i{_filled(interface, 2)}"
    whole = of_modalias(f"pci:v0000{vendor}d0000{product}{''.join(names)}{function}")
    return replace(whole, modaliases=whole.modaliases if "*" not in subsystem else (), pci_class=given)


def _sdio(fields: list[str]) -> Hardware:
    code, vendor, product = (one.replace("*", gap) for one, gap in zip(fields, ("00", _NOBODY, _NOBODY), strict=True))
    return of_modalias(f"sdio:c{code}v{vendor}d{product}")


def _filled(field: str, width: int) -> str:
    """A field of a pattern as one value that fits: [0-4] is 0, what * leaves open is zero."""
    return re.sub(r"\[(.)[^\]]*\]", r"\1", field).replace("*", "").ljust(width, "0")


def _refused(text: str, reason: Phrase) -> ConfigurationError:
    return ConfigurationError(Phrase(harmless(text[:80])), reason, _SHAPES)


_OPEN: dict[str, tuple[re.Pattern[str], Callable[[list[str]], Hardware]]] = {
    "usb": (_USB, _usb),
    "pci": (_PCI, _pci),
    "sdio": (_SDIO, _sdio),
}
_READERS = (_ids, _lsusb, _lspci, _modalias)

"""What a piece of hardware is for: the verdict over all that tables, drivers, classes and texts say. Pure.

What names the ids comes before what names a class; the running kernel's tables before those in the package. A Wi-Fi
driver that holds the device has looked at it, so it comes first of all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from agent.classification.appearance import (
    is_only_storage,
    of_pci_class,
    of_sdio_class,
    of_usb_class,
    text_of_wifi,
)
from agent.classification.claims import Claim, Claims, Scope
from agent.classification.drivers import GENERIC, kind_of_driver
from agent.classification.hardware import Hardware
from protocol.observations.device import DeviceKind
from protocol.phrases import Phrase, say

MOST_EVIDENCE = 16

# One device may be several things: the way out that matters most names it. A cabled adapter that can also be driven
# as a plain CDC device is a cabled adapter, hence tethers after it.
_WEIGHT = (
    DeviceKind.WIFI,
    DeviceKind.WWAN,
    DeviceKind.WIRED,
    DeviceKind.USB_TETHER,
    DeviceKind.BLUETOOTH,
    DeviceKind.IEEE802154,
    DeviceKind.THUNDERBOLT_NET,
    DeviceKind.MODE_SWITCH,
)


class Decider(StrEnum):
    """What a verdict rests on."""

    KERNEL_IDS = "kernel-ids"
    KERNEL_VENDOR = "kernel-vendor"
    KERNEL_CLASS = "kernel-class"
    DRIVER = "driver"
    SHIPPED_IDS = "shipped-ids"
    SHIPPED_VENDOR = "shipped-vendor"
    KNOWN_ID = "known-id"
    INTERFACE_CLASS = "interface-class"
    DEVICE_CLASS = "device-class"
    PRODUCT_TEXT = "product-text"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Classification:
    """`module` and `module_path`: the kernel module made for it, None where none is known.

    `evidence`: English phrases (protocol.phrases), the decisive one first.
    """

    kind: DeviceKind
    module: str | None
    module_path: str | None
    evidence: tuple[str, ...]
    decided_by: Decider = Decider.NOTHING


@dataclass(frozen=True, slots=True)
class _Piece:
    """One thing that speaks for a kind; kind None: it speaks for no network."""

    decider: Decider
    kind: DeviceKind | None
    says: Phrase
    module: str | None = None
    path: str | None = None


def classify(hardware: Hardware, claims: Claims) -> Classification:
    """The kind, its module and the evidence; DeviceKind.UNKNOWN where nothing speaks for a network.

    A phone that only charges is UNKNOWN, and so is an RNDIS or Apple id whose interfaces are not known.
    """
    steps = [_in_order(step(hardware, claims)) for step in _STEPS]
    pieces = list(dict.fromkeys(piece for step in steps for piece in step))
    decisive = next((piece for step in steps for piece in step if piece.kind is not None), None)
    told = _told(hardware, claims, decisive, pieces)
    if decisive is None or decisive.kind is None:
        return Classification(DeviceKind.UNKNOWN, None, None, told)
    named = decisive if decisive.module else _made_for(decisive.kind, pieces)
    module, path = (named.module, named.path) if named else (None, None)
    return Classification(decisive.kind, module, path, told, decisive.decider)


def _made_for(kind: DeviceKind, pieces: list[_Piece]) -> _Piece | None:
    return next((piece for piece in pieces if piece.module and piece.kind is kind), None)


def _told(hardware: Hardware, claims: Claims, decisive: _Piece | None, pieces: list[_Piece]) -> tuple[str, ...]:
    said: list[str] = [decisive.says] if decisive else [say("nothing says that it is a way out")]
    said += [piece.says for piece in pieces if piece is not decisive]
    notes: list[str] = []
    if hardware.ids and not hardware.names and hardware.bus == "usb":
        notes.append(say("only its ids are known, its interfaces are not"))
    if claims.unseen is not None:
        notes.append(say("the kernel's own tables could not be read: {reason}", reason=claims.unseen))
    # Notes must not fall off the end of a device with many interfaces.
    return (*dict.fromkeys(said[: MOST_EVIDENCE - len(notes)]), *notes)


def _in_order(pieces: Iterable[_Piece]) -> list[_Piece]:
    return sorted(pieces, key=_rank)


def _rank(piece: _Piece) -> tuple[int, bool]:
    """By weight; a module that only tries its luck (rndis_wlan on a phone) after the one made for that kind."""
    weight = len(_WEIGHT) if piece.kind is None else _WEIGHT.index(piece.kind)
    return weight, piece.module is not None and kind_of_driver(piece.module, piece.path) is not piece.kind


def _drivers(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    for driver in hardware.drivers:
        path = claims.path_of(driver)
        kind = kind_of_driver(driver, path)
        yield _Piece(Decider.DRIVER, kind, say("driver {driver} holds it", driver=driver), driver, path)


def _wifi_driver(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return (piece for piece in _drivers(hardware, claims) if piece.kind is DeviceKind.WIFI)


def _special_driver(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return (piece for piece in _drivers(hardware, claims) if piece.module not in GENERIC)


def _ethernet_function(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    """An Ethernet function of PCI whose ids a cabled driver claims: 8086:104f is an ipw2200's, too."""
    if (hardware.six_digit_class or "").startswith("0200"):
        yield from (piece for piece in _by_ids(hardware, claims) if piece.kind is DeviceKind.WIRED)


def _by_ids(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    yield from _claimed(hardware, claims.kernel, Scope.ID, Decider.KERNEL_IDS)


def _by_shipped_ids(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    known = claims.known
    if known is not None and _is_still(known.kind, hardware):
        yield _Piece(Decider.KNOWN_ID, known.kind, say("{ids} is known: {what}", ids=known.ids, what=known.says))
    yield from _claimed(hardware, claims.shipped, Scope.ID, Decider.SHIPPED_IDS)


def _by_kernel_vendor(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return _claimed(hardware, claims.kernel, Scope.VENDOR, Decider.KERNEL_VENDOR)


def _by_shipped_vendor(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return _claimed(hardware, claims.shipped, Scope.VENDOR, Decider.SHIPPED_VENDOR)


def _by_kernel_class(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return _claimed(hardware, claims.kernel, Scope.CLASS, Decider.KERNEL_CLASS)


def _by_own_class(hardware: Hardware, _claims: Claims) -> Iterator[_Piece]:
    for triple in dict.fromkeys(hardware.usb_classes):
        meant = of_usb_class(triple, hardware.vendor_id)
        if meant is not None:
            text = say("interface class {triple}: {meaning}", triple=triple, meaning=meant[1])
            yield _Piece(Decider.INTERFACE_CLASS, meant[0], text)
    code, six = hardware.sdio_class, hardware.six_digit_class
    function = of_sdio_class(code) if code else None
    if code and function:
        text = say("SDIO function {code}: {meaning}", code=code, meaning=function[1])
        yield _Piece(Decider.DEVICE_CLASS, function[0], text)
    controller = of_pci_class(six) if six else None
    if six and controller:
        text = say("PCI class {code}: {meaning}", code=six[:4], meaning=controller[1])
        yield _Piece(Decider.DEVICE_CLASS, controller[0], text)


def _by_text(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    """A text that says Wi-Fi outweighs the Bluetooth half of a combined radio, and nothing else."""
    others = {piece.kind for step in _WITHOUT_IDS for piece in step(hardware, claims)}
    if others - {None, DeviceKind.BLUETOOTH}:
        return
    for text in (hardware.product, hardware.manufacturer):
        words = text_of_wifi(text or "", hardware.usb_classes)
        if words and hardware.bus == "usb":
            is_disk = is_only_storage(hardware.usb_classes)
            kind = DeviceKind.MODE_SWITCH if is_disk else DeviceKind.WIFI
            yield _Piece(Decider.PRODUCT_TEXT, kind, say("its text says {words}", words=words))


def _by_generic_driver(hardware: Hardware, claims: Claims) -> Iterator[_Piece]:
    return _drivers(hardware, claims)


def _claimed(hardware: Hardware, claims: tuple[Claim, ...], scope: Scope, decider: Decider) -> Iterator[_Piece]:
    told: set[tuple[str, DeviceKind | None]] = set()
    for claim in claims:
        if claim.scope is not scope or (not hardware.names and claim.kind is DeviceKind.USB_TETHER):
            # An iPhone's ids are there while it only charges; only its interfaces tell.
            continue
        if (claim.module, claim.kind) in told:
            continue
        told.add((claim.module, claim.kind))
        table = _TABLES[decider]
        text = say("{table}: {pattern} is for {module}", table=table, pattern=claim.pattern, module=claim.module)
        yield _Piece(decider, claim.kind, text, claim.module, claim.path)


def _is_still(kind: DeviceKind, hardware: Hardware) -> bool:
    """A disk that waits to be switched has a storage interface, as far as its interfaces are known."""
    if kind is not DeviceKind.MODE_SWITCH:
        return True
    triples = hardware.usb_classes
    return not triples or any(triple.startswith("08") for triple in triples)


_KERNELS, _SHIPPED = Phrase("modules.alias"), say("shipped table")
_TABLES = {
    Decider.KERNEL_IDS: _KERNELS,
    Decider.KERNEL_VENDOR: _KERNELS,
    Decider.KERNEL_CLASS: _KERNELS,
    Decider.SHIPPED_IDS: _SHIPPED,
    Decider.SHIPPED_VENDOR: _SHIPPED,
}
_Step = Callable[[Hardware, Claims], Iterator[_Piece]]
_WITHOUT_IDS: tuple[_Step, ...] = (
    _by_kernel_vendor,
    _by_shipped_vendor,
    _by_generic_driver,
    _by_kernel_class,
    _by_own_class,
)
_STEPS: tuple[_Step, ...] = (
    _wifi_driver,
    _ethernet_function,
    _by_ids,
    _special_driver,
    _by_shipped_ids,
    _by_text,
    *_WITHOUT_IDS,
)

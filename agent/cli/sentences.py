"""One observation in a sentence: what was seen, and what tells it. A type that has none is shown by its fields.

Rule: a sentence is a text to translate and its values; what a machine says of itself stays as it is.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from agent.cli.language import N_
from agent.cli.words import word
from protocol.observations import (
    OBSERVATION_TYPES,
    Adapter,
    Antivirus,
    AttachedDevice,
    Forwarding,
    HostFirewall,
    HostIdentity,
    InterfaceAddress,
    ListeningSocket,
    LocalAccount,
    Neighbour,
    Observation,
    PasswordRules,
    Resolver,
    Route,
    SharingService,
    TimeSynchronisation,
    Translation,
    WirelessDevice,
)
from protocol.phrases import translate

Translate = Callable[[str], str]
_NAMES = {kind: name for name, kind in OBSERVATION_TYPES.items()}


def sentence_of(item: Observation, _: Translate) -> str:
    """In one line, for a person."""
    return _SENTENCES.get(type(item), _plain)(item, _)


def _plain(item: Any, _: Translate) -> str:
    """The first fields that hold something."""
    values = [getattr(item, name) for name in item.__slots__]
    shown = [_listed(value) if isinstance(value, tuple) else str(value) for value in values]
    return " · ".join(text for text in shown if text not in ("", "None", "–"))[:200]


def _listed(values: tuple[Any, ...]) -> str:
    return ", ".join(map(str, values)) or "–"


def _adapter(item: Adapter, _: Translate) -> str:
    kind = word(item.kind, _)
    place = _("{name}: {kind}, at {place}").format(name=item.name, kind=kind, place=item.bus_path)
    texts = [f"{item.name}: {kind}" if item.bus == "virtual" else place]
    if item.link_kind:
        texts.append(_("the kernel calls its kind {kind}").format(kind=item.link_kind))
    if item.driver:
        texts.append(_("held by driver {driver}").format(driver=item.driver))
    if item.permanent_mac and item.mac != item.permanent_mac:
        texts.append(_("uses MAC {mac} instead of its own {own}").format(mac=item.mac, own=item.permanent_mac))
    return "; ".join(texts)


def _attached_device(item: AttachedDevice, _: Translate) -> str:
    what = _("{device}: {kind}, told by {evidence}").format(
        device=item.device, kind=word(item.kind, _), evidence=_listed(tuple(translate(one, _) for one in item.evidence))
    )
    held = (
        _("held by driver {driver}").format(driver=_listed(item.drivers)) if item.drivers else _("no driver holds it")
    )
    return f"{what}; {held}"


def _wireless(item: WirelessDevice, _: Translate) -> str:
    texts = [_("{device}: told by {sources}").format(device=item.device, sources=_listed(item.sources))]
    if item.denied_by:
        texts.append(_("{sources} should know it and do not: it may be hidden").format(sources=_listed(item.denied_by)))
    if item.soft_blocked or item.hard_blocked:
        texts.append(_("switched off"))
    if item.mode:
        texts.append(_("works as {mode}").format(mode=word(item.mode, _)))
    return "; ".join(texts)


def _forwarding(item: Forwarding, _: Translate) -> str:
    if not item.is_on and item.interfaces:
        return _("passes on IPv{version} packets of others that come in by {interfaces}").format(
            version=item.version, interfaces=_listed(item.interfaces)
        )
    if not item.is_on:
        return _("passes on no IPv{version} packets of others").format(version=item.version)
    return _("passes on IPv{version} packets of others").format(version=item.version)


def _translation(item: Translation, _: Translate) -> str:
    texts = [
        _("replaces source addresses ({kind}) in table {table}, chain {chain}, as {source} says").format(
            kind=item.kind, table=item.table, chain=item.chain, source=item.told_by
        )
    ]
    if item.out:
        texts.append(_("on the way out by {interface}").format(interface=item.out))
    if item.sources:
        texts.append(_("of addresses in {networks}").format(networks=_listed(item.sources)))
    return "; ".join(texts)


def _service(item: SharingService, _: Translate) -> str:
    return _("{program} runs and acts as {role}; its arguments and settings name {interfaces}").format(
        program=item.program, role=word(item.does, _), interfaces=_listed(item.interfaces)
    )


_STATES: Final = {
    "running": N_("runs"),
    "installed-not-running": N_("is installed and does not run"),
    "unrecognised": N_("is in no list of known products, or only a name speaks for it: it counts for nothing"),
}


def _antivirus(item: Antivirus, _: Translate) -> str:
    texts = [f"{item.product}: {_(_STATES[item.state])}"]
    texts.append(_("told by {evidence}").format(evidence=_listed(item.evidence)))
    if item.is_real_time is not None:
        texts.append(_("watches files as they are opened") if item.is_real_time else _("watches no files"))
    made = item.signatures_at_us
    texts.append(
        _("age of its signatures cannot be told") if made is None else _("signatures of {day}").format(day=_day(made))
    )
    texts.append(_("list of products: {name}").format(name=item.listed_in))
    return "; ".join(texts)


def _firewall(item: HostFirewall, _: Translate) -> str:
    if item.backend == "none":
        return _("no chain of the packet filter sees what comes in: everything is let in")
    return _("{backend}: {count} rules on the way in; what none names is met with {policy}").format(
        backend=item.backend, count=item.input_rules, policy=word(item.input_policy or "–", _)
    )


def _listening(item: ListeningSocket, _: Translate) -> str:
    whose = item.program or _("a program that could not be told")
    return _("{transport} port {port} (IPv{version}) can be reached; it belongs to {program}").format(
        transport=item.transport, port=item.port, version=item.version, program=whose
    )


def _rules(item: PasswordRules, _: Translate) -> str:
    if item.least_length is None:
        return _("nothing asks for a length of passwords; looked at: {files}").format(files=_listed(item.sources))
    return _("passwords of at least {length} characters, {classes} kinds; said by {files}").format(
        length=item.least_length, classes=item.classes or 0, files=_listed(item.sources)
    )


def _account(item: LocalAccount, _: Translate) -> str:
    texts = [item.name]
    if item.has_empty_password:
        texts.append(_("is asked for no password"))
    if item.logs_in_by_itself:
        texts.append(_("is logged in by this PC itself"))
    if item.is_locked:
        texts.append(_("no password opens it"))
    texts.append(
        _("no log-in on record")
        if item.last_login_us is None
        else _("logged in on {day}").format(day=_day(item.last_login_us))
    )
    return ": ".join((texts[0], "; ".join(texts[1:])))


_SUCCESS: Final = {
    True: N_("it is synchronised"),
    False: N_("it is not synchronised"),
    None: N_("whether it succeeds cannot be told"),
}


def _time(item: TimeSynchronisation, _: Translate) -> str:
    if item.service is None:
        return _("no service keeps the clock")
    return f"{item.service}: {_(_SUCCESS[item.is_synchronised])}"


def _host(item: HostIdentity, _: Translate) -> str:
    return f"{item.hostname}: {item.os_name}, {item.kernel}"


def _address(item: InterfaceAddress, _: Translate) -> str:
    return f"{item.name}: {item.address}/{item.prefix_length}"


def _route(item: Route, _: Translate) -> str:
    if item.gateway is None:
        return _("{destination} is reached directly").format(destination=item.destination)
    return _("{destination} is reached by way of {gateway}").format(destination=item.destination, gateway=item.gateway)


def _resolver(item: Resolver, _: Translate) -> str:
    return _("names are asked of {address}, as {source} says").format(address=item.address, source=item.source)


def _neighbour(item: Neighbour, _: Translate) -> str:
    return f"{item.address}: {item.mac} ({word(item.state, _)})"


def _day(wall_us: int) -> str:
    return datetime.fromtimestamp(wall_us / 1e6, UTC).astimezone().strftime("%Y-%m-%d")


_SENTENCES: Final[dict[type, Callable[[Any, Translate], str]]] = {
    Adapter: _adapter,
    Antivirus: _antivirus,
    AttachedDevice: _attached_device,
    Forwarding: _forwarding,
    HostFirewall: _firewall,
    HostIdentity: _host,
    InterfaceAddress: _address,
    ListeningSocket: _listening,
    LocalAccount: _account,
    Neighbour: _neighbour,
    PasswordRules: _rules,
    Resolver: _resolver,
    Route: _route,
    SharingService: _service,
    TimeSynchronisation: _time,
    Translation: _translation,
    WirelessDevice: _wireless,
}

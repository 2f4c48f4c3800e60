"""What collector.toml says of networks: prefixes that belong to zones, outside targets that agents may try."""

from collections.abc import Mapping
from typing import Any, Final

from collector.errors import ConfigurationError
from collector.presence.zones import EXTENSIBLE
from protocol.address import parse_prefix
from protocol.endpoint import parse_endpoint
from protocol.errors import MalformedIdentity
from protocol.phrases import Phrase, say
from protocol.policy import OutsideProbe
from protocol.zones import Zone, ZonePrefix

MOST_ZONES: Final = 500
_LONGEST_NAME = 64
_LEAST_TARGETS, _MOST_TARGETS = 2, 4
_INTERVAL_MS = (600_000, 604_800_000)
_JITTER_MS = (0, 86_400_000)
DEFAULTS: Final = {"interval_ms": 1_800_000, "jitter_ms": 60_000}
_ZONES = ", ".join(zone.value for zone in EXTENSIBLE)


def read_zones(value: Any, where: str) -> tuple[ZonePrefix, ...]:
    """`[[zones]]`: prefix, zone and, if wanted, a name for people. Raises ConfigurationError naming row and key."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ConfigurationError(where, "is not a list of tables", "write [[zones]] on a line of its own for each")
    if len(value) > MOST_ZONES:
        raise ConfigurationError(where, say("more than {most}", most=MOST_ZONES), "join neighbouring prefixes")
    rows = tuple(_zone(row, f"{where}[{number}]") for number, row in enumerate(value))
    prefixes = [row.prefix for row in rows]
    for number, prefix in enumerate(prefixes):
        if prefix in prefixes[:number]:
            raise ConfigurationError(
                f"{where}[{number}]", say("{prefix} stands there twice", prefix=prefix), "keep one of them"
            )
    return rows


def _zone(row: Mapping[str, Any], where: str) -> ZonePrefix:
    _require_known(row, {"prefix", "zone", "name"}, where)
    texts = {key: _text(row.get(key, ""), f"{where}.{key}") for key in ("prefix", "zone", "name")}
    try:
        prefix = parse_prefix(texts["prefix"])
    except MalformedIdentity as error:
        raise ConfigurationError(".".join((where, "prefix")), error.sentence, "like 10.37.0.0/16") from error
    if texts["zone"] not in {zone.value for zone in EXTENSIBLE}:
        raise ConfigurationError(
            ".".join((where, "zone")),
            say("{value} is not one of {words}", value=repr(texts["zone"]), words=_ZONES),
            "segments are declared with `mingce segment add`",
        )
    return ZonePrefix(prefix, Zone(texts["zone"]), texts["name"])


def read_outside_probe(value: Any, where: str) -> OutsideProbe:
    """`[outside_probe]`: what agents may connect to, and how often. Raises ConfigurationError naming the key."""
    if not isinstance(value, dict):
        raise ConfigurationError(where, "is not a table", say("write [{name}] on a line of its own", name=where))
    _require_known(value, {"targets", *DEFAULTS}, where)
    return OutsideProbe(
        _targets(value.get("targets"), f"{where}.targets"),
        _number(value.get("interval_ms", DEFAULTS["interval_ms"]), _INTERVAL_MS, f"{where}.interval_ms"),
        _number(value.get("jitter_ms", DEFAULTS["jitter_ms"]), _JITTER_MS, f"{where}.jitter_ms"),
    )


def _targets(value: Any, where: str) -> tuple[str, ...]:
    wanted = say("{least} to {most} of the form address:port", least=_LEAST_TARGETS, most=_MOST_TARGETS)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigurationError(where, "is not a list of targets", wanted)
    try:
        targets = tuple(dict.fromkeys(str(parse_endpoint(item)) for item in value))
    except MalformedIdentity as error:
        raise ConfigurationError(where, error.sentence, "like 192.0.2.1:443, an address and no name") from error
    if not _LEAST_TARGETS <= len(targets) <= _MOST_TARGETS:
        raise ConfigurationError(where, say("{count} targets", count=len(targets)), wanted)
    return targets


def _number(value: Any, bounds: tuple[int, int], where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not bounds[0] <= value <= bounds[1]:
        shown: Phrase = say("{value} is outside {least}..{most}", value=repr(value), least=bounds[0], most=bounds[1])
        raise ConfigurationError(where, shown, "correct it")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_NAME or not value.isprintable():
        raise ConfigurationError(where, say("is not a text of at most {most} characters", most=_LONGEST_NAME))
    return value


def _require_known(values: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(values) - known):
        raise ConfigurationError(
            f"{where}: {unknown[0]}",
            "there is no such key",
            say("known: {known}", known=", ".join(sorted(known))),
        )

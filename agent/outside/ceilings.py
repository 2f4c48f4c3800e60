"""What no policy can lift: few targets, rarely, by their literal address. Pure."""

from typing import Final

from agent.errors import PolicyRefused
from protocol.endpoint import Endpoint, parse_endpoint
from protocol.errors import MalformedIdentity
from protocol.phrases import say
from protocol.policy import OutsideProbe

LEAST_TARGETS: Final = 2
"""One answer alone may be a captive portal's."""
MOST_TARGETS: Final = 4
MOST_WAYS: Final = 4
"""Adapters probed in one round."""
LEAST_INTERVAL_US: Final = 600_000_000
TIMEOUT_SECONDS: Final = 3.0


def targets_of(order: OutsideProbe) -> tuple[Endpoint, ...]:
    """The targets an order names; raises PolicyRefused where it is beyond the ceilings."""
    if not LEAST_TARGETS <= len(set(order.targets)) <= MOST_TARGETS:
        raise PolicyRefused(
            "outside probe",
            say("{count} targets", count=len(set(order.targets))),
            say("name {least} to {most}", least=LEAST_TARGETS, most=MOST_TARGETS),
        )
    if order.interval_ms * 1000 < LEAST_INTERVAL_US:
        raise PolicyRefused(
            "outside probe",
            say("every {interval} ms", interval=order.interval_ms),
            say("at most every {least} s", least=LEAST_INTERVAL_US // 1_000_000),
        )
    try:
        return tuple(parse_endpoint(text) for text in dict.fromkeys(order.targets))
    except MalformedIdentity as error:
        raise PolicyRefused("outside probe", error.sentence) from error

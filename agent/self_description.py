"""What the service says of itself, read off its parts."""

from agent.status import Status
from agent.witness import Witness


def describe(
    witness: Witness, trouble: str, missing: dict[str, str], now_us: int, orders: tuple[str, ...] = ()
) -> Status:
    """The service's state for `mingce-agent status`."""
    session = witness.session
    troubles = [trouble] if trouble else []
    unheard = tuple(f"{name}: {reason}" for name, reason in missing.items())
    troubles += list(witness.listening.trouble.values())
    if session is None:
        return Status("not-enrolled", written_at_us=now_us, troubles=tuple(troubles), unheard=unheard)
    delivery, reporter = session.sender.state, session.reporter
    troubles += [text for text in (delivery.trouble, reporter.trouble, session.policy.trouble) if text]
    return Status(
        state=session.identity.state,
        agent=session.identity.agent,
        terminal=session.identity.terminal,
        unit=session.identity.unit,
        collector=session.site.url,
        written_at_us=now_us,
        last_answer_us=delivery.last_answer_wall_us,
        collector_minus_agent_us=delivery.collector_minus_agent_us,
        delivered=delivery.delivered,
        spooled_reports=session.spool.waiting,
        spooled_bytes=session.spool.size,
        policy_version=session.policy.in_force.version,
        is_attached=witness.is_attached,
        segments=tuple(segment for item in witness.attached for segment in item.segments),
        duties=tuple(f"{duty.id} {duty.kind}" for duty in witness.duties),
        orders=orders,
        troubles=tuple(troubles),
        unheard=unheard,
    )

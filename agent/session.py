"""What an enrolled agent has on top of one that only waits: a spool, a sender, a policy, duties."""

import logging
import os
from collections.abc import Callable
from dataclasses import replace

from agent.config import Config
from agent.delivery.beats import BeatMaker, Vouched
from agent.delivery.collector_client import CollectorClient
from agent.delivery.on_call import PATIENCE_S, OnCall
from agent.delivery.sender import News, Sender
from agent.delivery.spool import Author, Spool
from agent.delivery.trust import AnswerReader
from agent.duties import DutyKeeper
from agent.errors import ConfigurationError, CouldNotLook
from agent.host.machine import Host
from agent.identity import Enrolled, PublicKey
from agent.policy import PolicyKeeper
from agent.reporting import Reporter
from agent.state import StateDirectory
from protocol.enrolment import EnrolmentState
from protocol.identity import BootId
from protocol.report import Taken

_LOG = logging.getLogger(__name__)


class Session:
    """Raises SpoolError or ConfigurationError when it cannot begin."""

    def __init__(
        self, enrolled: Enrolled, state: StateDirectory, config: Config, host: Host, tell: Callable[[News], None]
    ) -> None:
        identity, site = enrolled.identity, enrolled.site
        author = Author(identity.agent, enrolled.key, _boot_id(host))
        now = Taken(max(host.clock.wall_us(), 0), host.clock.boot_us())
        self._state = state
        self.identity = identity
        self.site = site
        self.policy = PolicyKeeper(state, PublicKey(site.policy_key), identity.agent, config.before_policy)
        reader = AnswerReader(site, identity.agent)
        self._client = client = CollectorClient(site, config.timeout_seconds)
        self.spool = Spool(state, author, config.spool, now)
        self.beats = BeatMaker(author, self.spool, host.clock)
        self.sender = Sender(author, self.spool, self.beats, client, reader, host.clock, random_fraction, tell)
        waiting = CollectorClient(site, PATIENCE_S)
        self.on_call = OnCall(author, waiting, host.clock, random_fraction, self.sender.beat_now)
        self.sender.set_beat_interval(self.policy.in_force.beat_interval_ms)
        self.reporter = Reporter(self.spool, host.clock)
        self.duties = DutyKeeper(state)

    @property
    def clock_offset_us(self) -> int:
        """The collector's clock minus this PC's; 0 before the first answer."""
        return self.sender.state.collector_minus_agent_us

    def vouch(self, vouched: Vouched) -> None:
        """What the next beat says; a change of claims is worth a beat at once."""
        if self.beats.vouch(vouched):
            self.sender.beat_now()

    def stand_by(self, may_be_called: bool) -> None:
        """Whether there may be anything to call this agent for; while it is pending there is not."""
        self.on_call.want(may_be_called and self.identity.state == EnrolmentState.ACTIVE.value)

    def is_told_of(self, may_vouch: bool) -> bool:
        """Takes over what the collector says of this agent's standing; whether that is news."""
        standing = EnrolmentState.ACTIVE if may_vouch else EnrolmentState.PENDING
        if self.identity.state == standing.value:
            return False
        self.identity = replace(self.identity, state=standing.value)
        try:
            self.identity.store(self._state)
        except ConfigurationError as error:
            _LOG.warning("standing not stored: %s", error)
        return True

    def close(self) -> None:
        """After the threads have ended."""
        self._client.close()
        self.spool.close()


def _boot_id(host: Host) -> BootId:
    """The kernel's; without /proc one of this process, since a report needs one."""
    try:
        return host.boot_id()
    except CouldNotLook:
        import uuid  # only here: see identity.new_agent_id

        return BootId(uuid.uuid4().hex)


def random_fraction() -> float:
    """In [0, 1), from the kernel."""
    return int.from_bytes(os.urandom(6), "big") / 2**48

"""Which policy this agent follows: signed by the site's policy key, meant for it, newer than the last, within ceilings.

Rule: no policy lifts a ceiling. A segment as wide as the Internet would let the agent speak from anywhere.
"""

import base64
import binascii
from typing import Final

from agent.errors import ConfigurationError, PolicyRefused
from agent.identity import PublicKey
from agent.outside.ceilings import targets_of
from agent.state import StateDirectory
from protocol.address import Prefix
from protocol.codec import decode
from protocol.errors import ProtocolError
from protocol.identity import AgentId
from protocol.limits import POLICY_BYTES, SIGNATURE_BYTES
from protocol.phrases import say
from protocol.policy import Policy
from protocol.signing import Domain, is_signed_by, split

WIDEST_IPV4: Final = 12
WIDEST_IPV6: Final = 32
"""Shortest prefixes a declared segment may have, in bits."""


def read_policy(message: bytes, key: PublicKey, agent: AgentId) -> Policy:
    """The policy in a signed message; raises PolicyRefused unless it is genuine, meant for us and within ceilings."""
    if len(message) > POLICY_BYTES + SIGNATURE_BYTES:
        raise PolicyRefused("policy", say("{length} bytes", length=len(message)))
    try:
        if not is_signed_by(Domain.POLICY, message, key):
            raise PolicyRefused("policy", "not signed by this site's policy key", "check the site bundle")
        policy = decode(split(message)[1], Policy, POLICY_BYTES)
    except ProtocolError as error:
        raise PolicyRefused("policy", error.sentence) from error
    if policy.audience not in ("*", agent):
        raise PolicyRefused(
            say("policy {policy}", policy=policy.version), say("meant for agent {audience}", audience=policy.audience)
        )
    for segment in policy.segments:
        for prefix in segment.prefixes:
            if _is_too_wide(prefix):
                raise PolicyRefused(
                    say("policy {policy}", policy=policy.version),
                    say("segment {segment} has the prefix {prefix}", segment=segment.id, prefix=prefix),
                )
    if policy.outside_probe is not None:
        targets_of(policy.outside_probe)
    return policy


def _is_too_wide(prefix: Prefix) -> bool:
    return prefix.prefixlen < (WIDEST_IPV4 if prefix.version == 4 else WIDEST_IPV6)


class PolicyKeeper:
    """The policy in force: kept on disk, replaced by newer ones only."""

    def __init__(self, state: StateDirectory, key: PublicKey, agent: AgentId, before: Policy) -> None:
        """Loads the stored policy. A stored one that no longer holds is as none; `before` is in force then."""
        self._state = state
        self._key = key
        self._agent = agent
        self.in_force = before
        self.trouble = ""
        try:
            stored = state.read(state.policy)
            if stored is not None:
                self.in_force = read_policy(stored, key, agent)
        except (PolicyRefused, ConfigurationError) as error:
            self.trouble = str(error)

    def offer(self, encoded: str, now_us: int) -> bool:
        """Takes over a policy (base64) if it is newer; returns whether it did. Raises PolicyRefused.

        `now_us` is the collector's time: a PC with a wrong clock must still be able to follow.
        """
        try:
            message = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error) as error:
            raise PolicyRefused("policy", say("is no base64 ({error})", error=error)) from error
        policy = read_policy(message, self._key, self._agent)
        if policy.version == self.in_force.version:
            return False
        if policy.version < self.in_force.version:
            raise PolicyRefused(
                say("policy {policy}", policy=policy.version),
                say("older than {in_force}, which is in force", in_force=self.in_force.version),
            )
        if policy.expires_at_us <= now_us:
            raise PolicyRefused(say("policy {policy}", policy=policy.version), "has expired")
        self._state.write(self._state.policy, message)
        self.in_force = policy
        self.trouble = ""
        return True

    def has_expired(self, now_us: int) -> bool:
        """Whether the policy in force gives no duty any more; the one before any policy never gave one."""
        return self.in_force.expires_at_us <= now_us

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from agent.errors import PolicyRefused
from agent.identity import PublicKey
from agent.policy import PolicyKeeper, read_policy
from agent.state import StateDirectory
from protocol.codec import encode
from protocol.identity import AgentId
from protocol.policy import OutsideProbe, Policy
from protocol.signing import Domain, seal
from tests.support.fake_collector import Key
from tests.support.observed import policy, segment
from tests.support.spools import AGENT

KEY = Key()
NONE = replace(policy(1), version=0, expires_at_us=0)


def signed(offered: Policy, key: Key = KEY, domain: Domain = Domain.POLICY) -> str:
    return base64.b64encode(seal(domain, encode(offered), key)).decode()


def keeper(folder: Path) -> PolicyKeeper:
    return PolicyKeeper(StateDirectory(folder), PublicKey(KEY.public_hex), AGENT, NONE)


def test_newer_policy_is_taken_over_and_survives(tmp_path: Path) -> None:
    kept = keeper(tmp_path)
    assert kept.offer(signed(policy(3, segment())), now_us=5)
    assert not kept.offer(signed(policy(3, segment())), now_us=5)

    assert keeper(tmp_path).in_force == policy(3, segment())


REFUSED = [
    pytest.param(signed(policy(2)), "older", id="older"),
    pytest.param(signed(policy(9), Key()), "not signed", id="other key"),
    pytest.param(signed(policy(9), domain=Domain.ANSWER), "not signed", id="other kind of message"),
    pytest.param(signed(policy(9, audience=AgentId("0" * 32))), "meant for", id="other audience"),
    pytest.param(signed(policy(9, expires_at_us=5)), "expired", id="expired"),
    pytest.param(signed(policy(9, segment("0.0.0.0/0"))), "has the prefix", id="segment as wide as the Internet"),
    pytest.param(signed(policy(9, segment("2001::/16"))), "has the prefix", id="too wide in IPv6"),
    pytest.param(
        signed(replace(policy(9), outside_probe=OutsideProbe(("192.0.2.1:443",), 600_000, 0))),
        "1 targets",
        id="one target",
    ),
    pytest.param(
        signed(replace(policy(9), outside_probe=OutsideProbe(("192.0.2.1:443", "evil.example:1"), 600_000, 0))),
        "evil.example",
        id="target by name",
    ),
    pytest.param("not base64!", "policy", id="no base64"),
    pytest.param(base64.b64encode(b"x" * 70).decode(), "policy", id="no policy"),
]


@pytest.mark.parametrize(("offered", "why"), REFUSED)
def test_refused_policy_changes_nothing(tmp_path: Path, offered: str, why: str) -> None:
    kept = keeper(tmp_path)
    kept.offer(signed(policy(3)), now_us=5)

    with pytest.raises(PolicyRefused, match=why):
        kept.offer(offered, now_us=5)
    assert kept.in_force.version == 3


def test_stored_policy_that_was_tampered_with_is_as_none(tmp_path: Path) -> None:
    keeper(tmp_path).offer(signed(policy(3)), now_us=5)
    path = StateDirectory(tmp_path).policy
    path.write_bytes(path.read_bytes().replace(b'"version":3', b'"version":9'))
    kept = keeper(tmp_path)

    assert kept.in_force is NONE
    assert "not signed" in kept.trouble


def test_expired_policy_gives_no_duty_and_neither_does_none(tmp_path: Path) -> None:
    kept = keeper(tmp_path)
    assert kept.has_expired(5)
    kept.offer(signed(policy(1, expires_at_us=1_000)), now_us=5)

    assert not kept.has_expired(999)
    assert kept.has_expired(1_000)


def test_policy_for_this_agent_is_for_it() -> None:
    message = base64.b64decode(signed(policy(1, audience=AGENT)))

    assert read_policy(message, PublicKey(KEY.public_hex), AGENT).audience == AGENT

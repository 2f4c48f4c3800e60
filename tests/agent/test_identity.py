from pathlib import Path

import pytest

from agent.errors import ConfigurationError, NotEnrolled
from agent.identity import AgentKey, Identity, PublicKey, load_enrolled, new_agent_id
from agent.state import StateDirectory
from protocol.codec import encode
from protocol.enrolment import SiteBundle
from protocol.identity import CollectorId, require_hex_32

SITE = SiteBundle(0, CollectorId("c0" * 16), "https://127.0.0.1:8443", (), "d7" * 32, "d7" * 32)


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    return StateDirectory(tmp_path)


def test_key_is_made_once_and_verifies(state: StateDirectory) -> None:
    key = AgentKey.load_or_make(state)
    again = AgentKey.load_or_make(state)

    assert again.public == key.public
    assert PublicKey(key.public.hex()).verify(b"content", again.sign(b"content"))
    assert not PublicKey(key.public.hex()).verify(b"other", key.sign(b"content"))
    assert not PublicKey(key.public.hex()).verify(b"content", b"short")


def test_file_that_is_no_key_is_refused(state: StateDirectory) -> None:
    state.write(state.key, b"too short")

    with pytest.raises(ConfigurationError, match="9 bytes instead of 32"):
        AgentKey.load(state)


@pytest.mark.parametrize("text", ["", "zz", "00" * 31])
def test_text_that_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError):
        PublicKey(text)


def test_identity_survives(state: StateDirectory) -> None:
    identity = Identity(new_agent_id(), AgentKey(bytes(32)).id, "active", "3714992026000001", "示例市政务服务中心")
    identity.store(state)

    assert Identity.load(state) == identity
    assert require_hex_32(identity.agent, "agent id")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"agent": "x", "key": "", "state": "", "terminal": ""}'])
def test_damaged_identity_is_named(state: StateDirectory, content: bytes) -> None:
    state.write(state.identity, content)

    with pytest.raises(ConfigurationError, match=r"identity\.json"):
        Identity.load(state)


def test_enrolled_is_whole_or_not_at_all(state: StateDirectory) -> None:
    key = AgentKey.load_or_make(state)
    with pytest.raises(NotEnrolled, match="mingce-agent enrol"):
        load_enrolled(state)
    Identity(new_agent_id(), key.id).store(state)
    state.write(state.site, encode(SITE))
    with pytest.raises(NotEnrolled):
        load_enrolled(state)
    Identity(new_agent_id(), key.id, "pending", "3714992026000001", "x").store(state)

    assert load_enrolled(state).site == SITE


def test_key_of_another_enrolment_is_refused(state: StateDirectory) -> None:
    AgentKey.load_or_make(state)
    Identity(new_agent_id(), AgentKey(bytes(32)).id, "active").store(state)
    state.write(state.site, encode(SITE))

    with pytest.raises(ConfigurationError, match="enrolled was"):
        load_enrolled(state)

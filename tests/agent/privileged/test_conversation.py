from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import CouldNotLook
from agent.privileged.answers import Accounts, PortOwner, PortOwners
from agent.privileged.conversation import ANSWERS, Question, answer_in, refusal, reply_to
from agent.privileged.direct import Direct
from agent.privileged.nobody import Nobody
from tests.support.captured_host import CapturedTables, host_of, lay_out


def test_every_question_has_its_answer() -> None:
    assert set(ANSWERS) == set(Question)


@pytest.mark.parametrize("question", Question)
def test_reply_without_root(question: Question) -> None:
    with pytest.raises(CouldNotLook, match="not started here"):
        answer_in(reply_to(question.encode(), Nobody("not started here")), question)


def test_reply_is_read_back(tmp_path: Path) -> None:
    lay_out({"etc/passwd": "", "etc/shadow": ""}, tmp_path)
    direct = Direct(host_of(tmp_path, CapturedTables({})))

    assert answer_in(reply_to(b"accounts", direct), Question.ACCOUNTS) == Accounts(())


class OddNames(Nobody):
    def port_owners(self) -> PortOwners:
        return PortOwners((PortOwner("tcp", 22, "\x1b[31m" + "x" * 500),) * 5_000)


def test_what_a_machine_says_of_itself_is_bounded() -> None:
    answer = answer_in(reply_to(b"port-owners", OddNames()), Question.PORT_OWNERS)

    assert len(answer.owners) == 1024
    assert len(answer.owners[0].program) == 32


@given(st.binary(max_size=200))
def test_no_question_makes_it_fail(question: bytes) -> None:
    assert reply_to(question, Nobody())[:1] == b"!"


@given(st.binary(max_size=400))
def test_no_message_makes_the_client_fail_otherwise(message: bytes) -> None:
    with pytest.raises(CouldNotLook):
        answer_in(b"!" + message, Question.SERIALS)


def test_refusal_says_what_and_why() -> None:
    with pytest.raises(CouldNotLook, match="door: closed"):
        answer_in(refusal("door", "closed"), Question.SERIALS)

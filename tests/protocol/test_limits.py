from hypothesis import given, settings

from protocol import limits
from protocol.answer import Answer
from protocol.codec import encode
from protocol.policy import Policy
from protocol.schema import declared_fields
from tests.support.samples import strategy_for


def _most(message: object, name: str) -> int:
    most = next(item.field.most for item in declared_fields(message) if item.name == name)
    assert most is not None
    return most


def test_a_delivery_holds_at_least_four_of_the_largest_reports_less_their_framing() -> None:
    assert 3 * (limits.REPORT_BYTES + limits.SIGNATURE_BYTES + 4) <= limits.DELIVERY_BYTES


def test_an_answer_has_a_receipt_for_every_report_of_a_delivery() -> None:
    assert _most(Answer, "receipts") >= limits.REPORTS_PER_DELIVERY


def test_the_largest_policy_fits_the_answer_that_carries_it() -> None:
    base64_of_policy = (limits.POLICY_BYTES + limits.SIGNATURE_BYTES + 2) // 3 * 4
    assert base64_of_policy <= _most(Answer, "policy") < limits.ANSWER_BYTES


@settings(deadline=None, max_examples=50)
@given(strategy_for(Policy))
def test_our_messages_need_less_than_half_the_depth_allowed(policy: Policy) -> None:
    content = encode(policy)
    deepest = depth = 0
    for byte in content:
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    assert deepest <= limits.DEPTH // 2

"""docs/protocol.md and its Chinese twin say what the code does."""

import re
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from protocol.answer import Verdict
from protocol.identity import digest_of
from protocol.limits import DELIVERY_BYTES, DEPTH, OBSERVATIONS_PER_REPORT, REPORT_BYTES, REPORTS_PER_DELIVERY
from protocol.observations import OBSERVATION_TYPES
from protocol.report import ReportKind
from protocol.signing import Domain, pack_delivery, tagged
from tests.contract.messages import SECRET_KEY
from tests.contract.reports import chain

_DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(params=["protocol.md", "protocol.zh-CN.md"])
def page(request: pytest.FixtureRequest) -> str:
    return (_DOCS / str(request.param)).read_text(encoding="utf-8")


def test_every_word_of_the_vocabulary_is_explained(page: str) -> None:
    words = [*OBSERVATION_TYPES, *ReportKind, *Verdict, *Domain]
    assert [word for word in words if f"`{word}`" not in page] == []


def test_the_limits_are_the_codes(page: str) -> None:
    plain = page.replace(",", "")
    for number in (DEPTH, OBSERVATIONS_PER_REPORT, REPORTS_PER_DELIVERY, REPORT_BYTES // 1024, DELIVERY_BYTES // 2**20):
        assert re.search(rf"(?<!\d){number}(?!\d)", plain), number


def test_the_worked_example_is_what_the_code_gives(page: str) -> None:
    content = chain()["gap"]
    signature = SigningKey(SECRET_KEY).sign(tagged(Domain.REPORT, content)).signature
    delivery = pack_delivery([signature + content])
    assert f"```\n{content.decode()}\n```" in page
    for said in (digest_of(content), signature.hex(), delivery[:4].hex(), digest_of(delivery)):
        assert f"`{said}`" in page
    for length in (len(content), len(signature + content), len(delivery)):
        assert str(length) in page


def test_both_languages_have_the_same_sections_and_rows() -> None:
    shape = re.compile(r"^(#+ |\||\* |\d\. |```)", re.MULTILINE)
    english, chinese = (
        shape.findall((_DOCS / name).read_text(encoding="utf-8")) for name in ("protocol.md", "protocol.zh-CN.md")
    )
    assert english == chinese

"""Protocol 0, byte for byte. A difference here is a change of the protocol: until the first release rewrite the files
with --update-golden and look at the diff; from then on it needs a new version.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey, VerifyKey

from protocol.chain import ChainHead, follow
from protocol.codec import decode, decode_report, encode, encode_report
from protocol.identity import digest_of
from protocol.observations import OBSERVATION_TYPES, Gap
from protocol.report import ReportKind
from protocol.signing import Domain, tagged
from tests.contract.messages import AGENT, MESSAGES, PUBLIC_KEY, SECRET_KEY
from tests.contract.reports import chain

_GOLDEN = Path(__file__).parent / "golden" / "0"
_MANIFEST = _GOLDEN / "manifest.json"
_ANY_SIZE = 10**6
_DOMAINS = {domain.value: domain for domain in Domain}


def _contents() -> dict[str, bytes]:
    """What the code gives now, by file name."""
    reports = {f"{name}.report": content for name, content in chain().items()}
    return reports | {f"{name}.json": encode(message) for name, message in MESSAGES.items()}


def _domain(file_name: str) -> Domain | None:
    stem, _, suffix = file_name.partition(".")
    return Domain.REPORT if suffix == "report" else _DOMAINS.get(stem)


def _entry(file_name: str, content: bytes) -> dict[str, str]:
    domain = _domain(file_name)
    entry = {"digest": str(digest_of(content))}
    if domain is None:
        return entry
    signature = SigningKey(SECRET_KEY).sign(tagged(domain, content)).signature
    return entry | {"domain": domain.value, "signature": signature.hex()}


@pytest.fixture(scope="module", autouse=True)
def _golden_files(update_golden: bool) -> None:
    if not update_golden:
        return
    _GOLDEN.mkdir(parents=True, exist_ok=True)
    contents = _contents()
    for file_name, content in contents.items():
        (_GOLDEN / file_name).write_bytes(content)
    manifest = {file_name: _entry(file_name, content) for file_name, content in sorted(contents.items())}
    _MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def test_there_is_a_file_for_each_kind_and_no_other() -> None:
    assert {path.name for path in _GOLDEN.iterdir()} == {*_contents(), _MANIFEST.name}


def test_there_is_a_report_of_each_kind_and_each_observation_in_one() -> None:
    reports = [decode_report(content) for content in chain().values()]
    assert {report.envelope.kind for report in reports} == set(ReportKind)
    assert {type(item) for report in reports for item in report.observations} == set(OBSERVATION_TYPES.values())


def test_every_signing_domain_has_its_message() -> None:
    # A packet goes to people and never to an agent: tests/contract/test_packets.py holds its form.
    assert {_domain(file_name) for file_name in _contents()} - {None} == set(Domain) - {Domain.PACKET}


@pytest.mark.parametrize("file_name", _contents())
def test_the_bytes_and_their_digest_are_those_of_protocol_0(file_name: str) -> None:
    golden = (_GOLDEN / file_name).read_bytes()
    manifest: dict[str, dict[str, str]] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    assert _contents()[file_name] == golden
    assert manifest[file_name] == _entry(file_name, golden)


@pytest.mark.parametrize("name", chain())
def test_a_golden_report_reads_back_and_writes_the_same_bytes(name: str) -> None:
    golden = (_GOLDEN / f"{name}.report").read_bytes()
    assert encode_report(decode_report(golden)) == golden


@pytest.mark.parametrize("name", MESSAGES)
def test_a_golden_message_reads_back_as_what_was_meant(name: str) -> None:
    message: Any = MESSAGES[name]
    assert decode((_GOLDEN / f"{name}.json").read_bytes(), type(message), _ANY_SIZE) == message


@pytest.mark.parametrize("file_name", [file_name for file_name in _contents() if _domain(file_name)])
def test_the_golden_signature_verifies(file_name: str) -> None:
    manifest: dict[str, dict[str, str]] = json.loads(_MANIFEST.read_text(encoding="utf-8"))
    entry = manifest[file_name]
    signed = tagged(_DOMAINS[entry["domain"]], (_GOLDEN / file_name).read_bytes())
    assert VerifyKey(PUBLIC_KEY).verify(signed, bytes.fromhex(entry["signature"])) == signed


def test_the_golden_reports_are_one_chain_with_a_gap() -> None:
    head = ChainHead.genesis(AGENT)
    for name in chain():
        content = (_GOLDEN / f"{name}.report").read_bytes()
        report = decode_report(content)
        gap = next((item for item in report.observations if isinstance(item, Gap)), None)
        head = follow(head, report.envelope, digest_of(content), gap)
    assert head.sequence == 6

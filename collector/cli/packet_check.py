"""mingce verify FILE: a packet checked with the collector's public key, on a machine that has nothing else of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collector.cli import moments, output
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import N_, _, told
from collector.errors import CollectorError
from collector.packet.checks import Outcome, check
from collector.packet.contents import Contents, Withheld
from collector.packet.failed import Failed
from collector.packet.form import PACKET_BYTES
from collector.trust import public_key
from protocol.codec import decode
from protocol.enrolment import SiteBundle
from protocol.errors import ProtocolError
from protocol.identity import digest_of, key_id
from protocol.reasons import reason as why_not

_BUNDLE_BYTES = 64 * 1024

CHECKS = {
    "packet-truncated": N_("whole file"),
    "packet-malformed": N_("form"),
    "signature": N_("signature"),
    "wrong-key": N_("key"),
    "wrong-collector": N_("collector"),
    "head": N_("journal head"),
    "chain": N_("chain"),
    "handover": N_("hand-over"),
    "report-missing": N_("missing report"),
    "report-digest": N_("report's digest"),
    "report-signature": N_("report's signature"),
    "report-row": N_("report's row"),
    "evidence": N_("list of evidence"),
}

WITHHELD = {
    "masked": N_("they name people or PCs, and the packet is masked"),
    "scope": N_("they speak of units that who asked may not see"),
    "size": N_("the packet would have become too large"),
    "not-kept": N_("their originals are not kept, only digests"),
}


@dataclass(frozen=True, slots=True)
class Trusted:
    """The collector's public key (32 bytes), and its id where a site bundle tells it."""

    key: bytes
    collector_id: str | None = None


def trusted(key: Path | None, site: Path | None) -> Trusted:
    """From the one file given; raises CommandFailed."""
    if (key is None) == (site is None):
        raise CommandFailed(
            ExitCode.USAGE,
            _("public key"),
            _("neither --key nor --site is given, or both"),
            _("give the collector's key or its site bundle, got by another way than the packet"),
        )
    if key is not None:
        return Trusted(_key_of(key, _read(key, public_key.FILE_BYTES)))
    assert site is not None  # noqa: S101 - one of the two is given
    try:
        bundle = decode(_read(site, _BUNDLE_BYTES).strip(), SiteBundle, _BUNDLE_BYTES)
    except ProtocolError as error:
        raise CommandFailed(
            ExitCode.USAGE, _("site bundle {path}").format(path=site), told(error.why), told(error.next_step), error.id
        ) from error
    return Trusted(_key_of(site, bundle.receipt_key.encode()), bundle.collector)


@dataclass(frozen=True, slots=True)
class Judged:
    """`digest`: SHA-256 of the very bytes that were judged."""

    outcome: Outcome
    digest: str


def judged(file: Path, believed: Trusted) -> Judged:
    """The packet's outcome; raises CommandFailed for what cannot be judged."""
    content = _read(file, PACKET_BYTES)
    try:
        return Judged(check(content, believed.key, believed.collector_id), digest_of(content))
    except CollectorError as error:
        raise CommandFailed.of(ExitCode.USAGE, error) from error


def as_json(believed: Trusted, found: Judged) -> dict[str, Any]:
    """What --json prints; the contents only where every check held."""
    outcome = found.outcome
    contents = outcome.contents if outcome.is_genuine else None
    return {
        "genuine": outcome.is_genuine,
        "key": key_id(believed.key),
        "fingerprint": public_key.fingerprint(believed.key),
        "digest": found.digest,
        "failed": [{"check": item.check, "what": str(item.what), "why": str(item.why)} for item in outcome.failed],
        "packet": contents.model_dump(mode="json") if contents else None,
    }


def paragraphs(believed: Trusted, found: Judged) -> list[str]:
    """The verdict for a person; of a packet that failed nothing else is shown, since none of it can be believed."""
    outcome = found.outcome
    if not outcome.is_genuine or outcome.contents is None:
        count = len(outcome.failed)
        lines = [_("NOT genuine; failed checks: {count}").format(count=count)]
        lines += [f"  {_line(item)}" for item in outcome.failed]
        lines.append(_("Do not rely on anything in this file; get it anew from who made it."))
        return ["\n".join(lines)]
    contents = outcome.contents
    head = _("genuine: every check held (signature, journal head, chain, hand-over, {count} pieces of evidence)")
    return [head.format(count=len(contents.body.evidence)), output.details(_handover(believed, found, contents))]


def _line(item: Failed) -> str:
    return _("check {check}: {what}: {why}").format(
        check=_(CHECKS.get(item.check, item.check)), what=told(item.what), why=told(item.why)
    )


def _handover(believed: Trusted, found: Judged, contents: Contents) -> list[tuple[str, Any]]:
    handover, head = contents.handover, contents.head
    pairs: list[tuple[str, Any]] = [
        ("SHA-256", found.digest),
        (_("signed by"), _("collector {id}, key {key}").format(id=head.collector, key=head.key)),
        (_("fingerprint of the key"), public_key.fingerprint(believed.key)),
        (_("made"), moments.show(handover.at_us)),
        (_("by account"), handover.made_by),
        (_("asked by"), handover.asked_by),
        (_("case number"), handover.case_no),
        (_("reason"), handover.reason),
        (_("approved by"), handover.approved_by),
        (_("journal entry"), handover.entry.sequence),
    ]
    kept = [item for item in contents.body.evidence if not isinstance(item, Withheld)]
    pairs.append((_("originals in it"), len(kept)))
    for why, sentence in WITHHELD.items():
        left_out = sum(1 for item in contents.body.evidence if isinstance(item, Withheld) and item.why == why)
        if left_out:
            pairs.append((_("by digest alone"), f"{left_out}: {_(sentence)}"))
    return pairs


def _key_of(path: Path, content: bytes) -> bytes:
    try:
        return public_key.from_file(content)
    except CollectorError as error:
        what = _("key file {path}").format(path=path)
        raise CommandFailed(ExitCode.USAGE, what, told(error.why), told(error.next_step), error.id) from error


def _read(path: Path, most: int) -> bytes:
    """At most a byte more than it may have, so that what is larger is refused and never held whole."""
    try:
        with path.open("rb") as opened:
            return opened.read(most + 1)
    except FileNotFoundError as error:
        what = _("file {path}").format(path=path)
        raise CommandFailed(ExitCode.NOT_FOUND, what, told(why_not(error)), _("check its name")) from error
    except OSError as error:
        what = _("file {path}").format(path=path)
        raise CommandFailed(ExitCode.USAGE, what, told(why_not(error)), _("check its name")) from error

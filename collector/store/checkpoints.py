"""Signed heads outside the database: a store put back to an older copy no longer meets them.

One JSON object a line in `checkpoints.log` beside the store. Copy the file elsewhere; it holds nothing personal.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from collector.errors import StoreBroken
from collector.store.chains import Heads, SignedHeads, canonical
from protocol.identity import Digest
from protocol.phrases import say

_LONGEST_LINE = 1024


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Signed heads as they stood at a moment (microseconds UTC)."""

    collector_id: str
    at_us: int
    head: SignedHeads


def path_of(store: Path) -> Path:
    return store.with_name("checkpoints.log")


def append(store: Path, collector_id: str, at_us: int, head: SignedHeads) -> None:
    """Adds a line, on disk when this returns; raises OSError."""
    heads = head.heads
    line = canonical(
        {
            "collector": collector_id,
            "at_us": at_us,
            "journal_count": heads.journal_count,
            "journal_digest": heads.journal_digest,
            "intake_count": heads.intake_count,
            "intake_digest": heads.intake_digest,
            "signature": head.signature.hex(),
        }
    )
    descriptor = os.open(path_of(store), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def read(store: Path) -> Iterator[Checkpoint]:
    """Every checkpoint in order; none when there is no file. Raises StoreBroken naming a line that is none."""
    path = path_of(store)
    if not path.is_file():
        return
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            # A line cut short by a crash while it was written; nothing was built on it.
            if not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
                return
            yield _parse(line, f"{path.name} line {number}")


def _parse(line: bytes, where: str) -> Checkpoint:
    try:
        fields = json.loads(line)
        heads = Heads(
            int(fields["journal_count"]),
            Digest(str(fields["journal_digest"])),
            int(fields["intake_count"]),
            Digest(str(fields["intake_digest"])),
        )
        head = SignedHeads(heads, bytes.fromhex(fields["signature"]))
        return Checkpoint(str(fields["collector"]), int(fields["at_us"]), head)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreBroken(
            where, say("is no checkpoint ({error})", error=error), "compare it with the copy kept elsewhere"
        ) from None

"""Identities, each its own and never merged: agent installation, key, boot, machine, adapter (design.md §4)."""

import hashlib
import re
from typing import NewType

from protocol.errors import MalformedIdentity
from protocol.phrases import say

AgentId = NewType("AgentId", str)
"""One installation of the agent: a random UUID as 32 lower-case hex digits. A reinstalled PC is a new agent."""

KeyId = NewType("KeyId", str)
"""A signing key: the first 16 hex digits of SHA-256 over the 32-byte Ed25519 public key."""

BootId = NewType("BootId", str)
"""/proc/sys/kernel/random/boot_id without hyphens: 32 lower-case hex digits."""

CollectorId = NewType("CollectorId", str)
"""One collector's store: 32 lower-case hex digits; each has its own chain."""

SegmentId = NewType("SegmentId", str)
"""Opaque, given by the collector: 32 lower-case hex digits. RFC 1918 prefixes repeat, segments do not."""

AdapterId = NewType("AdapterId", str)
"""An adapter as a device: bus path, ids and permanent MAC, digested; survives renames and a changed MAC."""

Digest = NewType("Digest", str)
"""SHA-256 as 64 lower-case hex digits."""

HEX_DIGITS = {AgentId: 32, KeyId: 16, BootId: 32, CollectorId: 32, SegmentId: 32, AdapterId: 32, Digest: 64}
"""How many lower-case hex digits each kind of identity has; the codec takes no other shape."""

_HEX_32 = re.compile(r"[0-9a-f]{32}\Z")


def require_hex_32(text: str, what: str) -> str:
    """The given text, if it is 32 lower-case hex digits; raises MalformedIdentity naming `what` otherwise."""
    if not _HEX_32.match(text):
        raise MalformedIdentity(what, say("{text!r} is not 32 lower-case hex digits", text=text[:40]))
    return text


def key_id(public_key: bytes) -> KeyId:
    """The id of an Ed25519 public key (32 bytes, RFC 8032 section 5.1.5)."""
    if len(public_key) != 32:
        raise MalformedIdentity("public key", say("{length} bytes instead of 32", length=len(public_key)))
    return KeyId(hashlib.sha256(public_key).hexdigest()[:16])


def adapter_id(bus: str, bus_path: str, ids: str, permanent_mac: str) -> AdapterId:
    """The stable identity of an adapter; for a virtual one, bus path is its kind and name."""
    evidence = "\0".join((bus, bus_path, ids, permanent_mac))
    return AdapterId(hashlib.sha256(evidence.encode()).hexdigest()[:32])


def digest_of(content: bytes) -> Digest:
    return Digest(hashlib.sha256(content).hexdigest())

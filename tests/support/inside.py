"""Runs a piece of a test inside another network namespace: sockets opened there stay there."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.laboratory import Namespace

_CLONE_NEWNET = 0x40000000


@contextmanager
def inside(namespace: Namespace) -> Iterator[None]:
    """The calling thread is in the namespace until the block ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{namespace.pid}/ns/net", os.O_RDONLY)
    try:
        _enter(libc, there)
        try:
            yield
        finally:
            _enter(libc, home)
    finally:
        os.close(there)
        os.close(home)


def _enter(libc: ctypes.CDLL, namespace: int) -> None:
    if libc.setns(namespace, _CLONE_NEWNET):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))

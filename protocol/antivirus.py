"""The list of known antivirus products: shipped with the agent, extended by a site with a file its policy key signs."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from protocol.schema import Field

LIST_BYTES: Final = 256 * 1024
"""Largest list, as JSON text."""


class SignatureDate(StrEnum):
    """How the age of a product's signatures is read."""

    CLAMAV_HEADER = "clamav-header"
    """First line of a .cvd or .cld file: ClamAV-VDB:build time:version:…"""
    NEWEST_FILE = "newest-file"
    """Newest time of change among the files below; what an update leaves behind, though a hand can set it."""


@dataclass(frozen=True, slots=True)
class SignatureStore:
    """Where a product keeps its signatures."""

    path: Annotated[str, Field("folder, absolute", most=128)]
    suffixes: Annotated[tuple[str, ...], Field("ends of the names of its files; none: every file", most=16, each=16)]
    dated_by: Annotated[SignatureDate, Field("how their age is read")]


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """One product and what shows that it is there and runs. Names alone never do: two kinds must agree."""

    product: Annotated[str, Field("product's name", most=64)]
    maker: Annotated[str, Field("who makes it", most=64)]
    packages: Annotated[tuple[str, ...], Field("names of its packages", most=16, each=64)]
    services: Annotated[tuple[str, ...], Field("systemd units of its scanner", most=16, each=64)]
    processes: Annotated[tuple[str, ...], Field("names of its scanner's processes", most=16, each=64)]
    paths: Annotated[tuple[str, ...], Field("folders or files it is installed in, absolute", most=16, each=128)]
    real_time: Annotated[
        tuple[str, ...],
        Field("processes or units that watch files as they are opened; none: cannot be told", most=8, each=64),
    ]
    signatures: Annotated[tuple[SignatureStore, ...], Field("where its signatures are; none: not known", most=8)]
    is_verified: Annotated[bool, Field("names were checked on a real installation or in the maker's own documents")]


@dataclass(frozen=True, slots=True)
class AntivirusList:
    """A site's file is merged over the shipped list: a product of the same name replaces it."""

    version: Annotated[int, Field("upward only", most=2**31, least=1)]
    products: Annotated[tuple[ListedProduct, ...], Field("products", most=200)]

"""The list of known products: the shipped one, and over it the site's own if the site's policy key signed it.

Rule: a list that is unsigned, wrongly signed or older than one seen before changes nothing; the shipped one goes on.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from agent.errors import AgentError, ConfigurationError
from agent.host.machine import Host, could_not_read, open_regular
from agent.identity import PublicKey, read_site
from agent.state import StateDirectory
from protocol.antivirus import LIST_BYTES, AntivirusList, ListedProduct
from protocol.codec import decode
from protocol.errors import ProtocolError
from protocol.limits import SIGNATURE_BYTES
from protocol.phrases import say
from protocol.signing import Domain, is_signed_by, split

_SHIPPED: Final = Path(__file__).resolve().parents[1] / "data/antivirus.json"
SITES_FILE: Final = "mingce/antivirus.signed"
"""Below /etc."""
_NEWEST_SEEN = "antivirus-version"


@dataclass(frozen=True, slots=True)
class KnownProducts:
    """`name` is what reports call this list; `refused` says why the site's own was not taken."""

    name: str
    products: tuple[ListedProduct, ...]
    refused: str | None = None


@cache
def shipped() -> AntivirusList:
    """The list that came with this agent; it is tested, so it is there and well-formed."""
    return decode(_SHIPPED.read_bytes(), AntivirusList, LIST_BYTES)


def known_products(host: Host) -> KnownProducts:
    """The shipped list with the site's merged over it; raises nothing."""
    own = shipped()
    name = f"shipped {own.version}"
    try:
        sites = _sites(host)
    except (AgentError, ProtocolError) as error:
        return KnownProducts(name, own.products, f"/etc/{SITES_FILE}: {error.why}")
    if sites is None:
        return KnownProducts(name, own.products)
    return KnownProducts(f"{name}, site {sites.version}", merged(own.products, sites.products))


def merged(shipped_ones: tuple[ListedProduct, ...], sites: tuple[ListedProduct, ...]) -> tuple[ListedProduct, ...]:
    """The site's product replaces a shipped one of the same name, new ones follow."""
    by_name = {one.product: one for one in shipped_ones}
    return tuple((by_name | {one.product: one for one in sites}).values())


def read_signed(message: bytes, key: PublicKey) -> AntivirusList:
    """The list in a signed message; raises ConfigurationError or ProtocolError."""
    if not is_signed_by(Domain.ANTIVIRUS_LIST, message, key):
        raise ConfigurationError(
            "antivirus list", "not signed by this site's policy key", "sign it: `mingce site sign-antivirus`"
        )
    return decode(split(message)[1], AntivirusList, LIST_BYTES)


def _sites(host: Host) -> AntivirusList | None:
    message = _read(host.etc / SITES_FILE)
    if message is None:
        return None
    state = StateDirectory(host.state)
    site = state.read(state.site)
    if site is None:
        raise ConfigurationError("antivirus list", "cannot be verified: this agent knows no site yet")
    found = read_signed(message, PublicKey(read_site(site, str(state.site)).policy_key))
    _require_not_older(state, found.version)
    return found


def _require_not_older(state: StateDirectory, version: int) -> None:
    """Remembers the newest version seen, so that an old list cannot be put back to hide a product it lacks."""
    path = state.path / _NEWEST_SEEN
    text = (state.read(path) or b"").decode("ascii", "replace").strip()
    newest = int(text) if text.isdecimal() and len(text) < 12 else 0
    if version < newest:
        raise ConfigurationError(
            "antivirus list",
            say("version {version} is older than {newest}, which was in force", version=version, newest=newest),
        )
    if version > newest:
        try:
            state.write(path, str(version).encode())
        except ConfigurationError:
            return  # a person without rights looks once; the service, which may, remembers


def _read(path: Path) -> bytes | None:
    try:
        with open_regular(path) as file:
            return file.read(LIST_BYTES + SIGNATURE_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise could_not_read(path, error) from None

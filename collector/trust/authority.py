"""The private CA on disk: generations of root and intermediate, of which one issues the server's certificate.

Layout below the state directory's `authority/` (0700; keys 0600):
    1/root.pem 1/root.key 1/intermediate.pem 1/intermediate.key   a generation
    active                                                         the number of the generation that issues
    server.pem server.key                                          leaf and intermediate; the leaf's key

A rotation is stage (a new generation joins the site bundle), activate (once agents have that bundle), drop.
`root.key` is needed for nothing but a new intermediate: it belongs on a medium in a safe.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from collector.errors import TrustError
from collector.trust import certificates, pem
from protocol.phrases import say

RENEW_SERVER_DAYS = 30
MOST_ROOTS = 4


@dataclass(frozen=True, slots=True)
class Generation:
    """One root with the intermediate it signed."""

    number: int
    root: x509.Certificate
    intermediate: x509.Certificate
    root_key_is_here: bool


class Authority:
    """The CA in one directory. Every method that reads or makes files raises TrustError when they are unusable."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @classmethod
    def open_or_make(cls, directory: Path, name: str, now_us: int, passphrase: bytes | None = None) -> "Authority":
        """The CA of that directory; makes the first generation where there is none.

        Args:
            directory: made 0700; refused when others may enter it.
            name: goes into the certificates' subjects, e.g. the collector's short id.
            now_us: microseconds since 1970.
            passphrase: encrypts the root key (PKCS #8); None leaves it in plain until it is taken offline.
        """
        authority = cls(directory)
        pem.make_private_directory(directory)
        if not authority._active_file.exists():
            authority.activate(authority.stage(name, now_us, passphrase))
        return authority

    @property
    def server_chain(self) -> Path:
        return self._directory / "server.pem"

    @property
    def server_key(self) -> Path:
        return self._directory / "server.key"

    @property
    def _active_file(self) -> Path:
        return self._directory / "active"

    def active(self) -> int:
        """The number of the generation that issues the server's certificate."""
        text = pem.read(self._active_file).strip()
        if not text.isdigit():
            raise TrustError(
                str(self._active_file), say("{text!r} is not a generation's number", text=text[:20]), "restore a backup"
            )
        return int(text)

    def generations(self) -> list[Generation]:
        """Newest first."""
        numbers = sorted((int(path.name) for path in self._directory.glob("[0-9]*") if path.is_dir()), reverse=True)
        return [self._generation(number) for number in numbers]

    def stage(self, name: str, now_us: int, passphrase: bytes | None = None) -> int:
        """Makes a new generation beside the others; its root joins the site bundle, nothing else changes yet."""
        present = self.generations()
        if len(present) >= MOST_ROOTS:
            raise TrustError(
                "authority",
                say("{length} roots in use, at most {most}", length=len(present), most=MOST_ROOTS),
                "drop an old one first",
            )
        number = max((generation.number for generation in present), default=0) + 1
        root_key, intermediate_key = certificates.make_key(), certificates.make_key()
        label = f"{name} {number}"
        root = certificates.make_root(root_key, label, now_us)
        intermediate = certificates.make_intermediate(intermediate_key, label, root, root_key, now_us)
        # Filled beside its place and moved there whole: a crash leaves no half a generation.
        unfinished = self._directory / f".unfinished-{number}"
        pem.clear(unfinished)
        pem.make_private_directory(unfinished)
        pem.write_key(unfinished / "root.key", root_key, passphrase)
        pem.write_certificates(unfinished / "root.pem", [root])
        pem.write_key(unfinished / "intermediate.key", intermediate_key)
        pem.write_certificates(unfinished / "intermediate.pem", [intermediate])
        unfinished.rename(self._directory / str(number))
        return number

    def activate(self, number: int) -> None:
        """From now on this generation issues; the next `ensure_server` makes a certificate from it."""
        self._generation(number)
        pem.write_atomically(self._active_file, f"{number}\n".encode())

    def drop(self, number: int) -> None:
        """Takes a generation out of the site bundle and deletes its keys; the active one cannot go."""
        if number == self.active():
            raise TrustError(
                say("generation {number}", number=number),
                "it issues the server's certificate",
                "activate another one first",
            )
        self._generation(number)
        pem.clear(self._directory / str(number))

    def ensure_server(self, names: Sequence[str], now_us: int) -> bool:
        """Makes the server's certificate where it is missing, near its end, for other names or of another generation.

        Returns whether a new one was made.
        """
        if self._server_is_good(names, now_us):
            return False
        active = self._generation(self.active())
        folder = self._directory / str(active.number)
        issuer_key = pem.read_key(folder / "intermediate.key")
        key = certificates.make_key()
        leaf = certificates.make_server(key, names, active.intermediate, issuer_key, now_us)
        pem.write_key(self.server_key, key)
        pem.write_certificates(self.server_chain, [leaf, active.intermediate])
        return True

    def server_days_left(self, now_us: int) -> int:
        """Whole days until the first certificate of the server's chain or its root expires."""
        chain = pem.read_certificates(self.server_chain)
        chain.append(self._generation(self.active()).root)
        return min(certificates.days_left(certificate, now_us) for certificate in chain)

    def root_texts(self) -> str:
        """All roots in PEM, newest first: what a client is given as its only trust anchors."""
        return "".join(item.root.public_bytes(Encoding.PEM).decode("ascii") for item in self.generations())

    def root_octets(self) -> list[bytes]:
        """All roots in DER, newest first: what the site bundle carries."""
        return [item.root.public_bytes(Encoding.DER) for item in self.generations()]

    def server_context(self) -> ssl.SSLContext:
        """TLS 1.3 only (RFC 8446), with the server's chain; `load_cert_chain` on it renews without a restart."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(self.server_chain, self.server_key)
        return context

    def _generation(self, number: int) -> Generation:
        folder = self._directory / str(number)
        if not folder.is_dir():
            raise TrustError(
                say("generation {number}", number=number),
                say("{folder} does not exist", folder=folder),
                "`mingce authority show` lists them",
            )
        return Generation(
            number=number,
            root=pem.read_certificates(folder / "root.pem")[0],
            intermediate=pem.read_certificates(folder / "intermediate.pem")[0],
            root_key_is_here=(folder / "root.key").exists(),
        )

    def _server_is_good(self, names: Sequence[str], now_us: int) -> bool:
        if not (self.server_chain.exists() and self.server_key.exists()):
            return False
        chain = pem.read_certificates(self.server_chain)
        key: ec.EllipticCurvePrivateKey = pem.read_key(self.server_key)
        wanted = {str(certificates.general_name(name).value) for name in names}
        return (
            chain[0].public_key() == key.public_key()
            and chain[-1] == self._generation(self.active()).intermediate
            and certificates.server_names(chain[0]) == wanted
            and certificates.days_left(chain[0], now_us) >= RENEW_SERVER_DAYS
        )

"""X.509 certificates of the private CA, as values: RFC 5280 profile, ECDSA P-256, no clock and no file here."""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_DAYS = 3650
INTERMEDIATE_DAYS = 1095
SERVER_DAYS = 397

# A PC's clock may be a day behind; a certificate made a minute ago must not look as if it came from the future.
_BACKDATE = timedelta(days=1)


def moment(now_us: int) -> datetime:
    """The aware UTC time of microseconds since 1970, whole seconds as X.509 has them."""
    return datetime.fromtimestamp(now_us // 1_000_000, UTC)


def make_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def make_root(key: ec.EllipticCurvePrivateKey, name: str, now_us: int) -> x509.Certificate:
    """A self-signed root that may sign intermediates only (RFC 5280 section 4.2.1.9, path length 1)."""
    subject = _subject(f"Mingce root {name}")
    builder = _builder(subject, subject, key, now_us, ROOT_DAYS)
    return _as_authority(builder, key, key, path_length=1).sign(key, hashes.SHA256())


def make_intermediate(
    key: ec.EllipticCurvePrivateKey,
    name: str,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    now_us: int,
) -> x509.Certificate:
    """The online authority: signs servers only (path length 0)."""
    builder = _builder(_subject(f"Mingce intermediate {name}"), root.subject, key, now_us, INTERMEDIATE_DAYS)
    return _as_authority(builder, key, root_key, path_length=0).sign(root_key, hashes.SHA256())


def make_server(
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    now_us: int,
) -> x509.Certificate:
    """A server's certificate for the given DNS names and IP addresses; the first becomes the common name."""
    usage = _usage(digital_signature=True)
    return (
        _builder(_subject(names[0]), issuer.subject, key, now_us, SERVER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([general_name(name) for name in names]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_authority_key(issuer_key), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def general_name(name: str) -> x509.GeneralName:
    """A subject alternative name (RFC 5280 section 4.2.1.6): an IP address where it reads as one, else a DNS name."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode("ascii") if not name.isascii() else name)


def server_names(certificate: x509.Certificate) -> set[str]:
    """The DNS names and IP addresses a server's certificate is for."""
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return addresses | set(names.get_values_for_type(x509.DNSName))


def days_left(certificate: x509.Certificate, now_us: int) -> int:
    """Whole days until it expires; negative once it has."""
    return (certificate.not_valid_after_utc - moment(now_us)).days


def _subject(common_name: str) -> x509.Name:
    # RFC 5280 appendix A bounds a common name to 64 characters.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64])])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now_us: int, days: int
) -> x509.CertificateBuilder:
    now = moment(now_us)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATE)
        .not_valid_after(now + timedelta(days=days))
    )


def _as_authority(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    path_length: int,
) -> x509.CertificateBuilder:
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(certificate_sign=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_authority_key(issuer_key), critical=False)
    )


def _authority_key(issuer_key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())


def _usage(*, digital_signature: bool = False, certificate_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=certificate_sign,
        crl_sign=certificate_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )

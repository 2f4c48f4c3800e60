"""Whether the collector can be reached: its name, the way there, and the certificate it shows."""

import base64
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from agent.doctor.finding import Finding, Level
from protocol.enrolment import SiteBundle
from protocol.phrases import say
from protocol.reasons import reason


def reaching(site: SiteBundle, timeout_s: float) -> Iterator[Finding]:
    """Name, route, certificate, in this order; ends with the first that is wrong, as the others cannot be asked."""
    address = urlsplit(site.url)
    host, port = address.hostname or "", address.port or 443
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        yield Finding(
            "name",
            Level.WRONG,
            say("the collector's name {host} cannot be resolved: {reason}", host=host, reason=_why(error)),
            say("check the name server, or /etc/hosts"),
        )
        return
    yield Finding("name", Level.WELL, say("the collector's name {host} is known", host=host))
    try:
        connection = socket.create_connection((host, port), timeout_s)
    except OSError as error:
        yield Finding(
            "route",
            Level.WRONG,
            say("no way to {host}:{port}: {reason}", host=host, port=port, reason=reason(error)),
            say("check cable, address and gateway; ask whether a firewall lets TCP port {port} through", port=port),
        )
        return
    with connection:
        yield Finding("route", Level.WELL, say("{host}:{port} can be reached", host=host, port=port))
        yield _certificate(connection, host, site)


def _certificate(connection: socket.socket, host: str, site: SiteBundle) -> Finding:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        for root in site.ca_certificates:
            context.load_verify_locations(cadata=base64.b64decode(root))
        with context.wrap_socket(connection, server_hostname=host):
            return Finding("certificate", Level.WELL, say("the collector's certificate is right"))
    except (OSError, ValueError) as error:
        return Finding(
            "certificate",
            Level.WRONG,
            say("the collector's certificate is not accepted: {reason}", reason=reason(error)),
            say("check this PC's clock; if it is right, ask for a new site bundle"),
        )


def _why(error: OSError | UnicodeError) -> str:
    return reason(error) if isinstance(error, OSError) else say("it is no name")

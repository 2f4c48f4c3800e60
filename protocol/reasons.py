"""What the system and the standard library say when something fails, as sentences that can be translated."""

import re

from protocol.phrases import Phrase, say

_NUMBER = re.compile(r"\[Errno -?\d+\] ")
_TLS = re.compile(r"\A\[[A-Z_0-9]+(?:: [A-Z_0-9]+)?\] | \(_ssl\.c:\d+\)\Z")
_HOST = re.compile(r"Hostname mismatch, certificate is not valid for '(?P<host>[^']*)'\.?\Z")
_PLACE = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z", re.DOTALL)

KNOWN = (
    # the C library, by strerror(3)
    say("No such file or directory"),
    say("Permission denied"),
    say("Operation not permitted"),
    say("Is a directory"),
    say("Not a directory"),
    say("File exists"),
    say("File name too long"),
    say("No space left on device"),
    say("Read-only file system"),
    say("Input/output error"),
    say("Address already in use"),
    say("Cannot assign requested address"),
    say("Connection refused"),
    say("Connection reset by peer"),
    say("Connection timed out"),
    say("Network is unreachable"),
    say("No route to host"),
    # the resolver, by getaddrinfo(3)
    say("Name or service not known"),
    say("Temporary failure in name resolution"),
    say("No address associated with hostname"),
    # http.client, httpx, ssl
    say("timed out"),
    say("Server disconnected without sending a response."),
    say("Remote end closed connection without response"),
    say("self-signed certificate"),
    say("self-signed certificate in certificate chain"),
    say("unable to get local issuer certificate"),
    say("certificate has expired"),
    say("certificate is not yet valid"),
    # sqlite3
    say("database is locked"),
    say("database or disk is full"),
    say("disk I/O error"),
    say("attempt to write a readonly database"),
    say("unable to open database file"),
    say("file is not a database"),
    say("database disk image is malformed"),
    # tomllib
    say("Invalid value"),
    say("Invalid statement"),
    say("Invalid initial character for a key part"),
    say("Invalid date or datetime"),
    say("Expected '=' after a key in a key/value pair"),
    say("Expected ']' at the end of a table declaration"),
    say("Expected newline or end of document after a statement"),
    say("Cannot overwrite a value"),
    say("Unclosed array"),
    say("Unclosed inline table"),
    say("Unterminated string"),
)
"""Their sentences that people meet most; any other is shown as it is."""


def reason(error: Exception) -> Phrase:
    """Why it failed, without the error's number and the place in the library's source."""
    text = _NUMBER.sub("", getattr(error, "strerror", None) or str(error), count=1)
    said = _TLS.sub("", text).removeprefix("certificate verify failed: ")
    if mismatch := _HOST.match(said):
        return say("certificate is not valid for {host}", host=mismatch["host"])
    return Phrase(said or type(error).__name__)


def not_toml(error: Exception) -> Phrase:
    """What tomllib says, with the place in the text."""
    found = _PLACE.match(str(error))
    if found is None:
        return say("is not TOML: {error}", error=Phrase(str(error)))
    said = Phrase(found["said"])
    if found["line"] is None:
        return say("is not TOML: {error} (at the end)", error=said)
    return say(
        "is not TOML: {error} (line {line}, column {column})", error=said, line=found["line"], column=found["column"]
    )

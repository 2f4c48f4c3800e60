"""The programs the site is made of, as Debian has them."""

import shutil

from tests.support.laboratory import why_no_namespaces

_PACKAGE_OF = {
    "bridge": "iproute2",
    "dnsmasq": "dnsmasq-base",
    "keepalived": "keepalived",
    "nft": "nftables",
    "radvd": "radvd",
    "udhcpc": "udhcpc",
}


def why_no_site() -> str | None:
    """Which program is missing, in one sentence; None when the site can be built."""
    for program, package in _PACKAGE_OF.items():
        if shutil.which(program) is None:
            return f"the command `{program}` is missing (Debian package {package})"
    return why_no_namespaces()

"""Telling the service manager how we are (sd_notify(3))."""

import socket


class Notifier:
    """Without a socket to tell, it does nothing; a service manager that is gone is no reason to stop."""

    def __init__(self, address: str | None) -> None:
        self._address = "\0" + address[1:] if address and address.startswith("@") else address

    def tell(self, *states: str) -> None:
        """Sends assignments like READY=1, WATCHDOG=1, STATUS=text."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as messenger:
                messenger.connect(self._address)
                messenger.sendall("\n".join(states).encode())
        except OSError:
            return

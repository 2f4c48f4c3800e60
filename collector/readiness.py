"""What the service tells systemd: ready, stopping, and that it is alive (sd_notify(3))."""

import socket


class Readiness:
    """Sends to the socket named by NOTIFY_SOCKET; does nothing where there is none."""

    def __init__(self, address: str | None) -> None:
        # systemd writes an abstract socket's leading NUL as @.
        self._address = f"\0{address[1:]}" if address and address.startswith("@") else address

    def tell(self, *states: str) -> None:
        """For instance `READY=1`, `STOPPING=1`, `WATCHDOG=1`, `STATUS=…`; a supervisor that is gone is no matter."""
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            try:
                sender.connect(self._address)
                sender.sendall("\n".join(states).encode())
            except OSError:
                return

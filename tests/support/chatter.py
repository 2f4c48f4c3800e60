"""What an office machine's programs do all day: `python -m tests.support.chatter eth0 SEED TARGET...`.

Sends a datagram to one target after the other. Before some the kernel's neighbour entry is dropped, so that it asks
again by broadcast, as after the minutes of idleness that a short test does not have.
"""

import contextlib
import random
import socket
import subprocess
import sys
import time


def main(interface: str, seed: str, targets: list[str]) -> None:
    order = random.Random(seed)
    while True:
        target = order.choice(targets)
        if order.random() < 0.5:
            forget = ["ip", "neighbour", "del", target, "dev", interface]
            subprocess.run(forget, stderr=subprocess.DEVNULL, check=False)
        family = socket.AF_INET6 if ":" in target else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as sender, contextlib.suppress(OSError):
            sender.sendto(b"hello", (target, 9))
        time.sleep(order.uniform(0.5, 2.5))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

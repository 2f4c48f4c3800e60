"""Plays scenarios in the guest: `python3 -m tests.lab.inside.stage PORT`.

{"enter": NAME, "with": {…}} → {"at_us": NUMBER, "done_us": NUMBER}; {"leave": N} undoes the last N acts (0: all);
{"time": true} → {"now_us": NUMBER}; {"shape": true} → {"shape": […]}, what the next scenario must find unchanged.
"""

import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from tests.lab.inside.acts import ACTS
from tests.lab.inside.channel import Port
from tests.lab.inside.framing import Message
from tests.lab.inside.shell import SceneFailed, now_us, sh

_SHAPE = (
    "ls /sys/class/net /sys/class/ieee80211 /sys/class/rfkill 2>/dev/null; ls /sys/bus/usb/devices | grep -v : ; "
    "ip netns list; nft list ruleset; sysctl -n net.ipv4.ip_forward; ip -o addr show scope global | awk '{print $2,$4}'"
)


class Stage:
    def __init__(self) -> None:
        self._entered: list[AbstractContextManager[int]] = []

    def answer(self, request: Message) -> Message:
        """Raises SceneFailed and what acts raise."""
        if "enter" in request:
            act = ACTS[request["enter"]](**request.get("with", {}))
            moment = act.__enter__()
            self._entered.append(act)
            return {"at_us": moment, "done_us": now_us()}
        if "leave" in request:
            return self._leave(request["leave"] or len(self._entered))
        if "shape" in request:
            return {"shape": sh(_SHAPE).splitlines()}
        return {"now_us": now_us()}

    def _leave(self, count: int) -> Message:
        moment = now_us()
        for _ in range(count):
            self._entered.pop().__exit__(None, None, None)
        return {"at_us": moment, "done_us": now_us()}


def main(path: Path) -> None:
    port, stage = Port(path), Stage()
    while True:
        for request in port.messages():
            if "sync" in request:
                port.send({"sync": request["sync"]})
                continue
            try:
                port.send(stage.answer(request))
            except (SceneFailed, OSError, KeyError, TypeError, subprocess.SubprocessError) as error:
                port.send({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""`python3 -m tests.lab.capture FOLDER`: nl80211's own bytes from the guest, as fixtures for the agent's parsers."""

import base64
import json
import sys
from pathlib import Path

from tests.lab import resident
from tests.lab.building.image import build
from tests.lab.machine.guest import guest
from tests.lab.playing import Stage
from tests.lab.scenarios.scenario import act

_SCENE = (
    act("access-point"),
    act("radio", name="card0", netdev="wlan0"),
    act("station", netdev="wlan0"),
    act("radio", name="card1", netdev="wlan1"),
    act("hotspot", netdev="wlan1"),
    act("client"),
    act("radio", name="card2", netdev="wlan2", p2p=True),
    act(
        "shell", do="iw phy card2 interface add p2p0 type __p2pdev; iw dev wlan2 set type monitor; ip link set wlan2 up"
    ),
)


def capture(folder: Path) -> list[Path]:
    """Plays a station, a hotspot with a client, a monitor and a P2P device; writes one file a dump."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with guest(build()) as running:
        resident.install(running)
        stage = Stage(running)
        for each in _SCENE:
            stage.play(each)
        command = ["python3", "-m", "tests.lab.inside.nl80211_dump", "wlan0", "wlan1"]
        told = json.loads(running.run(*command, environment={"PYTHONPATH": resident.PLACE}).out)
        stage.close()
    for name, content in told.items():
        if not content:
            continue
        path = folder / f"{name}.bin"
        path.write_bytes(base64.b64decode(content))
        written.append(path)
    return written


if __name__ == "__main__":
    for path in capture(Path(sys.argv[1])):
        print(path, path.stat().st_size)

"""A clock that stands still until it is told to move."""

from dataclasses import dataclass

START_WALL_US = 1_767_225_600_000_000


@dataclass
class FakeClock:
    wall: int = START_WALL_US
    boot: int = 100_000_000
    busy: int = 0

    def wall_us(self) -> int:
        return self.wall

    def boot_us(self) -> int:
        return self.boot

    def busy_us(self) -> int:
        return self.busy

    def advance(self, seconds: float) -> None:
        self.wall += int(seconds * 1_000_000)
        self.boot += int(seconds * 1_000_000)

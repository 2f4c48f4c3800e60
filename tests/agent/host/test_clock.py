import time

from agent.host.clock import SystemClock


def test_wall_clock_is_microseconds_since_1970() -> None:
    before = time.time_ns() // 1000
    now = SystemClock().wall_us()
    after = time.time_ns() // 1000

    assert before <= now <= after


def test_boot_clock_agrees_with_the_kernels_uptime() -> None:
    clock = SystemClock()
    before = clock.boot_us()
    with open("/proc/uptime", encoding="ascii") as uptime:
        told = float(uptime.read().split()[0]) * 1_000_000

    assert before - 10_000 <= told <= clock.boot_us()

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


def test_busy_time_grows_with_work_and_not_with_waiting() -> None:
    clock = SystemClock()
    began = clock.busy_us()
    while clock.busy_us() < began + 5_000:
        sum(range(1000))
    worked, waited_from = clock.busy_us(), time.monotonic()
    time.sleep(0.5)

    assert clock.busy_us() - worked < (time.monotonic() - waited_from) * 1_000_000

"""A classic BPF machine (linux/filter.h), so that a filter can be judged without a socket."""

from collections.abc import Sequence

from agent.host.packet_socket import Instruction

_SIZES = {0x00: 4, 0x08: 2, 0x10: 1}


def accepted(program: Sequence[Instruction], frame: bytes) -> int:
    """How many octets of the frame the program keeps; 0: none. Raises AssertionError for what cBPF does not have."""
    accumulator = index = place = 0
    scratch: dict[int, int] = {}
    for _ in range(len(program)):
        code, jump_true, jump_false, k = program[place]
        place += 1
        if code in (0x20, 0x28, 0x30, 0x40, 0x48, 0x50):
            start, size = k + (index if code & 0x40 else 0), _SIZES[code & 0x18]
            if start + size > len(frame):
                return 0
            accumulator = int.from_bytes(frame[start : start + size])
        elif code in (0x15, 0x25, 0x35, 0x45):
            holds = {0x15: accumulator == k, 0x25: accumulator > k, 0x35: accumulator >= k, 0x45: accumulator & k}[code]
            place += jump_true if holds else jump_false
        elif code == 0x02:
            scratch[k] = accumulator
        elif code == 0x60:
            accumulator = scratch[k]
        elif code == 0x05:
            place += k
        elif code == 0x06:
            return k
        else:
            accumulator, index = _compute(code, k, accumulator, index)
    raise AssertionError("the program does not end")


def _compute(code: int, k: int, accumulator: int, index: int) -> tuple[int, int]:
    match code:
        case 0x01:
            return accumulator, k
        case 0x04:
            return accumulator + k, index
        case 0x07:
            return accumulator, accumulator
        case 0x0C:
            return accumulator + index, index
        case 0x54:
            return accumulator & k, index
        case 0x64:
            return accumulator << k, index
        case 0x87:
            return index, index
    raise AssertionError(f"instruction 0x{code:02x} is not in this machine")

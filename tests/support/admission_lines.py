"""Two lines of a list, fictional."""

from collector.admission.form import Line
from collector.ledger.admission_list import Entry, Why
from protocol.mac import MacAddress


def mac(last: int) -> MacAddress:
    return MacAddress(bytes.fromhex("00005e0053") + bytes([last]))


FIRST = Line(10, Entry(mac(1), Why.ADMITTED, "3714992026000001", ("10.37.12.21", "2001:db8::21")))
SECOND = Line(20, Entry(mac(0xFE), Why.INFRASTRUCTURE))
ENDED = Line(10, Entry(mac(1), Why.RETIRED, "3714992026000001"))

from dataclasses import replace
from ipaddress import ip_address

import pytest

from collector.errors import InvalidValue
from collector.ledger.adapter import Adapter, RegisteredAddress
from collector.ledger.custody import Custody
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import Registration, Terminal, TerminalType
from protocol.mac import MacAddress

DESKTOP = Terminal(unit_id="1" * 32, terminal_type=TerminalType.DESKTOP, status=Status.ADMITTED)
MAC = Adapter(mac=MacAddress.parse("00-00-5E-00-53-01"))
ADDRESS = RegisteredAddress(address=ip_address("10.37.12.21"))


def test_blank_fields_become_none() -> None:
    terminal = replace(DESKTOP, brand=" 联想 ", model=" ", hostname="").checked()

    assert (terminal.brand, terminal.model, terminal.hostname) == ("联想", None, None)


@pytest.mark.parametrize("kind", [TerminalType.PRINTER, TerminalType.CAMERA, TerminalType.NETWORK_DEVICE])
def test_no_agent_is_expected_where_none_can_run(kind: TerminalType) -> None:
    with pytest.raises(InvalidValue, match="agent expected"):
        replace(DESKTOP, terminal_type=kind).checked()
    assert replace(DESKTOP, terminal_type=kind, agent_expected=False).checked().terminal_type is kind


@pytest.mark.parametrize("number", ["1", "37149920260000012", "371499202600000x", "３７１４９９２０２６００００１１"])
def test_a_registration_number_has_sixteen_digits(number: str) -> None:
    with pytest.raises(InvalidValue, match="registration number"):
        replace(DESKTOP, reg_no=number).checked()


def test_a_number_may_be_left_to_the_store() -> None:
    assert DESKTOP.checked().reg_no == ""
    assert replace(DESKTOP, reg_no="3714992026000001").checked().reg_no == "3714992026000001"


@pytest.mark.parametrize(
    ("status", "expires_us", "vouches"),
    [
        (Status.ADMITTED, None, True),
        (Status.CHANGING, None, True),
        (Status.ADMITTED, 101, True),
        (Status.ADMITTED, 100, False),
        (Status.APPROVED, None, False),
        (Status.SUSPENDED, None, False),
        (Status.RETIRED, None, False),
    ],
)
def test_only_what_is_admitted_and_not_expired_vouches(status: Status, expires_us: int | None, vouches: bool) -> None:
    assert replace(DESKTOP, status=status, expires_us=expires_us).vouches_at(100) is vouches


def test_a_registration_is_checked_whole() -> None:
    form = Registration(
        terminal=DESKTOP, custody=Custody(owner_id="2" * 32, room=" 0312 "), adapters=(MAC,), addresses=(ADDRESS,)
    )

    with pytest.raises(InvalidValue, match="MAC"):
        replace(form, adapters=(MAC, MAC)).checked()
    with pytest.raises(InvalidValue, match="IP"):
        replace(form, addresses=(ADDRESS, ADDRESS)).checked()
    with pytest.raises(InvalidValue, match="agent expected"):
        replace(form, terminal=replace(DESKTOP, terminal_type=TerminalType.PRINTER)).checked()
    assert form.checked().custody.room == "0312"

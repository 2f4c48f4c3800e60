import struct
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies

from tests.lab.inside import usb_descriptors as usb
from tests.lab.inside.usb_devices import BY_NAME


def descriptors(block: bytes) -> Iterator[bytes]:
    while block:
        assert 2 <= block[0] <= len(block), "a descriptor's length fits"
        yield block[: block[0]]
        block = block[block[0] :]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_configuration_of_every_device_is_well_formed(name: str) -> None:
    played = BY_NAME[name]()

    head, *rest = descriptors(played.configuration)
    interfaces = [item for item in rest if item[1] == 4]

    assert struct.unpack_from("<H", head, 2)[0] == len(played.configuration)
    assert head[4] == len({item[2] for item in interfaces})
    assert sum(item[4] for item in interfaces) == len([item for item in rest if item[1] == 5])


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_device_descriptor_names_its_ids(name: str) -> None:
    played = BY_NAME[name]()

    assert len(played.device) == played.device[0] == 18
    assert struct.unpack_from("<HH", played.device, 8) == played.ids


def test_android_phone_shows_the_class_of_wireless_rndis() -> None:
    configuration = BY_NAME["android-phone"]().configuration

    control = next(item for item in descriptors(configuration) if item[1] == 4)
    assert tuple(control[5:8]) == (0xE0, 1, 3)


@given(strategies.text(alphabet=strategies.characters(exclude_categories=["Cs"]), max_size=300))
def test_string_descriptor_never_outgrows_its_length(content: str) -> None:
    packed = usb.string(content)

    assert packed[0] == len(packed) <= 254

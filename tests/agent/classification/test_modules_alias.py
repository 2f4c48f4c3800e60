import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.classification.hardware import Hardware, of_modalias
from agent.classification.modules_alias import (
    MOST_CLAIMS,
    Asked,
    aliases,
    blocks,
    builtin_aliases,
    builtin_paths,
    module_paths,
)
from agent.errors import CouldNotLook

STICK = "usb:v0BDAp8179d0000dc00dsc00dp00icFFiscFFipFFin00"
NAMES = (
    STICK,
    "usb:v0BDAp8179d0200dc00dsc00dp00icE0isc01ip01in01",
    "usb:v18D1p4EE3d0510dcEFdsc02dp01icE0isc01ip03in00",
    "pci:v00008086d0000104Fsv00008086sd00000010bc02sc80i00",
    "pci:v000014E4d00004331sv0000106Bsd000000D6bc02sc80i00",
    "sdio:c07v02D0dA9A6",
)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A name with stretches of what follows the bus replaced by wild cards, as file2alias.c and worse would."""
    bus, _, rest = draw(st.sampled_from(NAMES)).partition(":")
    pieces = []
    place = 0
    while place < len(rest):
        length = draw(st.integers(1, 9))
        piece = rest[place : place + length]
        wild = st.sampled_from(["*", "?" * len(piece), f"[{piece[0]}-{piece[0]}]{piece[1:]}", "[0-9]", "*?", "[!Z]*"])
        pieces.append(draw(st.one_of(st.just(piece), st.just(piece), wild)))
        place += length
    return f"{bus}:{''.join(pieces)}{draw(st.sampled_from(['', '', '*', 'X']))}"


@given(st.lists(patterns(), max_size=12), st.sampled_from(NAMES))
def test_reader_finds_what_fnmatch_finds(written: list[str], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "modules.alias"
        file.write_text("".join(f"alias {pattern} m{n}\n" for n, pattern in enumerate(written)), encoding="ascii")
        found = list(aliases(file, Asked(of_modalias(name))))

    assert found == [(pattern, f"m{n}") for n, pattern in enumerate(written) if fnmatchcase(name, pattern)]


def write(folder: Path, text: bytes) -> Path:
    file = folder / "modules.alias"
    file.write_bytes(text)
    return file


def test_ids_alone_find_every_line_of_theirs(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        b"# comment\nalias usb:v0BDAp8179d*dc*dsc*dp*icE0isc01ip01in* btusb\nalias usb:v0BDAp817Ad* other\n"
        b"alias usb:v0BDAp8179d*dc*dsc*dp*ic*isc*ip*in* r8188eu\nalias usb:v*p*d*dc*dsc*dp*ic08isc06ip50in* uas\n",
    )

    assert [module for _, module in aliases(file, Asked(Hardware("usb", "0bda", "8179")))] == ["btusb", "r8188eu"]


def test_bus_without_ids_is_asked_by_name_only(tmp_path: Path) -> None:
    file = write(tmp_path, b"alias virtio:d00000001v* virtio-net\nalias virtio:d00000002v* virtio_blk\n")

    assert list(aliases(file, Asked(of_modalias("virtio:d00000001v00001AF4")))) == [
        ("virtio:d00000001v*", "virtio-net")
    ]
    assert list(aliases(file, Asked(Hardware("virtio")))) == []


def test_dash_and_underscore_are_the_same(tmp_path: Path) -> None:
    file = write(tmp_path, b"alias platform:mac80211-hwsim mac80211_hwsim\n")

    assert list(aliases(file, Asked(of_modalias("platform:mac80211_hwsim")))) != []


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n\n",
        b"\xff\xfe\0\0" * 1000,
        b"alias " + b"u" * 300_000 + b"\nalias usb:v0BDAp8179d* r8188eu\n",
        b"alias usb:v0BDAp8179d*" + b"*" * 5000 + b" x\nalias usb:v0BDAp8179d* r8188eu\n",
        b"alias usb:v0BDAp8179d* " + b"m" * 5000 + b"\nalias usb:v0BDAp8179d* r8188eu",
        b"alias usb:v0BDAp8179d*\nr8188eu\n",
        b"alias usb:v0BDAp8179\xff* r8188eu\n",
    ],
)
def test_broken_table_is_read_as_far_as_it_goes(tmp_path: Path, text: bytes) -> None:
    found = list(aliases(write(tmp_path, text), Asked(of_modalias(STICK))))

    assert found in ([], [("usb:v0BDAp8179d*", "r8188eu")])
    assert bool(found) == text.rstrip(b"\n").endswith(b"d* r8188eu")


def test_number_of_claims_is_bounded(tmp_path: Path) -> None:
    file = write(tmp_path, b"alias usb:v0BDAp8179d* x\n" * (2 * MOST_CLAIMS))

    assert len(list(aliases(file, Asked(of_modalias(STICK))))) == MOST_CLAIMS


@given(st.text(max_size=600))
def test_any_modalias_can_be_asked(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), b"alias usb:v0BDAp8179d* r8188eu\n")

        assert list(aliases(file, Asked(of_modalias(text)))) == []


@given(st.binary(max_size=500), st.integers(1, 5))
def test_blocks_lose_nothing(content: bytes, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder), (content.replace(b"\n", b".") + b"\n") * times * 40)
        read = b"".join(blocks(file, b"\n"))

        assert read == file.read_bytes()


def test_missing_table_is_a_question_that_could_not_be_asked(tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match=r"modules\.alias: No such file or directory"):
        list(aliases(tmp_path / "modules.alias", Asked(of_modalias(STICK))))


def test_builtin_modules_are_found_with_their_place(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        b"fuse.alias=devname:fuse\0fuse.file=fs/fuse/fuse\0iwlwifi.alias=pci:v00008086d0000104Fsv*sd*bc*sc*i*\0"
        b"iwlwifi.file=drivers/net/wireless/intel/iwlwifi/iwlwifi\0",
    )

    assert list(builtin_aliases(file, Asked(of_modalias(NAMES[3])))) == [
        ("pci:v00008086d0000104Fsv*sd*bc*sc*i*", "iwlwifi")
    ]
    assert builtin_paths(file, ["iwlwifi", "wifi", "nothing", "a.b|c"]) == {
        "iwlwifi": "drivers/net/wireless/intel/iwlwifi/iwlwifi"
    }


def test_place_of_a_module_is_its_own_line(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        b"kernel/drivers/net/usb/rndis_host.ko.xz: kernel/drivers/net/usb/usbnet.ko.xz\n"
        b"kernel/drivers/net/usb/usbnet.ko.xz:\nkernel/drivers/usb/storage/usb-storage.ko:\n",
    )

    assert module_paths(file, ["usbnet", "usb_storage", "lost"]) == {
        "usbnet": "kernel/drivers/net/usb/usbnet.ko.xz",
        "usb_storage": "kernel/drivers/usb/storage/usb-storage.ko",
    }

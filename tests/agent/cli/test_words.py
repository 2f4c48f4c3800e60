import pytest

from agent.cli.language import catalogue
from agent.cli.words import word
from protocol.observations import AdapterKind, AntivirusState, DeviceKind, TranslationKind


@pytest.mark.parametrize("code", [*AdapterKind, *DeviceKind, *AntivirusState, *TranslationKind])
def test_every_kind_has_a_chinese_word(code: str) -> None:
    said = word(code, catalogue("zh_CN").gettext)

    assert any("\u4e00" <= letter <= "\u9fff" for letter in said) or code in ("wifi", "ppp", "ieee802154", "snat")


def test_a_code_that_is_no_word_is_said_as_it_is() -> None:
    assert word("iftype-99", catalogue("zh_CN").gettext) == "iftype-99"
    assert word("usb-tether", str) == "usb-tether"

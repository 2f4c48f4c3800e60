"""Makers of home routers, by the beginnings of the names under which IEEE lists their blocks. Pure.

Who also makes what offices are built of (Huawei, H3C, ZTE, Ruijie, ASUSTek) is not listed: their name says nothing.
"""

from collections.abc import Iterable

HOME_MAKERS = (
    "TP-Link",
    "Mercury Communication",
    "Shenzhen Mercury Communication",
    "Mercusys",
    "Tenda",
    "Shen Zhen Tenda",
    "Shenzhen Tenda",
    "Shenzhen Fast Technologies",
    "Xiaomi",
    "Beijing Xiaomi",
    "Qihoo",
    "Shenzhen Qihoo",
    "Phicomm",
    "Shanghai Feixun",
    "HiWiFi",
    "Netcore",
    "Zioncom",
    "Oray.com",
    "GL Technologies",
    "GL Tech",
    "Huawei Device",
    "D-Link",
    "Netgear",
    "Linksys",
    "Cisco-Linksys",
    "The Linksys",
    "Buffalo",
    "EFM Networks",
    "Shenzhen Tozed",
    "Tozed",
)
_BEGINNINGS = tuple(name.casefold() for name in HOME_MAKERS)


def is_home_maker(maker: str | None, more: Iterable[str] = ()) -> bool:
    """Whether that name, as the vendor table has it, is of a maker of home routers; `more`: a site's own additions."""
    if maker is None:
        return False
    return maker.casefold().startswith((*_BEGINNINGS, *(name.casefold() for name in more)))

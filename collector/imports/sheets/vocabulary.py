"""The words people use for a terminal's type, domain, mode and so on (domain.md §3.1; cases 31, 33, 34)."""

import difflib
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from collector.imports.sheets.said import NOTHING, Level, Said, Unusable, code
from collector.ledger import fields
from collector.ledger.life_cycle import Status
from collector.ledger.terminal import AccessDomain, AccessMethod, AccessMode, Importance, IpMode, TerminalType
from protocol.phrases import say

T = TypeVar("T", bound=StrEnum)

TYPES: dict[TerminalType, str] = {
    TerminalType.DESKTOP: (
        "台式机 台式计算机 台式电脑 台式 办公终端(台式) 台式微机 微机 PC PC机 台式终端 一体机 办公终端 办公电脑"
    ),
    TerminalType.LAPTOP: "便携机 笔记本 笔记本电脑 便携式计算机 便携式 便携 办公终端(便携) 手提电脑 便携电脑",
    TerminalType.THIN_CLIENT: "瘦客户机 瘦终端 云终端 云桌面终端 办公终端(瘦客户机)",
    TerminalType.VIRTUAL: "虚拟机 虚拟桌面 云桌面 虚拟终端 办公终端(虚拟)",
    TerminalType.MOBILE: "移动终端 平板 平板电脑 手机 PAD 移动警务终端",
    TerminalType.PRINTER: (
        "网络打印机 打印机 复印机 打印复印一体机 多功能一体机 打印一体机 激光打印机 物联网终端(打印机) 扫描仪"
    ),
    TerminalType.CAMERA: "摄像头 摄像机 网络摄像机 监控 监控摄像头 IPC 硬盘录像机 物联网终端(摄像头)",
    TerminalType.DOOR_ACCESS: "门禁 门禁机 门禁控制器 考勤机 人脸识别终端 物联网终端(门禁)",
    TerminalType.VIDEO_CONFERENCE: "视频会议终端 视频会议 会议终端 视频终端 物联网终端(视频会议)",
    TerminalType.SERVER: "服务器 机架服务器 塔式服务器",
    TerminalType.NETWORK_DEVICE: "网络设备 交换机 路由器 防火墙 无线AP 网关 光猫",
    TerminalType.OTHER: "其他 其它 自助终端 自助机 叫号机 大屏",
}
DOMAINS: dict[AccessDomain, str] = {
    AccessDomain.PUBLIC_SERVICE: "公共服务域 公共区 公共服务区 公用网络区 公共服务网络域",
    AccessDomain.ADMINISTRATIVE: "行政服务域 行政服务区 行政区 行政服务网络域 行政办公域",
    AccessDomain.INTERNET: "互联网 互联网区 互联网接入区 互联网域",
    AccessDomain.PRIVATE: "专网 专用网络 专用网络区 业务专网 部门专网",
}
MODES: dict[AccessMode, str] = {
    AccessMode.DEDICATED: "专机专用 专用 专机 仅政务外网",
    AccessMode.BY_TURNS: "分时接入 分时 分时切换",
    AccessMode.DUAL_APPROVED: "一机两用(已批) 一机两用 一机两用已批 一机两用(已审批)",
}
METHODS: dict[AccessMethod, str] = {
    AccessMethod.WIRED: "有线 有线接入 网线 有线网络",
    AccessMethod.APPROVED_WIRELESS: "授权无线 授权无线接入 无线(已授权) 无线 无线接入 WIFI",
    AccessMethod.VPN: "VPN VPN接入 安全接入平台",
    AccessMethod.PRIVATE_LINE: "专线 专线接入",
}
IP_MODES: dict[IpMode, str] = {
    IpMode.STATIC: "静态 静态IP 固定 固定IP 手动 手工 静态分配 手动配置",
    IpMode.DHCP: "DHCP 自动 自动获取 动态 动态获取 动态IP 动态分配",
}
ARCHITECTURES: dict[str, str] = {
    "x86_64": "X86_64 X86 X64 AMD64 X86-64 兆芯 海光 INTEL AMD 英特尔",
    "aarch64": "AARCH64 ARM ARM64 ARMV8 鲲鹏 飞腾 麒麟芯片",
    "loongarch64": "LOONGARCH64 LOONGARCH 龙芯",
    "mips64": "MIPS64 MIPS MIPS64EL",
    "sw_64": "SW_64 SW64 申威",
    "riscv64": "RISCV64 RISC-V RISCV",
}
IMPORTANCES: dict[Importance, str] = {
    Importance.ORDINARY: "一般 普通 低",
    Importance.IMPORTANT: "重要 中",
    Importance.CORE: "核心 关键 高",
}
STATUSES: dict[Status, str] = {
    Status.DRAFT: "草稿",
    Status.SUBMITTED: "已申请 待审核 待审批 申请中",
    Status.REVIEWED: "已审核",
    Status.APPROVED: "待入网 已审批 已批准",
    Status.ADMITTED: "在网 在用 使用中 正常 已入网 启用 在网使用",
    Status.CHANGING: "变更中",
    Status.SUSPENDED: "停用 已停用 暂停 闲置 停机",
    Status.RETIRED: "注销 已注销 报废 已报废 退网",
    Status.REJECTED: "驳回 已驳回",
    Status.WITHDRAWN: "撤回 已撤回",
}
_NOT_TERMINALS = re.compile(
    r"桌|椅|柜|沙发|空调|电话机|传真|碎纸|饮水|窗帘|UPS|^显示器|^键盘|^鼠标|^投影|^硬盘$|^U盘|音箱|耳机|车辆|^软件|许可"
)
_YES_WORDS = (
    "是 有 √ ✓ ✔ Y YES 1 TRUE 已安装 已装 安装 对 真 公用 共用 公共 多人 信创 国产 国产化 临时 已签 已签订 已签署"
)
_NO_WORDS = (
    "否 无 × ✕ ✗ X N NO 0 FALSE 未装 未安装 没有 错 假 专用 私用 个人 单人 非信创 非国产 长期 正式 未签 未签订 未签署"
)
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())

_SYSTEMS = (
    (re.compile(r"^(?:中标|银河|优)?麒麟(?:操作系统)?|^(?:ubuntu)?kylin(?:\s*os)?", re.IGNORECASE), "银河麒麟"),
    (re.compile(r"^(?:统信\s*(?:uos)?|uos)(?:操作系统)?", re.IGNORECASE), "统信UOS"),
    (re.compile(r"^(?:微软|microsoft)?\s*win(?:dows)?\s*(?=\d|xp|server)", re.IGNORECASE), "Windows "),
)
_KEPT_SYSTEMS = ("中标麒麟", "优麒麟", "UbuntuKylin")


def _table(words: Mapping[T, str]) -> dict[str, T]:
    table = {_folded(word): member for member, text in words.items() for word in text.split()}
    return table | {_folded(member.value): member for member in words}


def _folded(text: str) -> str:
    return code(text).replace(" ", "").upper()


_TYPE_WORDS, _DOMAIN_WORDS, _MODE_WORDS = _table(TYPES), _table(DOMAINS), _table(MODES)
_IMPORTANCE_WORDS, _STATUS_WORDS = _table(IMPORTANCES), _table(STATUSES)
_METHOD_WORDS, _IP_MODE_WORDS = _table(METHODS), _table(IP_MODES)
_ARCHITECTURE_WORDS = {_folded(word): name for name, text in ARCHITECTURES.items() for word in text.split()}


def heading_word(words: Mapping[T, str], member: T) -> str:
    """The word an export writes."""
    return words[member].split()[0]


def is_no_terminal(text: str) -> bool:
    """Whether a type names furniture, an accessory or software: rows of an asset list."""
    return _folded(text) not in _TYPE_WORDS and bool(_NOT_TERMINALS.search(code(text).upper()))


def terminal_type(said: Said) -> TerminalType | None:
    return _word(said, _TYPE_WORDS)


def domain(said: Said) -> AccessDomain | None:
    return _word(said, _DOMAIN_WORDS)


def mode(said: Said) -> AccessMode | None:
    return _word(said, _MODE_WORDS)


def method(said: Said) -> AccessMethod | None:
    return _word(said, _METHOD_WORDS)


def ip_mode(said: Said) -> IpMode | None:
    return _word(said, _IP_MODE_WORDS)


def architecture(said: Said) -> str | None:
    """As `uname -m` says it, where it is one that is known; any other as it stands."""
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    found = _ARCHITECTURE_WORDS.get(_folded(text))
    if found is not None and found != text:
        said.tell(Level.NOTE, say("written in the usual form"), suggestion=found)
    return fields.text("processor architecture", found or text, 32)


def antivirus(said: Said) -> str | bool | None:
    """The product; or, of a column that asks whether there is one, the answer."""
    text = said.without_status_hint()
    plain = _folded(text)
    if plain in _YES or plain in _NO:
        return plain in _YES
    return None if text in NOTHING else fields.text("antivirus", text, 64)


def importance(said: Said) -> Importance | None:
    return _word(said, _IMPORTANCE_WORDS)


def status(said: Said) -> Status | None:
    return _word(said, _STATUS_WORDS)


def yes_or_no(said: Said) -> bool | None:
    """None where nothing is said: blank is unknown, not 否. Raises Unusable."""
    plain = _folded(said.text)
    if plain in _YES or plain in _NO:
        return plain in _YES
    if said.text in NOTHING or plain in ("不适用", "未知"):
        return None
    raise Unusable("is neither yes nor no", "write 是 or 否")


def _word(said: Said, table: Mapping[str, T]) -> T | None:
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    plain = _folded(text)
    if plain in table:
        return table[plain]
    near = difflib.get_close_matches(plain, list(table), n=1, cutoff=0.5)
    known = "、".join(
        dict.fromkeys(next(word for word, found in table.items() if found is member) for member in table.values())
    )
    raise Unusable("is no word of the vocabulary", say("one of {words}", words=known), near[0] if near else None)


def system(said: Said) -> str | None:
    """An operating system's name, its family written one way; the rest as it stands."""
    text = said.without_status_hint()
    if text in NOTHING:
        return None
    for family, usual in _SYSTEMS:
        if not text.startswith(_KEPT_SYSTEMS) and (found := family.match(text)) is not None:
            rest = text[found.end() :].strip() if usual.endswith(" ") else text[found.end() :]
            written = f"{usual}{rest}".strip()
            if written != text:
                said.tell(Level.NOTE, say("written in the usual form"), suggestion=written)
            return written
    return text

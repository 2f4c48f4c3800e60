"""docs/probes.md, from the probes and the schema that bounds what they may say. scripts/reference writes it."""

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, Final, Literal

from agent.cli.collected import published
from agent.cli.command import Invocation
from agent.cli.language import catalogue
from agent.host.netlink.events import Wake
from agent.probes.probe import Probe
from protocol.observations import OBSERVATION_TYPES

Language = Literal["en", "zh"]

_LOCALES: Final = {"en": "en", "zh": "zh_CN"}
_NAMES: Final = {kind: name for name, kind in OBSERVATION_TYPES.items()}
_WORDS: Final = {
    "en": {
        "title": "# Probes, and everything an agent can say",
        "intro": "Made by `scripts/reference` from `agent/probes/` and `protocol/observations/`; do not edit. "
        "[中文](probes.zh-CN.md)\n\n"
        "A probe answers one question about this PC. Kernel events wake it, the slow timer (ten minutes, or what "
        "policy says) asks all of them, and the daily inventory says everything again. Each answer begins with "
        "`looked`: *seen*, *nothing here*, or *could not look* and why; what could not be seen is never read as "
        "*none*. `mingce-agent once` asks all probes now and prints the answers, `mingce-agent collected` prints the "
        "second part of this page: a field that is not here cannot be sent.",
        "probes": "## Probes",
        "woken": "Kernel events that wake it",
        "rests": "at most every {} s because of events",
        "says": "Says",
        "observations": "## Observations",
        "elsewhere": "While the PC is attached to no declared segment, addresses, routes, resolvers, neighbours and "
        "all that is heard stay on the PC, and a `wireless-device` loses SSID, BSSID and frequency "
        "(`agent/privacy.py`).",
        "head": "| field | meaning | bound | source |",
        "by": "Said by",
        "agent": "the agent itself, or its listening",
        "none": "none: the slow timer and the daily inventory",
    },
    "zh": {
        "title": "# 探针，以及客户端可能说出的全部内容",
        "intro": "由 `scripts/reference` 根据 `agent/probes/` 和 `protocol/observations/` 生成，请勿手改。"
        "[English](probes.md)\n\n"
        "一个探针回答一个关于本机的问题。内核事件唤醒相关探针；慢定时器（十分钟，或按策略）询问全部探针；"
        "每日清点重新报告一切。每个回答以 `looked` 开头：“已看到”“没有”或“无法查看”及原因；看不到绝不当作“没有”。"
        "`mingce-agent once` 立即询问全部探针并打印；`mingce-agent collected` 打印本页第二部分："
        "这里没有的字段就不可能被发送。",
        "probes": "## 探针",
        "woken": "唤醒它的内核事件",
        "rests": "由事件引起的查看至多每 {} 秒一次",
        "says": "报告",
        "observations": "## 观测",
        "elsewhere": "本机未接入任何已声明网段时，地址、路由、解析器、邻居和监听到的一切都留在本机，"
        "`wireless-device` 去掉 SSID、BSSID 和频率（`agent/privacy.py`）。",
        "head": "| 字段 | 含义 | 上限 | 来源 |",
        "by": "来自",
        "agent": "客户端自身或其监听",
        "none": "无：由慢定时器和每日清点查看",
    },
}
_EVENTS: Final = {
    Wake.LINKS: {"en": "links", "zh": "接口"},
    Wake.ADDRESSES: {"en": "addresses", "zh": "地址"},
    Wake.ROUTES: {"en": "routes", "zh": "路由"},
    Wake.NEIGHBOURS: {"en": "neighbours", "zh": "邻居表"},
    Wake.WIRELESS: {"en": "wireless", "zh": "无线"},
    Wake.DEVICES: {"en": "devices", "zh": "设备"},
    Wake.FORWARDING: {"en": "forwarding", "zh": "转发设置"},
    Wake.FIREWALL: {"en": "firewall", "zh": "防火墙规则"},
}


def page(probes: Iterable[Probe], language: Language) -> str:
    """The whole page as Markdown."""
    words = _WORDS[language]
    asked = tuple(probes)
    call = Invocation(SimpleNamespace(), catalogue(_LOCALES[language]).gettext, _LOCALES[language])
    blocks = [words["title"], words["intro"], words["probes"]]
    blocks += [_probe(probe, call, language) for probe in asked]
    blocks += [words["observations"], words["elsewhere"]]
    owners = {_NAMES[kind]: probe.name for probe in asked for kind in probe.observes}
    for name, described in published(call).items():
        blocks.append("\n".join(_observation(name, described, owners.get(name), words)))
    return "\n\n".join(blocks) + "\n"


def _probe(probe: Probe, call: Invocation, language: Language) -> str:
    words = _WORDS[language]
    woken = ", ".join(_EVENTS[wake][language] for wake in Wake if wake in probe.woken_by) or words["none"]
    if probe.rests_ms:
        woken += "; " + words["rests"].format(f"{probe.rests_ms / 1000:g}")
    says = ", ".join(f"[`{_NAMES[kind]}`](#{_NAMES[kind]})" for kind in probe.observes)
    title = call.translate(probe.title)
    return f"### {title} · `{probe.name}`\n\n- {words['says']}: {says}\n- {words['woken']}: {woken}"


def _observation(name: str, described: dict[str, Any], owner: str | None, words: dict[str, str]) -> Iterator[str]:
    yield f"### {name}"
    yield ""
    if described["about"]:
        yield described["about"]
        yield ""
    yield f"{words['by']}: " + (f"`{owner}`" if owner else words["agent"])
    yield ""
    yield words["head"]
    yield "|---|---|---|---|"
    for line in described["fields"]:
        yield f"| `{line['field']}` | {_cell(line['says'])} | {line['bound']} | {_cell(line['source'])} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

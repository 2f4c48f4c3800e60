"""docs/rules.md, from the rules themselves."""

from collections.abc import Sequence
from typing import Literal

from collector.rules.rule import Rule, tunables

Language = Literal["en", "zh"]

_WORDS = {
    "en": {
        "title": "# Rules",
        "intro": "Made by `scripts/reference` from `collector/rules/`; do not edit. One file each; adding one is "
        "that file, a line in `ALL_RULES` and a test. [中文](rules.zh-CN.md)\n\n"
        "*Suspected* is stored and shown; *confirmed* is notified, once an episode.",
        "severity": "Highest severity",
        "opinion": "Requirements served",
        "protection": "GB/T 22239-2019",
        "law": "Cybersecurity law, article of 2017 (now)",
        "tunables": "Tunables",
        "none": "none",
    },
    "zh": {
        "title": "# 检测规则",
        "intro": "由 `scripts/reference` 根据 `collector/rules/` 生成,请勿手改。每条规则一个文件;新增一条 = 该文件、"
        "`ALL_RULES` 中一行、一个测试。[English](rules.md)\n\n"
        "*疑似*:存储并显示;*确认*:每次事件只通知一次。",
        "severity": "最高级别",
        "opinion": "对应意见要求",
        "protection": "等保 2.0(GB/T 22239-2019)",
        "law": "网络安全法条款:2017(2026 起)",
        "tunables": "可调参数",
        "none": "无",
    },
}
_SEVERITIES_ZH = {"info": "提示", "low": "低", "medium": "中", "high": "高", "critical": "严重"}


def page(rules: Sequence[Rule], language: Language) -> str:
    """The whole page as Markdown."""
    words = _WORDS[language]
    return "\n".join([words["title"], "", words["intro"], "", *(_section(rule, language) for rule in rules)])


def _section(rule: Rule, language: Language) -> str:
    words = _WORDS[language]
    severity = rule.severity.word if language == "en" else _SEVERITIES_ZH[rule.severity.word]
    law = ", ".join(f"{old} ({new})" for old, new in rule.clauses.law) or words["none"]
    rows = [
        f"## {rule.title_en if language == 'en' else rule.title_zh} · `{rule.id}`",
        "",
        rule.says_en if language == "en" else rule.says_zh,
        "",
        f"- {words['severity']}: {severity}",
        f"- {words['opinion']}: {', '.join(rule.clauses.opinion)}",
        f"- {words['protection']}: {', '.join(rule.clauses.classified_protection)}",
        f"- {words['law']}: {law}",
    ]
    values = tunables(rule)
    rows.append(f"- {words['tunables']}: {words['none'] if not values else ''}".rstrip())
    rows += [f"  - `{one.name}` = {_shown(one.value)}: {getattr(one.says, language)}" for one in values]
    return "\n".join([*rows, ""])


def _shown(value: int | bool | tuple[int, ...]) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)

"""Several people's accounts in use on a PC that the ledger gives to one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from collector.presence.interval import DAY_US
from collector.rules import posture
from collector.rules.facts import AgentFacts
from collector.rules.finding import Conclusion, Severity
from collector.rules.rule import Clauses, Tunable
from protocol.observations import LocalAccount

_PROBE = "accounts"
_FIRST_PERSON, _NOBODY = 1000, 65_534


@dataclass(frozen=True, slots=True)
class SharedOsAccounts:
    """Accounts of services and of root are nobody's own; a terminal registered as shared (公用) is not asked."""

    within_days: Annotated[int, Tunable("统计最近多少天内的登录。", "Log-ins of this many last days count.")] = 30
    notifies: Annotated[bool, Tunable("是否也发通知(默认只列出)。", "Also notify; by default it is listed only.")] = (
        False
    )

    id: ClassVar[str] = "shared-os-accounts"
    title_zh: ClassVar[str] = "专用终端上多个账户登录"
    title_en: ClassVar[str] = "Several accounts in use on one person's PC"
    says_zh: ClassVar[str] = "台账登记为一人使用的终端,近期有多个操作系统账户登录(帐号多人混用的线索)。"
    says_en: ClassVar[str] = (
        "On a PC that the ledger gives to one person, several accounts of the operating system logged in lately: "
        "a sign that people share it."
    )
    severity: ClassVar[Severity] = Severity.LOW
    clauses: ClassVar[Clauses] = Clauses(("R29",), ("8.1.4.2",))
    about: ClassVar[type] = AgentFacts

    def judge(self, facts: AgentFacts) -> Iterator[Conclusion]:
        if not posture.is_asked(facts, _PROBE):
            return
        since_us = facts.now_us - self.within_days * DAY_US
        names = sorted(
            one.name
            for one in facts.of(LocalAccount)
            if (one.uid is None or _FIRST_PERSON <= one.uid < _NOBODY) and (one.last_login_us or 0) >= since_us
        )
        if len(names) > 1 and facts.terminal is not None and not facts.terminal.is_shared:
            severity = posture.listed(self.severity, self.notifies)
            yield posture.finding(self.id, facts, severity, {"accounts": [*names]})
        else:
            yield posture.settled(self.id, facts, "one account, or registered as shared")

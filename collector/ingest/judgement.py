"""From facts to alerts, inside the transaction that stores the report: no alert is lost by a crash, none doubled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from collector.alerts import lifecycle
from collector.alerts.explaining import explained
from collector.alerts.lifecycle import Alert, State, Step
from collector.alerts.outbox import ALERTS_PER_MINUTE, letter
from collector.ingest import exempting
from collector.presence.interval import MINUTE_US
from collector.rules.engine import judge
from collector.rules.facts import AgentFacts
from collector.rules.finding import JSON, Conclusion, Evidence, Finding, Settled, Subject, SubjectKind
from collector.rules.rule import Rule
from collector.store import alerts, outbox, switch_ports, told_ports
from collector.store.alerts import ListedAlert
from collector.store.transaction import Transaction
from collector.store.vendor_names import VendorNames, bus_of

_MAKERS = {"mac": "vendor", "gateway_mac": "gateway_vendor"}
"""Which MAC of the evidence is named under which name."""
_MOST_PORTS = 3


@dataclass(frozen=True, slots=True)
class Judge:
    """`notifiers` are the names of those every confirmed alert is told to; `vendors` names the makers of MACs."""

    rules: Sequence[Rule]
    notifiers: tuple[str, ...] = ()
    vendors: VendorNames = field(default_factory=VendorNames)

    def judge(self, tx: Transaction, facts: Iterable[Any]) -> list[Alert]:
        """Alerts opened or changed by these facts."""
        return self.conclude(tx, judge(self.rules, facts, tx.now_us))

    def conclude(self, tx: Transaction, conclusions: Iterable[Conclusion]) -> list[Alert]:
        changed: list[Alert] = []
        said = explained(conclusions)
        standing = _standing(tx, said)
        for conclusion in said:
            if isinstance(conclusion, Finding):
                changed += self._advance(tx, conclusion)
            elif conclusion.rule in standing[conclusion.subject.kind, conclusion.subject.id]:
                changed += self._settle(tx, conclusion)
        return changed

    def pass_time(self, tx: Transaction) -> None:
        """Lets alerts that nobody renewed go quiet, and close in the end; what is exempted no more is told."""
        for alert in alerts.waiting_for_time(tx.connection, tx.now_us - lifecycle.QUIET_AFTER_US):
            step = lifecycle.tick(alert, tx.now_us)
            if step is not None:
                alerts.save(tx, step)
        for listed in alerts.no_longer_exempted(tx.connection, tx.now_us):
            self._uncover(tx, listed)

    def _advance(self, tx: Transaction, finding: Finding) -> list[Alert]:
        latency: Evidence = {"latency_ms": max(0, tx.now_us - finding.first_us) // 1000, "stored_us": tx.now_us}
        if self._is_explained(tx, finding):
            finding = replace(finding, untold="told-by-another-alert")
        evidence = finding.evidence | self._makers(finding.evidence) | _ports(tx, finding)
        held = alerts.newest(tx.connection, finding.dedup_key)
        is_new = held is None or held.state is State.CLOSED
        exempted_by = exempting.of_finding(tx, finding, lifecycle.graded(held, finding))
        outgrown = held is not None and exempted_by is None and exempting.still_lasts(tx, held)
        known = replace(finding, evidence=evidence | (latency if is_new else {}))
        step = lifecycle.advance(held, known, tx.now_us, exempted_by, outgrown=outgrown)
        if step is None:
            return []
        saved = alerts.save(tx, step, finding)
        if step.notify:
            self._tell(tx, saved, step)
        return [saved]

    def _is_explained(self, tx: Transaction, finding: Finding) -> bool:
        """By an alert that stands and was told: not by one that an exemption keeps silent."""
        other = alerts.newest(tx.connection, finding.explained_by) if finding.explained_by else None
        if other is None or other.state is State.CLOSED or other.exempted_by is not None:
            return False
        return other.told_us is not None and self._is_still_so(other)

    def _makers(self, evidence: Evidence) -> Evidence:
        """Who made what the evidence names; what is in no list is left out."""
        texts = {name: evidence.get(name) for name in _MAKERS}
        named = {_MAKERS[name]: self.vendors.of_text(text) for name, text in texts.items() if isinstance(text, str)}
        named["model"] = self._model(evidence.get("ids"), str(evidence.get("device")))
        return {name: maker for name, maker in named.items() if maker is not None}

    def _model(self, ids: JSON, device: str) -> str | None:
        if not isinstance(ids, Sequence) or isinstance(ids, str) or len(ids) != 2:
            return None
        vendor_id, product_id = (item if isinstance(item, str) else None for item in ids)
        return self.vendors.of_device(bus_of(device), vendor_id, product_id).text

    def _settle(self, tx: Transaction, settled: Settled) -> list[Alert]:
        if settled.but is None:
            newest = alerts.newest(tx.connection, settled.dedup_key)
            held = [newest] if newest is not None else []
        else:
            kept = {replace(settled.subject, part=part) for part in settled.but}
            keys = {replace(settled, subject=subject).dedup_key for subject in kept}
            found = alerts.not_closed(tx.connection, settled.rule, settled.subject)
            held = [one for one in found if one.dedup_key not in keys]
        steps = [lifecycle.settle(one, settled.why, tx.now_us) for one in held]
        return [alerts.save(tx, step) for step in steps if step is not None]

    def _uncover(self, tx: Transaction, listed: ListedAlert) -> None:
        """Its exemption is over: another one covers it, or it is told anew."""
        other = exempting.of_alert(tx, listed)
        if other is not None:
            step = lifecycle.exempt(listed.alert, other)
        else:
            step = lifecycle.end_exemption(listed.alert, tx.now_us, still_so=self._is_still_so(listed.alert))
        if step is not None:
            saved = alerts.save(tx, step)
            if step.notify:
                self._tell(tx, saved, step)

    def _is_still_so(self, alert: Alert) -> bool:
        """What a PC says of itself holds until it says otherwise, which closes the alert; what is heard falls quiet."""
        about = {rule.id: rule.about for rule in self.rules}.get(alert.rule)
        return alert.state is State.OPEN or about is AgentFacts

    def _tell(self, tx: Transaction, alert: Alert, step: Step) -> None:
        """A storm is capped: what is beyond stays in the list of alerts, and its history says that nobody was told."""
        if alert.id is None:
            return
        if outbox.alerts_told_since(tx.connection, tx.now_us - MINUTE_US) >= ALERTS_PER_MINUTE:
            alerts.add_event(tx, alert.id, "not-told", "collector", f"more than {ALERTS_PER_MINUTE} alerts a minute")
            return
        rules = {rule.id: rule for rule in self.rules}
        for notifier in self.notifiers:
            outbox.put(tx, alert.id, notifier, letter(alert, rules, step.what[-1].value))


def _ports(tx: Transaction, finding: Finding) -> Evidence:
    """Behind which ports of which switches imported tables, or switches to its PC, place the MAC the evidence names."""
    mac, segment_id = finding.evidence.get("mac"), finding.subject.segment_id
    if not isinstance(mac, str) or segment_id is None:
        return {}
    found = switch_ports.of_mac(tx.connection, mac, segment_id, finding.first_us, finding.last_us, _MOST_PORTS)
    ports: list[Evidence] = [
        {"switch": one.switch, "port": one.place.port, "vlan": one.place.vlan, "read_us": one.last_us} for one in found
    ]
    told = told_ports.of_mac(tx.connection, mac, segment_id, finding.first_us, finding.last_us)
    ports += [
        {"switch": one.switch, "port": one.port, "vlan": one.vlan, "told_us": one.last_us, "told_by": one.told_by}
        for one in told[:_MOST_PORTS]
    ]
    return {"switch_ports": ports} if ports else {}


def _standing(tx: Transaction, said: Sequence[Conclusion]) -> dict[tuple[SubjectKind, str], set[str]]:
    """Rules by subject whose settling can end anything: what stood before, and what is found now."""
    found: dict[tuple[SubjectKind, str], set[str]] = {}
    for one in said:
        found.setdefault((one.subject.kind, one.subject.id), set()).add(one.rule)
    ended = {one.rule for one in said if isinstance(one, Settled)}
    return {
        key: alerts.rules_standing(tx.connection, rules & ended, Subject(*key))
        | {one.rule for one in said if isinstance(one, Finding)}
        for key, rules in found.items()
    }

"""Every table of the store, on one MetaData. collector/store/migrations makes them; a test compares the two.

Identifiers are 32 lower-case hex digits; times are whole microseconds since 1970 UTC in columns that end in `_us`;
an interval is half-open [from_us, to_us), with to_us null while it lasts; MAC and IP addresses stand in normal form.
"""

from collector.store.tables.agents import (
    agent,
    agent_binding,
    agent_fact,
    agent_stretch,
    claim,
    enrolment_code,
    identity_case,
    machine_sign,
    probe_order,
    sweep,
    watch_lease,
    watch_preference,
)
from collector.store.tables.alerts import alert, alert_event, outbox
from collector.store.tables.evidence import chain_head, collector, journal, quarantined_report, refusal_count, report
from collector.store.tables.imports import admission_export, ledger_conflict, ledger_import
from collector.store.tables.ledger import (
    adapter,
    application,
    custody,
    exemption,
    handover,
    person,
    person_key,
    segment,
    terminal,
    terminal_address,
    unit,
)
from collector.store.tables.metadata import metadata
from collector.store.tables.operators import operator, session
from collector.store.tables.presence import (
    binding,
    binding_witness,
    canary,
    client_fingerprint,
    coverage,
    learnt_infrastructure,
    switch_import,
    switch_port,
    told_port,
)

__all__ = [
    "adapter",
    "admission_export",
    "agent",
    "agent_binding",
    "agent_fact",
    "agent_stretch",
    "alert",
    "alert_event",
    "application",
    "binding",
    "binding_witness",
    "canary",
    "chain_head",
    "claim",
    "client_fingerprint",
    "collector",
    "coverage",
    "custody",
    "enrolment_code",
    "exemption",
    "handover",
    "identity_case",
    "journal",
    "learnt_infrastructure",
    "ledger_conflict",
    "ledger_import",
    "machine_sign",
    "metadata",
    "operator",
    "outbox",
    "person",
    "person_key",
    "probe_order",
    "quarantined_report",
    "refusal_count",
    "report",
    "segment",
    "session",
    "sweep",
    "switch_import",
    "switch_port",
    "terminal",
    "terminal_address",
    "told_port",
    "unit",
    "watch_lease",
    "watch_preference",
]

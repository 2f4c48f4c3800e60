"""Words of a terminal's life: kinds of statuses, and what falls due."""

from collector.cli.texts import N_

WORDS = {
    # life_cycle.StatusKind
    "repair": N_("repair"),
    "on-loan": N_("on loan to another place"),
    "long-offline": N_("off the net for long"),
    "cut-off": N_("cut off for a violation"),
    "scrapped": N_("scrapped"),
    "transferred": N_("transferred"),
    "expired": N_("run out"),
    # admitting.NO_AGENT, NO_REPORT
    "no agent has enrolled for it yet": N_("no agent has enrolled for it yet"),
    "its agent has not reported its adapters yet": N_("its agent has not reported its adapters yet"),
    # due.Kind
    "registration-ends": N_("registration runs out"),
    "loan-ends": N_("loan ends"),
    "exemption-ends": N_("exemption runs out"),
    "confirmation": N_("to be confirmed (real name)"),
    "unit-confirmation": N_("unit's monthly confirmation"),
    "awaits-report": N_("approved, not on the net yet"),
    "awaits-decision": N_("change awaits an approver"),
    "holder-left": N_("its user or owner has left"),
}

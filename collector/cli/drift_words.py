"""The words of 账实核对, for people; JSON keeps the English words."""

from collector.cli.texts import N_, _
from collector.cli.words import word

KINDS = {
    # DriftKind
    "not-seen": N_("registered, not there"),
    "in-no-ledger": N_("there, in no ledger"),
    "differs": N_("ledger and reality differ"),
    "no-real-name": N_("without real name"),
    "long-offline": N_("long offline"),
    "zombie": N_("given up"),
    # Agreement
    "agrees": N_("agrees"),
    "field-differs": N_("differs"),
    "undeclared": N_("the ledger does not say"),
    "unseen": N_("nobody observed it"),
    # NameFault
    "no-user": N_("no user named"),
    "placeholder": N_("a placeholder for a name"),
    "no-phone": N_("no telephone"),
    "unconfirmed": N_("not confirmed lately"),
}
COLUMNS = {
    "serial_no": N_("serial number"),
    "disk_serial": N_("disk serial number"),
    "macs": N_("MAC addresses"),
    "hostname": N_("host name"),
    "os_name": N_("operating system"),
    "addresses": N_("IP addresses"),
    "switch_port": N_("switch port"),
    "vlan": "VLAN",
    "antivirus": N_("antivirus"),
    "segment_unit": N_("unit of the segment"),
}


def drift_word(text: str | None) -> str:
    """The word in the chosen language; itself when it is in no vocabulary."""
    return "" if text is None else _(KINDS[text]) if text in KINDS else word(text)


def column(field: str) -> str:
    """A field as the command line's column and as its argument: both are shown."""
    return f"{_(COLUMNS[field])} ({field})" if field in COLUMNS else field

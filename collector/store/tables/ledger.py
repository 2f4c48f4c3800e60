"""What people declared and approved. A row is one version: (id, from_us) names it, to_us null is the one in force."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, text

from collector.store.tables.metadata import identifier, metadata, moment, words

unit = Table(
    "unit",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    words("name", 128),
    words("region_code", 6),
    identifier("parent_id", null=True),
    words("access_class", 1, null=True),
    identifier("first_responsible_id", null=True),
    identifier("direct_responsible_id", null=True),
    identifier("administrator_id", null=True),
    words("uscc", 18, null=True),
    # JSON list: names it had before, or that others write.
    Column("aliases", Text, nullable=True),
    words("phone", 32, null=True),
    Index(None, "name"),
)

person = Table(
    "person",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("unit_id"),
    words("department", 128, null=True),
    words("staff_no", 64, null=True),
    Column("pledge_signed", Boolean, nullable=True),
    # Name, mobile, office phone, title: JSON sealed under the person's own key; erasing that key erases them.
    Column("sealed", LargeBinary, nullable=False),
    # Keyed digest of the name, so that an exact name can be looked up without storing it.
    words("name_index", 64),
    Index(None, "name_index"),
    Index(None, "unit_id"),
)

person_key = Table(
    "person_key",
    metadata,
    identifier("person_id", key=True),
    Column("sealed_key", LargeBinary, nullable=True),
    moment("erased_us", null=True),
)

terminal = Table(
    "terminal",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    words("reg_no", 32),
    identifier("unit_id"),
    words("department", 128, null=True),
    words("terminal_type", 32),
    words("brand", 64, null=True),
    words("model", 64, null=True),
    words("serial_no", 128, null=True),
    words("asset_no", 64, null=True),
    words("os_name", 64, null=True),
    words("hostname", 64, null=True),
    words("access_domain", 32),
    words("access_mode", 32),
    words("purpose", 128, null=True),
    words("importance", 16, null=True),
    Column("agent_expected", Boolean, nullable=False),
    words("status", 16),
    # Why it is suspended or retired; null: nobody said, or it is neither.
    words("status_kind", 16, null=True),
    moment("expires_us", null=True),
    words("remark", 256, null=True),
    words("disk_serial", 128, null=True),
    words("outlet_no", 64, null=True),
    words("switch_name", 64, null=True),
    words("switch_port", 64, null=True),
    Column("vlan", Integer, nullable=True),
    words("os_version", 64, null=True),
    words("cpu_arch", 32, null=True),
    Column("is_xinchuang", Boolean, nullable=True),
    words("ip_mode", 8, null=True),
    words("netmask", 45, null=True),
    words("gateway", 45, null=True),
    words("resolvers", 128, null=True),
    words("access_method", 16, null=True),
    words("access_window", 64, null=True),
    Column("antivirus_installed", Boolean, nullable=True),
    words("antivirus", 64, null=True),
    Column("is_shared", Boolean, nullable=True),
    Column("is_temporary", Boolean, nullable=True),
    Index(None, "reg_no"),
    Index(None, "unit_id"),
    # A trace asks by these; were those that have none counted, SQLite would take the indexes for useless.
    Index("ix_terminal_hostname", "hostname", sqlite_where=text("hostname IS NOT NULL")),
    Index("ix_terminal_serial_no", "serial_no", sqlite_where=text("serial_no IS NOT NULL")),
)

adapter = Table(
    "adapter",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("terminal_id"),
    words("mac", 17),
    # fixed: belongs to this terminal; shared: a dongle or dock that several terminals use.
    words("class", 16),
    Index(None, "mac"),
    Index(None, "terminal_id"),
)

terminal_address = Table(
    "terminal_address",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("terminal_id"),
    identifier("segment_id", null=True),
    words("address", 45),
    Index(None, "address"),
    Index(None, "terminal_id"),
)

custody = Table(
    "custody",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("terminal_id"),
    identifier("user_id", null=True),
    identifier("owner_id"),
    words("location", 64, null=True),
    words("building", 64, null=True),
    words("room", 64, null=True),
    # When a person last confirmed that this is still so; null: never since it began.
    moment("confirmed_us", null=True),
    # Lent to the user until then (出借); null: not lent.
    moment("lent_until_us", null=True),
    Index(None, "terminal_id"),
    Index(None, "user_id"),
    Index(None, "owner_id"),
)

application = Table(
    "application",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    identifier("terminal_id"),
    words("apply_no", 64, null=True),
    # Days as YYYY-MM-DD, as the form says them.
    words("applied_on", 10, null=True),
    words("reviewed_on", 10, null=True),
    words("approved_on", 10, null=True),
    words("online_on", 10, null=True),
    # Applicant, reviewer, approver, opinion: JSON sealed under a key of its own, which erasing destroys.
    Column("sealed", LargeBinary, nullable=True),
    Index(None, "terminal_id"),
)

handover = Table(
    "handover",
    metadata,
    identifier("id", key=True),
    identifier("unit_id"),
    moment("at_us"),
    identifier("from_person_id", null=True),
    identifier("to_person_id"),
    # The account that was shut the same moment, where the leaving administrator had one.
    identifier("operator_id", null=True),
    Column("items", Text, nullable=False),
    words("filing_no", 64),
    words("actor", 64),
    words("reason", 256, null=True),
    Index(None, "unit_id"),
)

segment = Table(
    "segment",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    words("name", 64),
    identifier("unit_id"),
    words("domain", 32),
    Column("vlan", Integer, nullable=True),
    # JSON lists of text in normal form.
    Column("prefixes", Text, nullable=False),
    Column("gateways", Text, nullable=False),
    Column("gateway_macs", Text, nullable=False),
    Column("dhcp_servers", Text, nullable=False),
    Column("resolvers", Text, nullable=False),
    # MACs of approved infrastructure: VRRP, proxy ARP, switches.
    Column("infrastructure_macs", Text, nullable=False),
    moment("silent_grace_us"),
    # Null: as in segments declared before there was a choice.
    Column("sweep_cap", Integer, nullable=True),
    moment("sweep_every_us", null=True),
    Column("allows_second_mac", Boolean, nullable=True),
    Index(None, "name"),
    Index(None, "unit_id"),
)

exemption = Table(
    "exemption",
    metadata,
    identifier("id", key=True),
    moment("from_us", key=True),
    moment("to_us", null=True),
    words("rule", 64),
    words("subject_kind", 16),
    words("subject_id", 64),
    words("approval_no", 64),
    moment("expires_us"),
    words("reason", 256),
    # which part of the subject alone: an adapter, a tunnel; null is all of it
    words("part", 128, null=True),
    # whose it is, where the subject itself does not say
    identifier("unit_id", null=True),
    # the gravest that it covers; null, where it was granted before there were limits, is critical
    words("up_to", 8, null=True),
    Index(None, "subject_id"),
)

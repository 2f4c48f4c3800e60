"""The words of the ledger's and the judgement's vocabularies, for people; JSON keeps the English words."""

from collector.cli.texts import N_, _

WORDS = {
    # AccessDomain
    "public-service": N_("public service domain"),
    "administrative": N_("administrative domain"),
    "internet": N_("internet"),
    "private": N_("private network"),
    # Status
    "draft": N_("draft"),
    "submitted": N_("submitted"),
    "reviewed": N_("reviewed"),
    "approved": N_("approved"),
    "admitted": N_("admitted"),
    "changing": N_("changing"),
    "suspended": N_("suspended"),
    "retired": N_("retired"),
    "rejected": N_("rejected"),
    "withdrawn": N_("withdrawn"),
    # TerminalType
    "desktop": N_("desktop PC"),
    "laptop": N_("laptop"),
    "thin-client": N_("thin client"),
    "virtual": N_("virtual machine"),
    "mobile": N_("mobile terminal"),
    "printer": N_("printer"),
    "camera": N_("camera"),
    "door-access": N_("door access"),
    "video-conference": N_("video conference"),
    "server": N_("server"),
    "network-device": N_("network device"),
    "other": N_("other"),
    # AccessMode
    "dedicated": N_("dedicated"),
    "by-turns": N_("by turns"),
    "dual-approved": N_("dual use, approved"),
    # tracing.Reason
    "claimed-then": N_("an agent signed for it then"),
    "heard-then": N_("heard on the wire then"),
    "heard-before": N_("heard before, not contradicted since"),
    "contradicted": N_("heard before, contradicted since"),
    "confirmed": N_("confirmed by a second sign"),
    "one-frame": N_("one sign only"),
    "mac-registered": N_("the MAC is registered"),
    "mac-unknown": N_("the MAC is in nobody's books"),
    "address-registered": N_("the address is registered"),
    "address-registered-for-another": N_("the address is registered for another terminal"),
    "shared-adapter": N_("the adapter is shared by several terminals"),
    "belongs-to-another-unit": N_("belongs to a unit you may not see"),
    # alerts
    "open": N_("open"),
    "quiet": N_("quiet"),
    "closed": N_("closed"),
    "suspected": N_("suspected"),
    "opened": N_("opened"),
    "renewed": N_("renewed"),
    "acknowledged": N_("acknowledged"),
    # agents
    "active": N_("active"),
    "pending": N_("pending"),
    # vouching.Standing
    "vouched": N_("vouched for"),
    "claimed-unapproved": N_("claimed, unapproved"),
    "registered-agentless": N_("registered, without agent"),
    "infrastructure": N_("infrastructure"),
    "awaited": N_("awaited"),
    "mac-clone": N_("MAC clone"),
    "agent-silent": N_("agent silent while present"),
    "agent-missing": N_("agent missing"),
    "ip-conflict": N_("IP conflict"),
    "not-admitted": N_("not admitted, still on the net"),
    "randomised-mac": N_("unregistered, randomised MAC"),
    "unregistered": N_("unregistered"),
    # Severity
    "info": N_("info"),
    "low": N_("low"),
    "medium": N_("medium"),
    "high": N_("high"),
    "critical": N_("critical"),
}


def word(text: str | None) -> str:
    """The word in the chosen language; itself when it is in no vocabulary."""
    return "" if text is None else _(WORDS.get(text, text))

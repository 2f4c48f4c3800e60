"""mingce segment explain, watch, coverage: who watches, why, and how well it was watched."""

from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli.asking import AsJson, as_of_us, connect
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.texts import _
from collector.cli.words import word

Which = Annotated[str, typer.Argument(help=_("name or id"))]
_MOST_SPANS = 50


def explain(ctx: typer.Context, segment: Which, as_json: AsJson = False) -> None:
    found = connect(ctx).get(f"watching/{segment}")
    if as_json:
        output.print_json(found)
        return
    print(output.harmless("\n\n".join(_paragraphs(found))))


def watch(
    ctx: typer.Context,
    segment: Which,
    reason: Annotated[str, typer.Option(help=_("goes into the journal"))],
    prefer: Annotated[
        str | None, typer.Option(help=_("it shall watch: terminal's number or name, or agent's id"))
    ] = None,
    never: Annotated[str | None, typer.Option(help=_("it shall not watch"))] = None,
    clear: Annotated[str | None, typer.Option(help=_("take back what was decided about it"))] = None,
    as_json: AsJson = False,
) -> None:
    asked = {"prefer": prefer, "never": never, "clear": clear}
    given = [(what, who) for what, who in asked.items() if who is not None]
    if len(given) != 1:
        raise CommandFailed(
            ExitCode.USAGE,
            _("preference"),
            _("none is given") if not given else _("more than one is given"),
            _("give one of --prefer, --never, --clear"),
        )
    ((what, who),) = given
    content = {"who": who, "preference": None if what == "clear" else what, "reason": reason}
    found = connect(ctx).post(f"watching/{segment}/preferences", content)
    if as_json:
        output.print_json(found)
        return
    print(output.harmless("\n\n".join(_paragraphs(found))))


def coverage(
    ctx: typer.Context,
    segment: Which,
    since: Annotated[str | None, typer.Option("--from", help=_("begin; a day before its end if left out"))] = None,
    until: Annotated[str | None, typer.Option("--to", help=_("its end; now if left out"))] = None,
    as_json: AsJson = False,
) -> None:
    client = connect(ctx)
    found = client.get(f"watching/{segment}/coverage", from_us=as_of_us(since), to_us=as_of_us(until))
    if as_json:
        output.print_json(found)
        return
    span = f"{moments.show(found['from_us'])} – {moments.show(found['to_us'])}"
    parts = [_("coverage of {segment}, {span}:").format(segment=found["name"], span=span)]
    parts.append(output.rendered([_family(one) for one in found["families"]], _family_columns()))
    parts += [_family_gaps(one) for one in found["families"] if one["gaps"] or one["isolated"]]
    parts.append(output.rendered([_watch(one) for one in found["watches"]], _watch_columns()))
    print(output.harmless("\n\n".join(parts)))


def percentage(share: float | None) -> str:
    """Cut, not rounded, so that a gap never shows as 100 %; no data is not 0 %."""
    return _("no data") if share is None else f"{int(share * 10_000) / 100:g} %"


def isolated(name: str) -> str:
    """What to do where the watchers hear nobody."""
    return _(
        "The watchers hear none of the other agents: the switch isolates its ports. Bring its tables: "
        "mingce segment import-tables {name} FILE --from SWITCH --taken-at TIME"
    ).format(name=name)


def _paragraphs(found: dict[str, Any]) -> list[str]:
    state = found["state"]
    head = _("segment {name}: {state}; {count} of {wanted} watchers, {agents} agents there").format(
        name=state["name"],
        state=word(state["state"]),
        count=state["watchers"],
        wanted=found["wanted"],
        agents=state["agents"],
    )
    parts = [head]
    if state["state"] in ("unwatched", "no-agent") and state["watched_us"] is not None:
        parts.append(_("watched last {when}").format(when=moments.show(state["watched_us"])))
    if found["candidates"]:
        columns = {
            "who": _("agent"),
            "lease": _("watches"),
            "hears": _("hears"),
            "since": _("alive"),
            "why": _("because"),
        }
        parts.append(output.rendered([_candidate(one) for one in found["candidates"]], columns))
    else:
        parts.append(_("no agent was here within the last week"))
    if found["preferences"]:
        parts.append("\n".join(_preference(one) for one in found["preferences"]))
    if state["state"] == "isolated":
        parts.append(isolated(state["name"]))
    return parts


def _candidate(one: dict[str, Any]) -> dict[str, Any]:
    lease = one["lease"]
    watches = None
    if lease is not None:
        since = moments.brief(lease["from_us"])
        until = moments.brief(lease["until_us"])
        watches = f"{since} – {until}" + ("" if one["watches"] else f" ({_('not taken up yet')})")
    return {
        "who": one["hostname"] or one["agent_id"][:12],
        "lease": watches,
        "hears": None if one["hears"] is None else word(f"hears-{one['hears']}"),
        "since": moments.brief(one["alive_since_us"]),
        "why": [word(reason) for reason in one["reasons"]],
    }


def _preference(one: dict[str, Any]) -> str:
    return _("{preference}: {who}, since {when}, because: {reason}").format(
        preference=word(one["preference"]),
        who=one["reg_no"] or one["agent_id"] or one["terminal_id"],
        when=moments.show(one["from_us"]),
        reason=one["reason"],
    )


def _family_columns() -> dict[str, str]:
    names = {"family": _("family"), "share": _("watched"), "watched": _("time watched")}
    return names | {"isolated": _("isolated"), "gaps": _("by nobody"), "count": _("gaps")}


def _family(one: dict[str, Any]) -> dict[str, Any]:
    spans = {
        kind: moments.show_span(sum(span["to_us"] - span["from_us"] for span in one[kind]))
        for kind in ("watched", "isolated", "gaps")
        if one[kind]
    }
    return {"family": _FAMILIES[one["family"]], "share": percentage(one["share"]), "count": len(one["gaps"]), **spans}


_FAMILIES = {"ipv4": "IPv4", "ipv6": "IPv6"}


def _family_gaps(one: dict[str, Any]) -> str:
    texts = {"gaps": _("{family}: nobody watched {start} – {end}"), "isolated": _("{family}: isolated {start} – {end}")}
    spans = sorted((span["from_us"], span["to_us"], kind) for kind in texts for span in one[kind])
    lines = [
        texts[kind].format(family=_FAMILIES[one["family"]], start=moments.show(start), end=moments.show(end))
        for start, end, kind in spans[:_MOST_SPANS]
    ]
    more = len(spans) - _MOST_SPANS
    return "\n".join(lines + ([_("and {count} more (--json shows all)").format(count=more)] if more > 0 else []))


def _watch_columns() -> dict[str, str]:
    return {
        "who": _("agent"),
        "family": _("family"),
        "from": _("from"),
        "to": _("until"),
        "hears": _("hears"),
        "by": _("ended by"),
    }


def _watch(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "who": one["hostname"] or one["agent_id"][:12],
        "family": _FAMILIES[one["family"]],
        "from": moments.show(one["from_us"]),
        "to": _("lasts") if one["to_us"] is None else moments.show(one["to_us"]),
        "hears": None if one["hears"] is None else word(f"hears-{one['hears']}"),
        "by": word(one["ended_by"]),
    }

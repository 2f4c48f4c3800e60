"""mingce trace."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from collector.cli import moments, output
from collector.cli import packet as packets
from collector.cli.asking import AsJson, Unmask, as_of_us, connect, with_fresh_password
from collector.cli.client import Client
from collector.cli.evidence import shown
from collector.cli.failures import CommandFailed, ExitCode
from collector.cli.packet import ApprovedBy, AskedBy, CaseNo, PacketFile
from collector.cli.person_trace import paragraphs as person_paragraphs
from collector.cli.texts import _
from collector.cli.words import word

app = typer.Typer(rich_markup_mode=None)


@app.command(
    help=_(
        "Say who held an IP address, MAC, host name, registration or serial number at a moment; or, for a reason, what"
        " a person had then. Exit code 5 if nobody."
    )
)
def trace(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="ADDRESS", help=_("IP address, MAC, name or number"))],
    at: Annotated[
        str | None, typer.Option(help=_("moment, like 2026-03-02 14:05, 14:05 or -10m; now if left out"))
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help=_("begin of a stretch of time"))] = None,
    until: Annotated[str | None, typer.Option("--to", help=_("its end; now if left out"))] = None,
    segment: Annotated[str | None, typer.Option(help=_("only on this segment"))] = None,
    unit: Annotated[str | None, typer.Option(help=_("only on this unit's segments"))] = None,
    is_person: Annotated[
        bool, typer.Option("--person", help=_("it is a person's name, staff number or id; needs --reason"))
    ] = False,
    reason: Annotated[
        str | None, typer.Option(help=_("what for: a search about a person needs it; goes into the journal"))
    ] = None,
    unmask: Unmask = None,
    packet: PacketFile = None,
    asked_by: AskedBy = None,
    case_no: CaseNo = None,
    approved_by: ApprovedBy = None,
    as_json: AsJson = False,
) -> None:
    asked = Asked(question, as_of_us(at), as_of_us(since), as_of_us(until), segment, unit, reason, unmask)
    handover = packets.Wanted(packet, asked_by, case_no, approved_by).form(asked.why)
    client = connect(ctx)
    if packet is not None:
        form = handover | asked.packet_form(is_person=is_person)
        answer = with_fresh_password(client, lambda: packets.make(client, packet, form))
    else:
        answer = with_fresh_password(client, lambda: _answer(client, asked, is_person=is_person))
    if as_json:
        output.print_json(answer)
    else:
        said = person_paragraphs(answer) if "holdings" in answer else paragraphs(answer)
        if "packet" in answer:
            said.append(packets.sentence(answer["packet"]))
        print(output.harmless("\n\n".join(said)))
    if not answer.get("candidates", answer.get("holdings")):
        raise typer.Exit(ExitCode.NOT_FOUND)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, times in microseconds since 1970."""

    question: str
    at_us: int | None
    from_us: int | None
    to_us: int | None
    segment: str | None
    unit: str | None
    reason: str | None
    unmask: str | None

    @property
    def query(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "reason"}

    @property
    def person_form(self) -> dict[str, Any]:
        """A reason for unmasking is one for searching, too."""
        times = {"at_us": self.at_us, "from_us": self.from_us, "to_us": self.to_us}
        return {"person": self.question, "reason": self.why, "unmask": self.unmask is not None, **times}

    @property
    def why(self) -> str | None:
        return self.reason or self.unmask

    def packet_form(self, *, is_person: bool) -> dict[str, Any]:
        """What a packet is asked with besides its hand-over."""
        said = self.query | {"unmask": self.unmask is not None, "kind": "person" if is_person else "trace"}
        return {name: value for name, value in said.items() if value is not None}


def _answer(client: Client, asked: Asked, *, is_person: bool) -> dict[str, Any]:
    """A name that no terminal had then may be a person's, where a reason to search for one is given."""
    if is_person:
        if not asked.person_form["reason"]:
            raise CommandFailed(
                ExitCode.USAGE, _("search about a person"), _("needs a reason"), _("say what for: --reason")
            )
        return _search(client, asked)
    try:
        found: dict[str, Any] = client.get("trace", **asked.query)
    except CommandFailed as failure:
        if failure.error_id != "not-found" or not asked.reason or asked.segment or asked.unit:
            raise
        return _search(client, asked)
    return found


def _search(client: Client, asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = client.post("trace/person", asked.person_form)
    return found


def paragraphs(answer: dict[str, Any]) -> list[str]:
    """An answer of /trace for a person."""
    hosts: dict[str, str] = answer["agents"]
    when = moments.show(answer["from_us"])
    if answer["to_us"] != answer["from_us"]:
        when = f"{when} – {moments.show(answer['to_us'])}"
    parts = [_("{text} at {when}:").format(text=answer["question"]["text"], when=when)]
    if not answer["candidates"]:
        parts.append(_("nobody is known to have held it"))
    parts += [_candidate(number, item, hosts) for number, item in enumerate(answer["candidates"], 1)]
    if answer["ambiguous"]:
        names = ", ".join(item["name"] for item in answer["ambiguous"])
        parts.append(_("held on several segments ({names}): narrow it with --segment or --unit").format(names=names))
    if answer["unwatched"]:
        parts.append("\n".join(_unwatched(item) for item in answer["unwatched"]))
    return parts


def _candidate(number: int, item: dict[str, Any], hosts: dict[str, str]) -> str:
    head = _("{number}. {mac} {address} on {segment}").format(
        number=number,
        mac=item["mac"] or "—",
        address=item["address"] or "—",
        segment=_segment(item["segment"]),
    )
    pairs: list[tuple[str, Any]] = [(_("maker"), word(item["vendor"]))] if item["vendor"] else []
    for holder in item["holders"]:
        pairs += _holder(holder)
    pairs.append((_("why"), [word(reason) for reason in item["reasons"]]))
    if item["first_us"] is not None:
        heard = f"{moments.show(item['first_us'])} – {moments.show(item['last_us'])}"
        pairs.append((_("evidence from – to"), heard))
    if item["age_us"]:
        pairs.append((_("age of the evidence"), moments.show_span(item["age_us"])))
    pairs.append((_("as of"), moments.show(item["as_of_us"])))
    pairs += [(_("switch port"), port_sentence(port)) for port in item["ports"]]
    for witness in item["evidence"]:
        digest = (witness["last_digest"] or "")[:16]
        who = shown("witness", witness["witness"], hosts)
        pairs.append((_("witness"), _("{who}, report {digest}").format(who=who, digest=digest or "—")))
    pairs += [(_("clock"), clock_sentence(clock, hosts)) for clock in item["clocks"]]
    if item["rivals"]:
        pairs.append((_("RIVALS at the same time"), item["rivals"]))
    return head + "\n" + "\n".join(f"   {line}" for line in output.details(pairs).splitlines())


def clock_sentence(clock: dict[str, Any], hosts: dict[str, str]) -> str:
    """How an agent's clock went then, and that the times shown are not its own."""
    who, offset = shown("witness", clock["agent_id"], hosts), clock["offset_us"]
    if clock["is_off"]:
        sentence = (
            _("that of {who} was {span} AHEAD: it showed {said} at {at}; times here are the collector's")
            if offset > 0
            else _("that of {who} was {span} BEHIND: it showed {said} at {at}; times here are the collector's")
        )
    else:
        sentence = _("that of {who} was right within {span}")
    said, at = moments.show(clock["said_us"]), moments.show(clock["at_us"])
    told = sentence.format(who=who, span=moments.show_span(abs(offset)), said=said, at=at)
    return (
        told
        if clock["is_proven"]
        else _("{told} (estimated: no sign of life of that start came through)").format(told=told)
    )


def port_sentence(port: dict[str, Any]) -> str:
    """Which port of which switch, and when its tables were read or it told so itself."""
    vlan = f" VLAN {port['vlan']}" if port["vlan"] is not None else ""
    start, end = moments.show(port["first_us"]), moments.show(port["last_us"])
    when = start if start == end else f"{start} – {end}"
    name = f"{port['port']} ({port['description']})" if port["description"] else port["port"]
    if not port["tables"]:
        sentence = _("{switch} {port}{vlan}, told by {protocol} {when}")
        return sentence.format(switch=port["switch"], port=name, vlan=vlan, when=when, protocol=port["told_by"].upper())
    return _("{switch} {port}{vlan}, read {when}").format(switch=port["switch"], port=name, vlan=vlan, when=when)


def _holder(holder: dict[str, Any]) -> list[tuple[str, Any]]:
    place = " ".join(text for text in (holder["building"], holder["room"]) if text)
    return [
        (_("terminal"), f"{holder['reg_no']} ({word(holder['terminal_type'])}, {word(holder['status'])})"),
        (_("host name"), holder["hostname"]),
        (_("user"), _person(holder["user"])),
        (_("owner"), _person(holder["owner"])),
        (_("unit"), _unit(holder)),
        (_("room"), place),
    ]


def _unit(holder: dict[str, Any]) -> str:
    then, today = holder["unit_name"], holder.get("unit_name_now")
    if today in (None, then):
        return str(then)
    return _("{name} (now {today})").format(name=then, today=today)


def _person(person: dict[str, Any] | None) -> str | None:
    if person is None:
        return None
    phone = person["mobile"] or person["office_phone"]
    return ", ".join(text for text in (person["name"], person["department"], phone) if text)


def _segment(segment: dict[str, Any] | None) -> str:
    return f"{segment['name']} ({segment['unit_name']})" if segment else _("no known segment")


def _unwatched(item: dict[str, Any]) -> str:
    text = (
        _("{segment} ({family}) was watched from isolated ports only, which hear nobody, {start} – {end}")
        if item["is_isolated"]
        else _("nobody watched {segment} ({family}) {start} – {end}")
    )
    return text.format(
        segment=item["segment"]["name"],
        family=item["family"],
        start=moments.show(item["from_us"]),
        end=moments.show(item["to_us"]),
    )

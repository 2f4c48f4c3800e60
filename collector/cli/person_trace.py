"""What somebody had at a time, for people: the answer of a search about a person."""

from typing import Any

from collector.cli import moments, output
from collector.cli.texts import N_, _
from collector.cli.words import word

_HELD_AS = {"user": N_("as its user"), "owner": N_("as its owner"), "user-and-owner": N_("as user and owner")}


def paragraphs(answer: dict[str, Any]) -> list[str]:
    """The person, then each terminal, newest first."""
    person = answer["person"]
    when = moments.show(answer["from_us"])
    if answer["to_us"] != answer["from_us"]:
        when = f"{when} – {moments.show(answer['to_us'])}"
    who = ", ".join(text for text in (person["name"], person["unit_name"], person["department"]) if text)
    parts = [_("{text} at {when}:").format(text=who, when=when) + "\n" + _details(_contact(person))]
    if not answer["holdings"]:
        parts.append(_("had no terminal then"))
    parts += [_holding(number, item) for number, item in enumerate(answer["holdings"], 1)]
    if answer["is_cut"]:
        parts.append(_("there is more than is shown: narrow the time"))
    return parts


def _contact(person: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(_("id"), person["id"]), (_("telephone"), person["mobile"] or person["office_phone"])]


def _holding(number: int, item: dict[str, Any]) -> str:
    end = _("today") if item["to_us"] is None else moments.show(item["to_us"])
    pairs: list[tuple[str, Any]] = [
        (_("had it"), f"{moments.show(item['from_us'])} – {end}, {_(_HELD_AS[item['held_as']])}"),
        (_("terminal"), f"{item['reg_no']} ({word(item['terminal_type'])}, {word(item['status'])})"),
        (_("host name"), item["hostname"]),
        (_("unit"), item["unit_name"]),
        (_("room"), " ".join(text for text in (item["building"], item["room"]) if text)),
        (_("MAC addresses"), [one["mac"] for one in item["adapters"]]),
    ]
    pairs += [(_("on the wire"), _address(one)) for one in item["addresses"]]
    return f"{number}. {item['reg_no']}\n{_details(pairs)}"


def _address(one: dict[str, Any]) -> str:
    ways = [text for text, told in ((_("heard"), one["is_heard"]), (_("signed for"), one["is_claimed"])) if told]
    return _("{mac} {address} on {segment} {start} – {end} ({ways})").format(
        mac=one["mac"],
        address=one["address"] or "—",
        segment=one["segment"]["name"],
        start=moments.show(one["first_us"]),
        end=moments.show(one["last_us"]),
        ways=", ".join(ways),
    )


def _details(pairs: list[tuple[str, Any]]) -> str:
    return "\n".join(f"   {line}" for line in output.details(pairs).splitlines())

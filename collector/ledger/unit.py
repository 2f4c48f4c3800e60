"""A unit that takes part in the extranet (接入部门), in a tree."""

from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields
from protocol.phrases import say

ACCESS_CLASSES = "ABCDEF"
MOST_ALIASES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """第一责任人, 直接责任人, 网络管理员 are persons' ids; `access_class` is A to F of DB34/T 3607-2020.

    `uscc`: unified social credit code (GB 32100-2015); `aliases`: names it had, or that others write;
    `phone`: an office number.
    """

    name: str
    region_code: str
    parent_id: str | None = None
    access_class: str | None = None
    first_responsible_id: str | None = None
    direct_responsible_id: str | None = None
    administrator_id: str | None = None
    uscc: str | None = None
    aliases: tuple[str, ...] = ()
    phone: str | None = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of the three responsible persons nobody named yet (R35), in their order."""
        named = {
            "first responsible": self.first_responsible_id,
            "directly responsible": self.direct_responsible_id,
            "network administrator": self.administrator_id,
        }
        return tuple(role for role, person_id in named.items() if person_id is None)

    def checked(self) -> Self:
        """In normal form; raises InvalidValue."""
        if self.access_class is not None and (len(self.access_class) != 1 or self.access_class not in ACCESS_CLASSES):
            raise InvalidValue(
                say("access class {access_class!r}", access_class=self.access_class),
                "not one of A to F",
                "see DB34/T 3607-2020",
            )
        return replace(
            self,
            name=fields.text("unit name", self.name, 128),
            region_code=fields.region_code("region", self.region_code),
            uscc=None if self.uscc is None else fields.credit_code("credit code", self.uscc),
            aliases=fields.distinct_texts("alias", self.aliases, 128, MOST_ALIASES),
            phone=None if self.phone is None else fields.office_phone("office phone", self.phone),
        )

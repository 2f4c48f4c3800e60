"""A person: user, owner, responsible. No identity-card number is kept."""

from dataclasses import dataclass, replace
from typing import Self

from collector.errors import InvalidValue
from collector.ledger import fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`name`, `mobile`, `office_phone` and `title` are personal: sealed at rest; after erasure empty or None.

    `pledge_signed`: 保密承诺书; None: nobody said.
    """

    name: str
    unit_id: str
    department: str | None = None
    staff_no: str | None = None
    mobile: str | None = None
    office_phone: str | None = None
    title: str | None = None
    pledge_signed: bool | None = None

    def checked(self) -> Self:
        """In normal form; raises InvalidValue (R03: real name, unit, department, telephone)."""
        if self.department is None:
            raise InvalidValue("department", "is missing", "real-name registration needs 科室")
        if self.mobile is None and self.office_phone is None:
            raise InvalidValue("telephone", "is missing", "real-name registration needs a mobile or office number")
        return replace(
            self,
            name=fields.real_name("name", self.name),
            department=fields.text("department", self.department, 128),
            staff_no=fields.optional_text("staff number", self.staff_no, 64),
            mobile=None if self.mobile is None else fields.mobile("mobile", self.mobile),
            office_phone=None if self.office_phone is None else fields.office_phone("office phone", self.office_phone),
            title=fields.optional_text("title", self.title, 64),
        )

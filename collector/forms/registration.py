"""The printable registration form of one terminal (登记表, domain.md §3.1): one page of HTML that loads nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from collector.imports.sheets.headings import HEADINGS, Field

# fmt: off
GROUPS: tuple[tuple[str, tuple[Field, ...]], ...] = (
    ("单位", (Field.UNIT, Field.USCC, Field.REGION, Field.ACCESS_CLASS)),
    ("人员", (Field.DEPARTMENT, Field.IS_SHARED, Field.USER, Field.USER_STAFF_NO, Field.USER_TITLE, Field.MOBILE,
              Field.OFFICE_PHONE, Field.PLEDGE, Field.OWNER, Field.OWNER_MOBILE)),
    ("地点", (Field.LOCATION, Field.BUILDING, Field.ROOM, Field.OUTLET_NO)),
    ("设备", (Field.TERMINAL_TYPE, Field.HOSTNAME, Field.BRAND, Field.MODEL, Field.SERIAL_NO, Field.ASSET_NO,
              Field.DISK_SERIAL, Field.CPU_ARCH, Field.OS_NAME, Field.OS_VERSION, Field.IS_XINCHUANG,
              Field.AV_INSTALLED, Field.ANTIVIRUS, Field.AGENT_INSTALLED)),
    ("网络", (Field.MACS, Field.SHARED_MACS, Field.ADDRESSES, Field.SEGMENT, Field.IP_MODE, Field.NETMASK,
              Field.GATEWAY, Field.RESOLVERS, Field.SWITCH_NAME, Field.SWITCH_PORT, Field.VLAN)),
    ("接入", (Field.ACCESS_DOMAIN, Field.ACCESS_METHOD, Field.ACCESS_MODE, Field.ACCESS_WINDOW, Field.PURPOSE,
              Field.IMPORTANCE, Field.IS_TEMPORARY, Field.EXPIRES)),
    ("审批", (Field.APPLICANT, Field.APPLY_DATE, Field.APPLY_NO, Field.REVIEWER, Field.REVIEW_DATE, Field.APPROVER,
              Field.APPROVE_DATE, Field.OPINION, Field.ONLINE_DATE, Field.REMARK)),
)
# fmt: on
"""Every field in the customary order; what the head of the page says is left out."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Who prints it, when (as they read it), for what and whom; `masked`: personal values are."""

    actor: str
    at: str
    reason: str
    recipient: str | None
    masked: bool


def rendered(row: Mapping[Field, str], printed: Printed) -> str:
    """The page; `row` as an export writes it, fields without a value left out."""
    groups = [(title, [(HEADINGS[name], row.get(name, "")) for name in names]) for title, names in GROUPS]
    return _template().render(
        number=row.get(Field.REG_NO, ""),
        status=row.get(Field.STATUS, ""),
        groups=groups,
        actor=printed.actor,
        printed=printed.at,
        day=printed.at[:10],
        reason=printed.reason,
        recipient=printed.recipient,
        masked=printed.masked,
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    # What people wrote into the register is text, never markup.
    environment = Environment(
        loader=PackageLoader("collector.forms", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("registration.html")

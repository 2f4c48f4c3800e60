"""Options of a terminal's fields, the same when it is registered and when it is edited."""

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

import typer

from collector.cli import moments
from collector.cli.completing import completes
from collector.cli.texts import _
from collector.clock import SystemClock

Text = str | None
Several = list[str] | None
YesNo = bool | None

Which = Annotated[
    str,
    typer.Argument(
        help=_("registration number, host name, serial number or id"), autocompletion=completes("terminals")
    ),
]
Unit = Annotated[Text, typer.Option(help=_("unit, by name or id"), autocompletion=completes("units"))]
Segment = Annotated[
    Text, typer.Option(help=_("segment of the addresses, by name or id"), autocompletion=completes("segments"))
]
Department = Annotated[Text, typer.Option(help=_("department"))]
Location = Annotated[Text, typer.Option(help=_("location"))]
Building = Annotated[Text, typer.Option(help=_("building"))]
Room = Annotated[Text, typer.Option(help=_("room"))]
Outlet = Annotated[Text, typer.Option("--outlet", help=_("outlet"))]
Hostname = Annotated[Text, typer.Option(help=_("host name"))]
Brand = Annotated[Text, typer.Option(help=_("brand"))]
Model = Annotated[Text, typer.Option(help=_("model"))]
SerialNo = Annotated[Text, typer.Option(help=_("serial number"))]
AssetNo = Annotated[Text, typer.Option(help=_("asset number"))]
DiskSerial = Annotated[Text, typer.Option(help=_("disk serial number"))]
Os = Annotated[Text, typer.Option("--os", help=_("operating system"))]
OsVersion = Annotated[Text, typer.Option(help=_("version of the system"))]
Arch = Annotated[Text, typer.Option("--arch", help=_("processor architecture, as uname says it"))]
Xinchuang = Annotated[YesNo, typer.Option("--xinchuang/--no-xinchuang", help=_("whether it is a domestic platform"))]
IpMode = Annotated[Text, typer.Option(help=_("static or dhcp"))]
Netmask = Annotated[Text, typer.Option(help=_("netmask"))]
Gateway = Annotated[Text, typer.Option(help=_("gateway"))]
Resolvers = Annotated[Text, typer.Option("--dns", help=_("DNS servers"))]
Switch = Annotated[Text, typer.Option("--switch", help=_("switch"))]
SwitchPort = Annotated[Text, typer.Option(help=_("switch port"))]
Vlan = Annotated[int | None, typer.Option(help=_("number of the VLAN, 1 to 4094"))]
Domain = Annotated[Text, typer.Option(help=_("public-service, administrative, internet or private"))]
Method = Annotated[Text, typer.Option(help=_("wired, wireless, vpn or private-line"))]
Mode = Annotated[Text, typer.Option(help=_("dedicated, by-turns or dual-approved"))]
Window = Annotated[Text, typer.Option(help=_("hours of access, like 工作日 08:00-18:30"))]
Purpose = Annotated[Text, typer.Option(help=_("what it is for"))]
Importance = Annotated[Text, typer.Option(help=_("ordinary, important or core"))]
AntivirusInstalled = Annotated[
    YesNo, typer.Option("--antivirus-installed/--no-antivirus", help=_("whether an antivirus is installed"))
]
Antivirus = Annotated[Text, typer.Option(help=_("which antivirus"))]
Shared = Annotated[YesNo, typer.Option("--shared/--not-shared", help=_("whether several people use it"))]
Temporary = Annotated[YesNo, typer.Option("--temporary/--permanent", help=_("temporary: give --expires, too"))]
Agent = Annotated[YesNo, typer.Option("--agent/--no-agent", help=_("whether an agent belongs on it; else by its type"))]
Expires = Annotated[Text, typer.Option(help=_("end of a temporary registration"))]
Remark = Annotated[Text, typer.Option(help=_("remark"))]

FIELDS: dict[str, tuple[str, Any]] = {
    "unit": ("unit", Unit),
    "department": ("department", Department),
    "location": ("location", Location),
    "building": ("building", Building),
    "room": ("room", Room),
    "outlet": ("outlet_no", Outlet),
    "hostname": ("hostname", Hostname),
    "brand": ("brand", Brand),
    "model": ("model", Model),
    "serial_no": ("serial_no", SerialNo),
    "asset_no": ("asset_no", AssetNo),
    "disk_serial": ("disk_serial", DiskSerial),
    "os_name": ("os_name", Os),
    "os_version": ("os_version", OsVersion),
    "arch": ("cpu_arch", Arch),
    "xinchuang": ("is_xinchuang", Xinchuang),
    "ip_mode": ("ip_mode", IpMode),
    "netmask": ("netmask", Netmask),
    "gateway": ("gateway", Gateway),
    "dns": ("resolvers", Resolvers),
    "switch": ("switch_name", Switch),
    "switch_port": ("switch_port", SwitchPort),
    "vlan": ("vlan", Vlan),
    "domain": ("access_domain", Domain),
    "method": ("access_method", Method),
    "mode": ("access_mode", Mode),
    "window": ("access_window", Window),
    "purpose": ("purpose", Purpose),
    "importance": ("importance", Importance),
    "antivirus_installed": ("antivirus_installed", AntivirusInstalled),
    "antivirus": ("antivirus", Antivirus),
    "shared": ("is_shared", Shared),
    "temporary": ("is_temporary", Temporary),
    "agent": ("agent_expected", Agent),
    "expires": ("expires_us", Expires),
    "remark": ("remark", Remark),
    "segment": ("segment", Segment),
}
"""By the name of its parameter: what the door calls the field, and its option."""

C = TypeVar("C", bound=Callable[..., None])


def with_fields(command: C) -> C:
    """A command that takes the options of FIELDS besides its own, as keywords; its own of the same name stay."""
    signature = inspect.signature(command)
    own = [item for item in signature.parameters.values() if item.kind is not inspect.Parameter.VAR_KEYWORD]
    known = {item.name for item in own}
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, (_field, option) in FIELDS.items()
        if name not in known
    ]
    # typer reads a command's options off its signature and annotations.
    command.__signature__ = signature.replace(parameters=[*own, *more])  # type: ignore[attr-defined]
    command.__annotations__ |= {item.name: item.annotation for item in more}
    return command


def declared(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, as the door calls their fields; raises CommandFailed for an unreadable time."""
    content = {FIELDS[name][0]: value for name, value in given.items() if name in FIELDS and value is not None}
    if "expires_us" in content:
        content["expires_us"] = moments.parse_end(content["expires_us"], SystemClock().now_us())
    return content

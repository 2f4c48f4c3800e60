"""Which of a PC's adapters is a wire, or a radio, of its own. Pure."""

from collections.abc import Iterable

from protocol.observations import Adapter, AdapterKind

# Containers, virtual machines and tunnels have addresses of their own and are no second wire.
_REAL = frozenset(
    {
        AdapterKind.WIRED,
        AdapterKind.WIFI,
        AdapterKind.WWAN,
        AdapterKind.USB_TETHER,
        AdapterKind.BLUETOOTH,
        AdapterKind.PPP,
    }
)


def is_real(adapter: Adapter) -> bool:
    """Whether it leads out of this PC by itself."""
    return adapter.kind in _REAL


def is_connected(adapter: Adapter) -> bool:
    """Up, and not known to be without a link."""
    return adapter.is_up and adapter.carrier is not False


def is_part_of(adapter: Adapter, attached: Iterable[str], adapters: Iterable[Adapter]) -> bool:
    """A port of an attached bridge or bond, or the link under an attached VLAN, is the same wire."""
    wanted = set(attached)
    links = [link for link in adapters if link.id in wanted]
    return any(adapter.name in link.lower or adapter.master == link.name for link in links)

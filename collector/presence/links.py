"""Which of a PC's adapters is a wire, or a radio, of its own. Pure."""

from protocol.observations import Adapter, AdapterKind, Route

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


_DISGUISED = 3
"""Routes to an eighth of all addresses each are a default route in disguise: 0.0.0.0/1 and 128.0.0.0/1, 2000::/3."""


def is_default(route: Route) -> bool:
    """Whether it leads everywhere, as a default route or as one in disguise, which wins over the plain one."""
    return route.destination.prefixlen <= _DISGUISED


def is_real(adapter: Adapter) -> bool:
    """Whether it leads out of this PC by itself."""
    return adapter.kind in _REAL


def is_connected(adapter: Adapter) -> bool:
    """Up, and not known to be without a link."""
    return adapter.is_up and adapter.carrier is not False

"""A small office LAN of network namespaces on the real kernel: a switch, hosts, real frames between them.

Nothing leaves it: the namespaces have no way to the machine's own networks. Needs root, or to run inside
`unshare --user --map-root-user --mount --net`.
"""

from tests.support.laboratory.door import Door
from tests.support.laboratory.lan import Host, Lan
from tests.support.laboratory.namespace import Namespace, why_no_namespaces

__all__ = ["Door", "Host", "Lan", "Namespace", "why_no_namespaces"]

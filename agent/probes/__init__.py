"""One file for each question asked of this PC. Adding one: a file, a line here, a test file."""

from agent.probes.accounts import AccountsProbe
from agent.probes.adapters import AdaptersProbe
from agent.probes.addressing import AddressingProbe
from agent.probes.antivirus import AntivirusProbe
from agent.probes.attached_devices import AttachedDevicesProbe
from agent.probes.firewall import FirewallProbe
from agent.probes.host_identity import HostIdentityProbe
from agent.probes.listening import ListeningProbe
from agent.probes.neighbours import NeighboursProbe
from agent.probes.probe import Probe
from agent.probes.sharing import SharingProbe
from agent.probes.time import TimeProbe
from agent.probes.wireless import WirelessProbe

ALL_PROBES: tuple[Probe, ...] = (
    HostIdentityProbe(),
    AdaptersProbe(),
    AttachedDevicesProbe(),
    WirelessProbe(),
    AddressingProbe(),
    NeighboursProbe(),
    SharingProbe(),
    AntivirusProbe(),
    FirewallProbe(),
    ListeningProbe(),
    AccountsProbe(),
    TimeProbe(),
)

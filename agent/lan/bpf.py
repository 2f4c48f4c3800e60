"""The kernel filter of the listener: a classic BPF program as literal instructions.

Lets through: ARP; LLDP; CDP (by its SNAP header); ICMPv6 130…137 and 143 (multicast listeners, router and neighbour
discovery, redirect), also behind one 8-octet hop-by-hop header; UDP to ports 67, 68 (DHCP) and 546, 547 (DHCPv6); UDP
from ports 5353 (mDNS), 5355 (LLMNR) and 137 (NetBIOS names) unless it is a plain query: which names somebody looks for
does not leave the kernel. Each of them bare or inside one or two 802.1Q or 802.1ad tags. The kernel takes the outermost
tag off before the filter sees the frame, so a tag found here is a second one or one on an interface that hands frames
over as they are.

Derived by hand in the notation of Linux's bpf_asm (Documentation/networking/filter.rst); X holds how many octets lie
before the fields that untagged frames have at fixed offsets. A load beyond the frame's end ends the program with 0.
"""

from agent.host.packet_socket import SNAP_BYTES, Instruction

LISTENING_FILTER = (
    Instruction(0x28, 0, 0, 12),  # 0 EtherType
    Instruction(0x15, 3, 0, 0x8100),  # 1 802.1Q
    Instruction(0x15, 2, 0, 0x88A8),  # 2 802.1ad
    Instruction(0x01, 0, 0, 0),  # 3 X = octets of the tags
    Instruction(0x05, 0, 0, 6),  # 4
    Instruction(0x28, 0, 0, 16),  # 5 EtherType behind the tag
    Instruction(0x15, 3, 0, 0x8100),  # 6 a second tag
    Instruction(0x15, 2, 0, 0x88A8),  # 7
    Instruction(0x01, 0, 0, 4),  # 8 one tag
    Instruction(0x05, 0, 0, 1),  # 9
    Instruction(0x01, 0, 0, 8),  # 10 two tags
    Instruction(0x48, 0, 0, 12),  # 11 type: EtherType behind the tags
    Instruction(0x15, 46, 0, 0x0806),  # 12 ARP
    Instruction(0x15, 45, 0, 0x88CC),  # 13 LLDP
    Instruction(0x15, 13, 0, 0x86DD),  # 14
    Instruction(0x15, 0, 39, 0x0800),  # 15
    Instruction(0x50, 0, 0, 23),  # 16 IPv4 protocol
    Instruction(0x15, 0, 42, 17),  # 17
    Instruction(0x48, 0, 0, 20),  # 18 flags, fragment offset
    Instruction(0x45, 40, 0, 0x1FFF),  # 19 a later fragment has no ports
    Instruction(0x50, 0, 0, 14),  # 20 version, header length
    Instruction(0x54, 0, 0, 0x0F),  # 21
    Instruction(0x64, 0, 0, 2),  # 22
    Instruction(0x0C, 0, 0, 0),  # 23
    Instruction(0x07, 0, 0, 0),  # 24 X = tags + IPv4 header
    Instruction(0x48, 0, 0, 16),  # 25 UDP destination port
    Instruction(0x15, 32, 0, 67),  # 26
    Instruction(0x15, 31, 21, 68),  # 27
    Instruction(0x50, 0, 0, 20),  # 28 ip6: next header
    Instruction(0x15, 9, 0, 58),  # 29
    Instruction(0x15, 12, 0, 17),  # 30
    Instruction(0x15, 0, 28, 0),  # 31 hop-by-hop options
    Instruction(0x50, 0, 0, 54),  # 32 next header behind them
    Instruction(0x15, 0, 26, 58),  # 33
    Instruction(0x50, 0, 0, 55),  # 34 their length, 8 octets each, the first not counted
    Instruction(0x15, 0, 24, 0),  # 35
    Instruction(0x87, 0, 0, 0),  # 36
    Instruction(0x04, 0, 0, 8),  # 37
    Instruction(0x07, 0, 0, 0),  # 38 X = tags + hop-by-hop header
    Instruction(0x50, 0, 0, 54),  # 39 icmp6: ICMPv6 type
    Instruction(0x35, 0, 19, 130),  # 40 listener query, report, done; router and neighbour discovery; redirect
    Instruction(0x25, 0, 17, 137),  # 41
    Instruction(0x15, 16, 17, 143),  # 42 listener report of version 2
    Instruction(0x87, 0, 0, 0),  # 43 udp6: UDP fields where those of IPv4 are
    Instruction(0x04, 0, 0, 40),  # 44
    Instruction(0x07, 0, 0, 0),  # 45 X = tags + what an IPv6 header has
    Instruction(0x48, 0, 0, 16),  # 46 UDP destination port
    Instruction(0x15, 11, 0, 546),  # 47
    Instruction(0x15, 10, 0, 547),  # 48
    Instruction(0x48, 0, 0, 14),  # 49 names: UDP source port
    Instruction(0x15, 2, 0, 5353),  # 50 mDNS
    Instruction(0x15, 1, 0, 5355),  # 51 LLMNR
    Instruction(0x15, 0, 7, 137),  # 52 NetBIOS names
    Instruction(0x50, 0, 0, 24),  # 53 DNS response bit and operation: all zero in a plain query
    Instruction(0x45, 4, 5, 0xF8),  # 54
    Instruction(0x40, 0, 0, 14),  # 55 snap: LLC, SNAP
    Instruction(0x15, 0, 3, 0xAAAA0300),  # 56
    Instruction(0x40, 0, 0, 18),  # 57
    Instruction(0x15, 0, 1, 0x000C2000),  # 58 CDP
    Instruction(0x06, 0, 0, SNAP_BYTES),  # 59 accept: keep this many octets
    Instruction(0x06, 0, 0, 0),  # 60 drop
)
"""For PacketSocket; jumps count instructions to skip."""

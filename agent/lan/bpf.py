"""The kernel filter of the listener: a classic BPF program as literal instructions.

Lets through: ARP; ICMPv6 133…136 (router and neighbour discovery, RFC 4861), also behind one 8-octet hop-by-hop
header; UDP to ports 67, 68 (DHCP) and 546, 547 (DHCPv6); each of them bare or inside one 802.1Q or 802.1ad tag.
The kernel takes the outermost tag off before the filter sees the frame, so a tag found here is a second one or one on
an interface that hands frames over as they are.

Derived by hand in the notation of Linux's bpf_asm (Documentation/networking/filter.rst); X holds how many octets lie
before the fields that untagged frames have at fixed offsets. A load beyond the frame's end ends the program with 0.
ICMPv6 137 (redirect) is left out: it says nothing of who is there.
"""

from agent.host.packet_socket import SNAP_BYTES, Instruction

LISTENING_FILTER = (
    Instruction(0x28, 0, 0, 12),  # 0 EtherType
    Instruction(0x15, 3, 0, 0x8100),  # 1 802.1Q
    Instruction(0x15, 2, 0, 0x88A8),  # 2 802.1ad
    Instruction(0x01, 0, 0, 0),  # 3 X = octets of the tag
    Instruction(0x05, 0, 0, 1),  # 4
    Instruction(0x01, 0, 0, 4),  # 5 tagged
    Instruction(0x48, 0, 0, 12),  # 6 type: EtherType behind the tag
    Instruction(0x15, 31, 0, 0x0806),  # 7 ARP
    Instruction(0x15, 13, 0, 0x86DD),  # 8
    Instruction(0x15, 0, 30, 0x0800),  # 9
    Instruction(0x50, 0, 0, 23),  # 10 IPv4 protocol
    Instruction(0x15, 0, 28, 17),  # 11
    Instruction(0x48, 0, 0, 20),  # 12 flags, fragment offset
    Instruction(0x45, 26, 0, 0x1FFF),  # 13 a later fragment has no ports
    Instruction(0x50, 0, 0, 14),  # 14 version, header length
    Instruction(0x54, 0, 0, 0x0F),  # 15
    Instruction(0x64, 0, 0, 2),  # 16
    Instruction(0x0C, 0, 0, 0),  # 17
    Instruction(0x07, 0, 0, 0),  # 18 X = tag + IPv4 header
    Instruction(0x48, 0, 0, 16),  # 19 UDP destination port
    Instruction(0x15, 18, 0, 67),  # 20
    Instruction(0x15, 17, 18, 68),  # 21
    Instruction(0x50, 0, 0, 20),  # 22 ip6: next header
    Instruction(0x15, 9, 0, 58),  # 23
    Instruction(0x15, 11, 0, 17),  # 24
    Instruction(0x15, 0, 14, 0),  # 25 hop-by-hop options
    Instruction(0x50, 0, 0, 54),  # 26 next header behind them
    Instruction(0x15, 0, 12, 58),  # 27
    Instruction(0x50, 0, 0, 55),  # 28 their length, 8 octets each, the first not counted
    Instruction(0x15, 0, 10, 0),  # 29
    Instruction(0x50, 0, 0, 62),  # 30 ICMPv6 type
    Instruction(0x35, 0, 8, 133),  # 31
    Instruction(0x25, 7, 6, 136),  # 32
    Instruction(0x50, 0, 0, 54),  # 33 icmp6: ICMPv6 type
    Instruction(0x35, 0, 5, 133),  # 34
    Instruction(0x25, 4, 3, 136),  # 35
    Instruction(0x48, 0, 0, 56),  # 36 udp6: UDP destination port
    Instruction(0x15, 1, 0, 546),  # 37
    Instruction(0x15, 0, 1, 547),  # 38
    Instruction(0x06, 0, 0, SNAP_BYTES),  # 39 accept: keep this many octets
    Instruction(0x06, 0, 0, 0),  # 40 drop
)
"""For PacketSocket; jumps count instructions to skip."""

"""The kernel filter of the listener: a classic BPF program as literal instructions.

Lets through: ARP; LLDP; CDP (by its SNAP header); ICMPv6 130…137 and 143 (multicast listeners, router and neighbour
discovery, redirect); UDP to ports 67, 68 (DHCP) and 546, 547 (DHCPv6); UDP from ports 5353 (mDNS), 5355 (LLMNR) and
137 (NetBIOS names) unless it is a plain query: which names somebody looks for does not leave the kernel. Those of IPv6
also behind one or two hop-by-hop, routing or destination headers of any length: hosts obey a router's advertisement
there, and switches' guards overlook it (RFC 7113). Three such headers serve nobody but who hides: whatever is behind
them passes, and is counted as unreadable. No IPv6 fragments: hosts obey no neighbour discovery in them (RFC 6980).

Each of them bare or inside one or two 802.1Q or 802.1ad tags. The kernel takes the outermost tag off before the filter
sees the frame, so a tag found here is a second one or one on an interface that hands frames over as they are.

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
    Instruction(0x15, 67, 0, 0x0806),  # 12 ARP
    Instruction(0x15, 66, 0, 0x88CC),  # 13 LLDP
    Instruction(0x15, 13, 0, 0x86DD),  # 14
    Instruction(0x15, 0, 60, 0x0800),  # 15
    Instruction(0x50, 0, 0, 23),  # 16 IPv4 protocol
    Instruction(0x15, 0, 63, 17),  # 17
    Instruction(0x48, 0, 0, 20),  # 18 flags, fragment offset
    Instruction(0x45, 61, 0, 0x1FFF),  # 19 a later fragment has no ports
    Instruction(0x50, 0, 0, 14),  # 20 version, header length
    Instruction(0x54, 0, 0, 0x0F),  # 21
    Instruction(0x64, 0, 0, 2),  # 22
    Instruction(0x0C, 0, 0, 0),  # 23
    Instruction(0x07, 0, 0, 0),  # 24 X = tags + IPv4 header
    Instruction(0x48, 0, 0, 16),  # 25 UDP destination port
    Instruction(0x15, 53, 0, 67),  # 26
    Instruction(0x15, 52, 42, 68),  # 27
    Instruction(0x50, 0, 0, 20),  # 28 ip6: next header
    Instruction(0x15, 30, 0, 58),  # 29 ICMPv6
    Instruction(0x15, 33, 0, 17),  # 30 UDP
    Instruction(0x15, 2, 0, 0),  # 31 hop-by-hop options
    Instruction(0x15, 1, 0, 43),  # 32 routing
    Instruction(0x15, 0, 47, 60),  # 33 destination options
    Instruction(0x50, 0, 0, 54),  # 34 ext1: next header behind it
    Instruction(0x02, 0, 0, 0),  # 35 kept in M[0]
    Instruction(0x50, 0, 0, 55),  # 36 its length, 8 octets each, the first not counted
    Instruction(0x64, 0, 0, 3),  # 37
    Instruction(0x0C, 0, 0, 0),  # 38
    Instruction(0x04, 0, 0, 8),  # 39
    Instruction(0x07, 0, 0, 0),  # 40 X = tags + headers so far
    Instruction(0x60, 0, 0, 0),  # 41
    Instruction(0x15, 17, 0, 58),  # 42 ICMPv6
    Instruction(0x15, 20, 0, 17),  # 43 UDP
    Instruction(0x15, 2, 0, 0),  # 44 hop-by-hop options
    Instruction(0x15, 1, 0, 43),  # 45 routing
    Instruction(0x15, 0, 34, 60),  # 46 destination options
    Instruction(0x50, 0, 0, 54),  # 47 ext2: next header behind it
    Instruction(0x02, 0, 0, 0),  # 48 kept in M[0]
    Instruction(0x50, 0, 0, 55),  # 49 its length, 8 octets each, the first not counted
    Instruction(0x64, 0, 0, 3),  # 50
    Instruction(0x0C, 0, 0, 0),  # 51
    Instruction(0x04, 0, 0, 8),  # 52
    Instruction(0x07, 0, 0, 0),  # 53 X = tags + headers so far
    Instruction(0x60, 0, 0, 0),  # 54
    Instruction(0x15, 4, 0, 58),  # 55 ICMPv6
    Instruction(0x15, 7, 0, 17),  # 56 UDP
    Instruction(0x15, 22, 0, 0),  # 57 hop-by-hop options
    Instruction(0x15, 21, 0, 43),  # 58 routing
    Instruction(0x15, 20, 21, 60),  # 59 destination options
    Instruction(0x50, 0, 0, 54),  # 60 icmp6: ICMPv6 type
    Instruction(0x35, 0, 19, 130),  # 61 listener query, report, done; router and neighbour discovery; redirect
    Instruction(0x25, 0, 17, 137),  # 62
    Instruction(0x15, 16, 17, 143),  # 63 listener report of version 2
    Instruction(0x87, 0, 0, 0),  # 64 udp6: UDP fields where those of IPv4 are
    Instruction(0x04, 0, 0, 40),  # 65
    Instruction(0x07, 0, 0, 0),  # 66 X = tags + what an IPv6 header has
    Instruction(0x48, 0, 0, 16),  # 67 UDP destination port
    Instruction(0x15, 11, 0, 546),  # 68
    Instruction(0x15, 10, 0, 547),  # 69
    Instruction(0x48, 0, 0, 14),  # 70 names: UDP source port
    Instruction(0x15, 2, 0, 5353),  # 71 mDNS
    Instruction(0x15, 1, 0, 5355),  # 72 LLMNR
    Instruction(0x15, 0, 7, 137),  # 73 NetBIOS names
    Instruction(0x50, 0, 0, 24),  # 74 DNS response bit and operation: all zero in a plain query
    Instruction(0x45, 4, 5, 0xF8),  # 75
    Instruction(0x40, 0, 0, 14),  # 76 snap: LLC, SNAP
    Instruction(0x15, 0, 3, 0xAAAA0300),  # 77
    Instruction(0x40, 0, 0, 18),  # 78
    Instruction(0x15, 0, 1, 0x000C2000),  # 79 CDP
    Instruction(0x06, 0, 0, SNAP_BYTES),  # 80 accept: keep this many octets
    Instruction(0x06, 0, 0, 0),  # 81 drop
)
"""For PacketSocket; jumps count instructions to skip."""

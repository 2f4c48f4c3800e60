"""A whole site on the wire: three segments, twelve PCs with agents, routers and printers, and who attacks it.

Everything runs in namespaces of its own on the real kernel, agents and collector speak over that wire, through real
routers: keepalived for the gateway's VRRP pair, dnsmasq for leases and router advertisements, radvd for a rogue one,
the kernel's own proxy ARP, and nftables for a private router's NAT.
"""

"""The only door to the machine: sysfs, procfs, netlink, packet sockets and clocks. Every root can be put elsewhere."""

"""The kernel's netlink: pure packers and parsers in the message modules, sockets in `sockets` and `events` only."""

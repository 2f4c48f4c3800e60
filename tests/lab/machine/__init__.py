"""One running guest: QEMU's command line, its control socket, the channel commands travel by."""

"""Debian packages of the guest: an office PC with a kernel that has radios, and what the scenarios play with."""

SUITE, PYTHON_VERSION = "bookworm", "3.11"

PACKAGES = (
    # a whole system
    "systemd", "systemd-sysv", "udev", "dbus", "kmod", "linux-image-amd64", "procps", "python3",
    # the initramfs' only program: the host's own busybox may need libraries
    "busybox-static",
    # networks
    "iproute2", "nftables", "dnsmasq-base", "network-manager", "ppp", "wireless-regdb",
    # radios
    "iw", "wpasupplicant", "hostapd", "rfkill", "bluez-test-tools",
)  # fmt: skip

"""Makes the guest's image from nothing: packages, disk, initramfs, a snapshot of the booted system."""

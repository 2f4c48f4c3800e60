"""The project's laboratory: the real agent on a real Debian kernel with radios and USB devices (docs/laboratory.md)."""

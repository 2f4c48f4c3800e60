"""What runs in the guest: standard library only, started by the channel; the host imports its pure parts for tests."""

"""`python -m collector` is `mingce`."""

from collector.cli.main import run

run()

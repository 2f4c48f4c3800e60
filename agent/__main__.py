"""`python -m agent` is `mingce-agent`."""

from agent.cli.main import run

run()

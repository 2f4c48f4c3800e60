"""`mingce-agent decode CAPTURE`: what listening would have made of a capture file."""

from pathlib import Path

from agent.cli.command import ExitCode, Invocation


def decode(call: Invocation) -> ExitCode:
    # Only here: scapy costs 60 MB and a second.
    from agent.diagnosis.capture import decode_capture, render

    report = decode_capture(Path(call.arguments.capture))
    call.say(render(report, call.arguments.json, call.translate).rstrip("\n"))
    return ExitCode.OK

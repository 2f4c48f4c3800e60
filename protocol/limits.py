"""Ceilings of protocol 0. No policy lifts them; both sides enforce them before they parse."""

REPORT_BYTES = 256 * 1024
BEAT_BYTES = 32 * 1024
STANDBY_BYTES = 1024
ENROLMENT_BYTES = 32 * 1024
ANSWER_BYTES = 512 * 1024
POLICY_BYTES = 256 * 1024

OBSERVATIONS_PER_REPORT = 2_000
REPORTS_PER_DELIVERY = 64
DELIVERY_BYTES = 1024 * 1024

SIGNATURE_BYTES = 64
DEPTH = 12
"""Nesting of the JSON text; our deepest message needs six."""

PROBE_FRAMES_PER_SECOND = 10
"""Of one agent, all adapters together: switches' ARP inspection trips at 15 a port."""

"""What passes on the wire of a segment: filter, decode, suppress repeats, report. Nobody's payload is looked at."""

"""Commands a person runs; the only part of the agent that may use scapy (extra `diagnosis`)."""

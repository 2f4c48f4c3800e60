"""Evidence packets: an answer with its evidence in one signed file, checked with the collector's public key alone."""

"""Papers for people to print and sign: pages that load nothing from anywhere."""

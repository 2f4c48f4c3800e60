"""Keys, certificates and sealing: what the collector proves itself and protects its contents with."""

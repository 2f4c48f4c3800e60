"""The collector: keeps the real-name ledger, hears the agents, judges, alerts and answers who held what when."""

"""From observations to acknowledged reports: spool, back-off, sender."""

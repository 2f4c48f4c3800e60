"""Which antivirus products are known, and how one is recognised on this PC."""

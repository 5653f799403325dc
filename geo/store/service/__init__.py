"""The service file beside the store: accounts, audit chain, reports, releases; it never waits for imports."""

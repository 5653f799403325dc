"""Long work outside web requests: the `runs` table is the queue and the truth, each run a process of its own."""

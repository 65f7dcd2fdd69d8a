"""Nothing here is a test: these scripts print figures, and never assert on time."""

collect_ignore_glob = ["*.py"]

"""``python -m ingest``; the commands are in ingest.cli."""

import sys

try:
    from ingest.cli import main

    main()
except KeyboardInterrupt:  # Ctrl-C while modules were loading, which takes a second
    sys.exit(130)

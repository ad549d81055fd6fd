"""``python -m ingest``; the commands are in ingest.cli."""

import sys
from pathlib import Path

try:
    from ingest.cli import main

    main()
except KeyboardInterrupt:  # Ctrl-C while modules were loading, which takes a second
    sys.exit(130)
except FileNotFoundError as error:
    # What the rules of reading need is read as their modules load.
    if Path(error.filename or "").parent.name != "extraction":
        raise
    sys.exit(f"error: {error.filename}: not there, but part of the program: put it back")

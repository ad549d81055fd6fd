"""``python -m ingest``; the commands are in ingest.cli."""

import sys

try:
    from ingest.cli import main

    main()
except KeyboardInterrupt:  # Ctrl-C while modules were loading, which takes a second
    sys.exit(130)
except FileNotFoundError as error:  # what the rules of reading need is read as they load
    sys.exit(f"error: {error.filename}: not there, but part of the program: put it back")

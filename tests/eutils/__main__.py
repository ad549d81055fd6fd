"""Serve the stand-in by hand: ``python -m tests.eutils --port 8009 --day 0``."""

from __future__ import annotations

import argparse
import signal
from datetime import date

from .population import Population
from .server import StandIn


def main() -> None:
    """Print the base address for EUTILS_URL and serve until interrupted (Ctrl+C)."""
    parser = argparse.ArgumentParser(prog="python -m tests.eutils", description=__doc__)
    parser.add_argument("--port", type=int, default=8009)
    parser.add_argument("--day", type=int, default=0, help="days already passed (default 0)")
    parser.add_argument(
        "--first-day",
        type=date.fromisoformat,
        default=date.today().replace(day=1),
        help="the date of day 0 (default the first of this month)",
    )
    parser.add_argument("--records", type=int, default=60, help="records on day 0 (default 60)")
    parser.add_argument("--activity", type=int, default=6, help="events a day (default 6)")
    parser.add_argument("--seed", type=int, default=0, help="another seed, another PubMed")
    parser.add_argument("--faults", type=float, default=0.0, help="share of calls that fail, 0-1")
    parser.add_argument("--cap", type=int, default=9_999, help="most ids of one search")
    options = parser.parse_args()
    population = Population(
        options.records,
        seed=options.seed,
        activity=options.activity,
        first_day=options.first_day,
    )
    population.advance(options.day)
    server = StandIn(
        population,
        seed=options.seed,
        faults=options.faults,
        cap=options.cap,
        port=options.port,
    )
    # A job in the background of a shell is started with interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print(server.url, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.close()


if __name__ == "__main__":
    main()

"""A stand-in of NCBI E-utilities on loopback, as awkward as the real one (docs/stand-in.md)."""

from .citation import Author, Citation, Heading, Link, Published, Section
from .faults import TRANSIENT, Fault, Listed, Seeded
from .population import Population
from .server import Call, StandIn, busiest_second

__all__ = [
    "TRANSIENT",
    "Author",
    "Call",
    "Citation",
    "Fault",
    "Heading",
    "Link",
    "Listed",
    "Population",
    "Published",
    "Section",
    "Seeded",
    "StandIn",
    "busiest_second",
]

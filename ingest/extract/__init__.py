"""Reading title and abstract: text in, facts out. Knows no SQL and no network."""

from ingest.extract.context import Question
from ingest.extract.fact import Fact, Span
from ingest.extract.reader import Reading, read
from ingest.extract.text.document import Document

__all__ = ["Document", "Fact", "Question", "Reading", "Span", "read"]

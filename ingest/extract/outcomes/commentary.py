"""Comments, replies and editorials, which speak of what others found."""

from __future__ import annotations

from ingest.extract.context import Context
from ingest.extract.scar_facts import tells_of_patients
from ingest.extract.text.document import Document


def is_commentary(document: Document, context: Context) -> bool:
    """Whether the title says that the report comments on another, and it tells of no patients of
    its own."""
    design = context.fact("design")
    return (
        design is not None
        and design.value == "other"
        and design.start is not None
        and design.start < document.title_end
        and not tells_of_patients(document)
    )

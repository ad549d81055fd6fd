"""One seeded record of the population, composed from the texts of ``texts.py``."""

from __future__ import annotations

from datetime import date
from random import Random

from .citation import MONTHS, Author, Citation, Published, Section
from .texts import AUTHORS, BOOK, CHOICES, GROUP, JOURNALS, TOPICS, Topic


def write(pmid: str, random: Random, created: date) -> Citation:
    """A citation on a seeded topic, created (and, if indexed, completed) on the given day."""
    topic = random.choice(TOPICS)
    words = {name: random.choice(values) for name, values in CHOICES.items()}
    doi = f"10.5555/needling.{pmid}"
    return Citation(
        pmid=pmid,
        title=random.choice(topic.titles).format(**words),
        journal=BOOK if topic.book else random.choice(JOURNALS),
        published=_published(random, created),
        created=created,
        entered=created,
        revised=created,
        modified=created,
        book=topic.book,
        status="MEDLINE" if topic.headings else "PubMed-not-MEDLINE",
        indexing_method="Automated" if topic.headings else None,
        completed=created if topic.headings else None,
        abstract=tuple(
            Section(section.label, section.category, section.text.format(**words))
            for section in topic.sections
        ),
        vernacular_title=topic.vernacular_title,
        languages=("ger",) if topic.vernacular_title else ("eng",),
        authors=_authors(random),
        doi=None if topic.book else doi,
        volume=str(random.randrange(1, 60)),
        issue=str(random.randrange(1, 13)),
        pages=random.choice(("101-9", "1420-35", "e0211", None)),
        publication_types=topic.publication_types,
        mesh=topic.headings,
        keywords=topic.keywords,
        registrations=_registrations(random, topic),
        cited_dois=tuple(f"10.5555/cited.{random.randrange(500)}" for _ in range(3)),
    )


def _published(random: Random, created: date) -> Published:
    """The date in any of the shapes that PubMed prints."""
    year, month = created.year, MONTHS[created.month - 1]
    return random.choice(
        (
            Published(year),
            Published(year, month),
            Published(year, month, created.day),
            Published(year, season="Jul-Aug"),
            Published(year, season="Winter"),
            Published(year, medline_date=f"{year} Dec-{year + 1} Jan"),
        )
    )


def _authors(random: Random) -> tuple[Author, ...]:
    people = tuple(
        Author(
            last_name=last_name,
            fore_name=fore_name,
            initials="".join(part[0] for part in fore_name.split()) if fore_name else None,
            affiliation=f"Department of Dermatology, University of {last_name}, Nowhere.",
        )
        for last_name, fore_name in random.sample(AUTHORS, random.randrange(1, 5))
    )
    return (*people, Author(None, collective_name=GROUP)) if random.random() < 0.1 else people


def _registrations(random: Random, topic: Topic) -> tuple[tuple[str, str], ...]:
    is_trial = any(name == "Randomized Controlled Trial" for _, name in topic.publication_types)
    return (("ClinicalTrials.gov", f"NCT{random.randrange(10**8):08}"),) if is_trial else ()

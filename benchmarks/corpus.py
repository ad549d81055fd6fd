"""A corpus of invented PubMed records of realistic size and shape, for the benchmarks.

The shape follows what was measured on real records: about 6.3 KB of XML each, 62 % with a
structured abstract and 12 % with none, 5.6 authors with affiliations, 6.6 MeSH headings and 2.3
references on average. One record in eight is about something else than scars. The same seed
gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import yaml

Words: TypeAlias = dict[str, Any]
"""Words and sentences by kind, as corpus.yaml lists them."""


def read_words(name: str) -> Words:
    words: Words = yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
    return words


WORDS = read_words("corpus.yaml")
ELSEWHERE = WORDS | read_words("elsewhere.yaml")
"""Of records on the rest of medicine."""
FIRST_PMID = 80_000_001
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SECTIONS = (
    ("BACKGROUND", "background", 3),
    ("OBJECTIVE", "objective", 1),
    ("METHODS", "methods", 4),
    ("RESULTS", "results", 5),
    ("CONCLUSIONS", "conclusions", 2),
)
HEADER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def write_corpus(path: Path, records: int, seed: int) -> None:
    """Write a PubmedArticleSet of ``records`` articles to ``path``."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER + "<PubmedArticleSet>\n")
        for article in articles(records, seed):
            file.write(article)
        file.write("</PubmedArticleSet>\n")


def articles(
    records: int, seed: int, *, first: int = FIRST_PMID, on_topic: float = 1
) -> Iterator[str]:
    """Yield ``records`` PubmedArticle elements, one a line, numbered from ``first``.

    ``on_topic`` is the share that is of the kind described above; the others are of the rest of
    medicine and hold no word on scars or needling.
    """
    random = Random(seed)
    elsewhere = Random(f"{seed}:elsewhere")
    for number in range(records):
        if on_topic < 1 and elsewhere.random() >= on_topic:
            yield _article(ELSEWHERE, elsewhere, first + number)
        else:
            yield _article(WORDS, random, first + number)


def _article(words: Words, random: Random, pmid: int) -> str:
    slots = _slots(words, random)
    abstract, short = _abstract(words, random, slots)
    title = _fill(random.choice(words["short_titles" if short else "titles"]), slots)
    types = [random.choice(words["short_types"])] if short else slots["types"]
    year, month, day = random.randint(2005, 2025), random.randint(1, 12), random.randint(1, 28)
    doi = f"10.5555/bench.{year}.{pmid}"
    name, abbreviation, country = random.choice(words["journals"])
    issn = f"{1000 + len(name) * 37}-{2000 + len(country) * 91}"
    page = random.randint(1, 900)
    end = page + random.randint(2, 12)
    return (
        "<PubmedArticle>"
        '<MedlineCitation Status="MEDLINE" Owner="NLM" IndexingMethod="Automated">'
        f'<PMID Version="1">{pmid}</PMID>'
        f"<DateCompleted>{_day(year, month, day)}</DateCompleted>"
        f"<DateRevised>{_day(year + 1, month, day)}</DateRevised>"
        '<Article PubModel="Print-Electronic">'
        f'<Journal><ISSN IssnType="Electronic">{issn}</ISSN>'
        f'<JournalIssue CitedMedium="Internet"><Volume>{year - 1990}</Volume>'
        f"<Issue>{month}</Issue><PubDate>{_pub_date(random, year, month, day)}</PubDate>"
        f"</JournalIssue><Title>{name}</Title>"
        f"<ISOAbbreviation>{abbreviation}</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{title}</ArticleTitle>"
        f"<Pagination><StartPage>{page}</StartPage><EndPage>{end}</EndPage>"
        f"<MedlinePgn>{page}-{end}</MedlinePgn></Pagination>"
        f'<ELocationID EIdType="doi" ValidYN="Y">{doi}</ELocationID>'
        f"{abstract}{_authors(words, random, year)}<Language>eng</Language>"
        f"{_grants(words, random, pmid)}"
        f"<PublicationTypeList>{_publication_types(words, types)}</PublicationTypeList>"
        f'<ArticleDate DateType="Electronic">{_day(year, month, day)}</ArticleDate></Article>'
        f"<MedlineJournalInfo><Country>{country}</Country><MedlineTA>{abbreviation}</MedlineTA>"
        f"<NlmUniqueID>{9000000 + len(name)}</NlmUniqueID><ISSNLinking>{issn}</ISSNLinking>"
        "</MedlineJournalInfo>"
        f"{_chemicals(words, random)}<CitationSubset>IM</CitationSubset>{_mesh(words, random)}"
        f"{_keywords(words, random)}</MedlineCitation>"
        f"<PubmedData><History>{_history(random, year, month, day)}</History>"
        "<PublicationStatus>ppublish</PublicationStatus>"
        f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>'
        f'<ArticleId IdType="doi">{doi}</ArticleId>'
        f'<ArticleId IdType="pii">B{pmid}</ArticleId></ArticleIdList>'
        f"{_references(words, random)}</PubmedData></PubmedArticle>\n"
    )


def _slots(words: Words, random: Random) -> dict[str, Any]:
    """The facts of one invented study, in agreement with each other."""
    designs = words["designs"]
    design, types, _ = random.choices(designs, [weight for *_, weight in designs])[0]
    scar, scale = random.choice(words["scars"]), random.choice(words["scales"])
    treatment = random.choice(words["needling" if random.random() < 0.7 else "others"])
    comparator = random.choice(words["others"])
    if random.random() < 0.125:
        scar, treatment, comparator, scale = random.choice(words["other_subjects"])
    adverse = random.choice(words["adverse_events"])
    n1, n2 = random.randint(8, 60), random.randint(8, 60)
    n = n1 + n2
    done = n - random.randint(0, n // 8)
    affected = random.randint(1, n1)
    before, after = round(random.uniform(3, 14), 1), round(random.uniform(0.5, 3), 1)
    difference = round(random.uniform(0.4, 3), 2)
    p = random.choice(("0.001", "0.004", "0.012", "0.03", "0.048", "0.09", "0.21", "0.64"))
    year = random.randint(2003, 2022)
    return {
        "design": design, "types": types, "scar": scar, "Scar": _capital(scar),
        "treatment": treatment, "Treatment": _capital(treatment),
        "comparator": comparator, "Comparator": _capital(comparator),
        "adverse": adverse, "Adverse": _capital(adverse), "scale": scale,
        "n": n, "n1": n1, "n2": n2, "done": done, "women": random.randint(done // 3, done),
        "age": round(random.uniform(19, 45), 1), "sd": round(random.uniform(0.4, 6), 1),
        "centres": random.randint(2, 5), "year0": year, "year1": year + random.randint(1, 3),
        "sessions": random.randint(2, 6), "weeks": random.choice((2, 3, 4, 6)),
        "depth": random.choice((0.5, 1.0, 1.5, 2.0, 2.5)), "follow": random.choice((1, 3, 6, 12)),
        "months": random.choice((3, 6, 12)), "skin": random.choice(("II-IV", "III-V", "IV-VI")),
        "energy": random.randint(10, 60), "density": random.choice((75, 100, 150)),
        "before": before, "after": after, "before2": round(before + 0.3, 1),
        "after2": round(after + 0.8, 1), "good": random.randint(40, 90),
        "good2": random.randint(20, 80), "p": p,
        "pless": random.choice(("&lt; 0.05", "&lt; 0.001", "= 0.07")), "difference": difference,
        "low": round(difference - 0.3, 2), "high": round(difference + 0.3, 2),
        "ae": affected, "aepercent": round(100 * affected / n, 1), "days": random.randint(2, 10),
        "pih": random.randint(1, n2), "pain": round(random.uniform(2, 7), 1),
        "pain2": round(random.uniform(2, 7), 1), "satisfied": random.randint(50, 95),
        "few": random.randint(3, 8),
    }  # fmt: skip


def _capital(phrase: str) -> str:
    return phrase[0].upper() + phrase[1:]


def _fill(template: str, slots: dict[str, Any]) -> str:
    return template.format_map(slots)


def _abstract(words: Words, random: Random, slots: dict[str, Any]) -> tuple[str, bool]:
    """The Abstract element, and whether the paper is short and has none."""
    kind = random.random()
    if kind < 0.12:
        return "", True
    sections = []
    for label, key, most in SECTIONS:
        count = min(most, len(words[key]))
        chosen = random.sample(words[key], random.randint(max(1, count - 2), count))
        if key == "methods":
            chosen.append(random.choice(words["general"]))
        sections.append((label, " ".join(_fill(sentence, slots) for sentence in chosen)))
    if kind < 0.74:
        texts = "".join(
            f'<AbstractText Label="{label}" NlmCategory="{label}">{section}</AbstractText>'
            for label, section in sections
        )
    else:
        texts = f"<AbstractText>{' '.join(section for _, section in sections)}</AbstractText>"
    owner = "<CopyrightInformation>© The invented authors.</CopyrightInformation>"
    return f"<Abstract>{texts}{owner if random.random() < 0.5 else ''}</Abstract>", False


def _authors(words: Words, random: Random, year: int) -> str:
    """Until 2013 PubMed kept one affiliation a paper, the first author's, and no ORCID iDs."""
    count = min(20, 1 + int(random.gammavariate(3.2, 1.6)))
    home = _affiliation(words, random)
    authors = []
    for position in range(count):
        forename = random.choice(words["forenames"])
        orcid = affiliation = ""
        if year > 2013 and random.random() < 0.27:
            orcid = f'<Identifier Source="ORCID">{_orcid(random.randrange(10**9))}</Identifier>'
        if year > 2013 or position == 0:
            place = home if random.random() < 0.6 else _affiliation(words, random)
            affiliation = f"<AffiliationInfo><Affiliation>{place}</Affiliation></AffiliationInfo>"
        authors.append(
            f'<Author ValidYN="Y"><LastName>{random.choice(words["surnames"])}</LastName>'
            f"<ForeName>{forename}</ForeName><Initials>{forename[0]}</Initials>"
            f"{orcid}{affiliation}</Author>"
        )
    return f'<AuthorList CompleteYN="Y">{"".join(authors)}</AuthorList>'


def _affiliation(words: Words, random: Random) -> str:
    keys = ("departments", "faculties", "universities", "cities")
    return ", ".join([random.choice(WORDS[key]) for key in keys]) + "."


def _orcid(number: int) -> str:
    """An iD with a right check digit (ISO 7064 MOD 11-2)."""
    digits = f"{number:015}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    code = digits + ("X" if check == 10 else str(check))
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def _grants(words: Words, random: Random, pmid: int) -> str:
    if random.random() > 0.15:
        return ""
    agency, country = random.choice(words["agencies"])
    return (
        f'<GrantList CompleteYN="Y"><Grant><GrantID>G-{pmid % 9973}</GrantID>'
        f"<Agency>{agency}</Agency><Country>{country}</Country></Grant></GrantList>"
    )


def _publication_types(words: Words, types: list[str]) -> str:
    names = words["publication_types"]
    return "".join(f'<PublicationType UI="{ui}">{names[ui]}</PublicationType>' for ui in types)


def _chemicals(words: Words, random: Random) -> str:
    chosen = random.sample(words["chemicals"], random.choice((0, 0, 0, 1, 2)))
    entries = "".join(
        f"<Chemical><RegistryNumber>{number}</RegistryNumber>"
        f'<NameOfSubstance UI="{ui}">{name}</NameOfSubstance></Chemical>'
        for number, ui, name in chosen
    )
    return f"<ChemicalList>{entries}</ChemicalList>" if entries else ""


def _mesh(words: Words, random: Random) -> str:
    if random.random() < 0.18:
        return ""
    headings = []
    for ui, name in random.sample(words["mesh"], random.randint(5, 11)):
        qualifier = ""
        if random.random() < 0.35:
            qualifier_ui, qualifier_name = random.choice(words["qualifiers"])
            qualifier = (
                f'<QualifierName UI="{qualifier_ui}" MajorTopicYN="{random.choice("YN")}">'
                f"{qualifier_name}</QualifierName>"
            )
        headings.append(
            f'<MeshHeading><DescriptorName UI="{ui}" MajorTopicYN="{random.choice("YNNN")}">'
            f"{name}</DescriptorName>{qualifier}</MeshHeading>"
        )
    return f"<MeshHeadingList>{''.join(headings)}</MeshHeadingList>"


def _keywords(words: Words, random: Random) -> str:
    chosen = random.sample(words["keywords"], random.randint(0, 6))
    entries = "".join(f'<Keyword MajorTopicYN="N">{word}</Keyword>' for word in chosen)
    return f'<KeywordList Owner="NOTNLM">{entries}</KeywordList>' if entries else ""


def _references(words: Words, random: Random) -> str:
    if random.random() > 0.2:
        return ""
    references = []
    for _ in range(random.randint(4, 19)):
        journal, year = random.choice(words["journals"])[1], random.randint(1985, 2022)
        pmid = FIRST_PMID - random.randint(1, 10**7)
        references.append(
            f"<Reference><Citation>{random.choice(WORDS['surnames'])} A, et al. {journal}. "
            f"{year};{year - 1980}:{pmid % 900}-9.</Citation><ArticleIdList>"
            f'<ArticleId IdType="doi">10.5555/cited.{pmid}</ArticleId>'
            f'<ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></Reference>'
        )
    return f"<ReferenceList>{''.join(references)}</ReferenceList>"


def _pub_date(random: Random, year: int, month: int, day: int) -> str:
    kind = random.random()
    if kind < 0.04:
        return f"<MedlineDate>{year} {MONTHS[month - 1]}-{MONTHS[month % 12]}</MedlineDate>"
    if kind < 0.1:
        return f"<Year>{year}</Year><Season>Jul-Aug</Season>"
    full = f"<Day>{day:02}</Day>" if kind < 0.4 else ""
    return f"<Year>{year}</Year><Month>{MONTHS[month - 1]}</Month>{full}"


def _day(year: int, month: int, day: int) -> str:
    return f"<Year>{year}</Year><Month>{month:02}</Month><Day>{day:02}</Day>"


def _history(random: Random, year: int, month: int, day: int) -> str:
    date = f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>"
    own = "".join(
        f'<PubMedPubDate PubStatus="{status}">{date}<Hour>6</Hour><Minute>0</Minute>'
        "</PubMedPubDate>"
        for status in ("pubmed", "medline", "entrez")
    )
    if random.random() < 0.25:
        return own
    received = f"<Year>{year - 1}</Year><Month>{month}</Month><Day>{day}</Day>"
    return (
        f'<PubMedPubDate PubStatus="received">{received}</PubMedPubDate>'
        f'<PubMedPubDate PubStatus="accepted">{date}</PubMedPubDate>{own}'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a corpus of invented PubMed records.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--records", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write_corpus(arguments.path, arguments.records, arguments.seed)


if __name__ == "__main__":
    main()

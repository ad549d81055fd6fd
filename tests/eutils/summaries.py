"""esummary, elink and ecitmatch."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .citation import Citation
from .handlers import Parameters, PubMed
from .rendering import plain
from .replies import JSON, TEXT, Reply, error_reply, json_reply, xml_reply

LARGEST_JSON_SUMMARY = 500


def _asked_for(pubmed: PubMed, parameters: Parameters) -> list[str] | None:
    """The ids of a call or of its history entry; None where the history is lost."""
    if parameters.get("WebEnv"):
        return pubmed.remembered(parameters)
    return pubmed.requested(parameters)


def esummary(pubmed: PubMed, parameters: Parameters) -> Reply:
    pmids = _asked_for(pubmed, parameters)
    if pmids is None:
        return error_reply("esummary", "Unable to obtain query #1")
    if not pmids:
        return error_reply("esummary", "Neither query_key nor id specified")
    if parameters.get("retmode") == "json":
        return _summaries_json(pubmed, pmids)
    if parameters.get("version") == "2.0":
        return _summaries_version_2(pubmed, pmids)
    content = "\n"
    for pmid in pmids:
        if pmid in pubmed.population:
            content += _document_summary(pubmed.population[pmid])
        else:
            content += f"\t<ERROR>UID={pmid}: cannot get document summary</ERROR>\n"
    return xml_reply("esummary", content)


def _document_summary(citation: Citation) -> str:
    authors = "".join(
        f"\t\t{_item('Author', 'String', name)}\n" for name in _author_names(citation)
    )
    types = "".join(
        f"\t\t{_item('PubType', 'String', name)}\n" for _, name in citation.publication_types
    )
    return (
        f"<DocSum>\n\t<Id>{citation.pmid}</Id>\n"
        f"\t{_item('PubDate', 'Date', citation.published.printed())}\n"
        f"\t{_item('Source', 'String', citation.journal.abbreviation)}\n"
        f'\t<Item Name="AuthorList" Type="List">\n{authors}\t</Item>\n'
        f"\t{_item('Title', 'String', plain(citation.title))}\n"
        f'\t<Item Name="PubTypeList" Type="List">\n{types}\t</Item>\n'
        f"\t{_item('DOI', 'String', citation.doi or '')}\n"
        f"\t{_item('FullJournalName', 'String', plain(citation.journal.title))}\n"
        "</DocSum>\n\n"
    )


def _summaries_version_2(pubmed: PubMed, pmids: list[str]) -> Reply:
    summaries = "".join(
        f'<DocumentSummary uid="{pmid}">'
        + (
            f"<Title>{escape(plain(pubmed.population[pmid].title))}</Title>"
            if pmid in pubmed.population
            else "<error>cannot get document summary</error>"
        )
        + "</DocumentSummary>\n"
        for pmid in pmids
    )
    content = f'\n<DocumentSummarySet status="OK">\n{summaries}</DocumentSummarySet>\n'
    return xml_reply("esummary", content)


def _author_names(citation: Citation) -> list[str]:
    return [
        author.collective_name or " ".join(filter(None, (author.last_name, author.initials)))
        for author in citation.authors
    ]


def _item(name: str, kind: str, value: str) -> str:
    return f'<Item Name="{name}" Type="{kind}">{escape(value)}</Item>'


def _summaries_json(pubmed: PubMed, pmids: list[str]) -> Reply:
    if len(pmids) > LARGEST_JSON_SUMMARY:
        message = (
            "Too many UIDs in request. Maximum number of UIDs is "
            f"{LARGEST_JSON_SUMMARY} for JSON format output."
        )
        return Reply(200, JSON, f'{{"esummaryresult":[],"error":"{message}"}}'.encode())
    result: dict[str, object] = {"uids": pmids}
    for pmid in pmids:
        if pmid not in pubmed.population:
            result[pmid] = {"uid": pmid, "error": "cannot get document summary"}
            continue
        citation = pubmed.population[pmid]
        result[pmid] = {
            "uid": pmid,
            "pubdate": citation.published.printed(),
            "sortpubdate": f"{citation.published.earliest():%Y/%m/%d} 00:00",
            "source": citation.journal.abbreviation,
            "title": plain(citation.title),
            "authors": [{"name": name} for name in _author_names(citation)],
            "pubtype": [name for _, name in citation.publication_types],
        }
    return json_reply({"header": {"type": "esummary", "version": "0.3"}, "result": result})


def elink(pubmed: PubMed, parameters: Parameters) -> Reply:
    """cmd=neighbor from PubMed to PubMed: one LinkSet an ``id`` parameter, merged within one."""
    groups = [pubmed.requested(Parameters([("id", value)])) for value in parameters.all("id")]
    if not any(groups):
        return error_reply("elink", "Empty list of ids")
    return xml_reply("elink", "\n" + "".join(_link_set(pubmed, group) for group in groups))


def _link_set(pubmed: PubMed, pmids: list[str]) -> str:
    """Similar articles (a record is similar to itself), and the links of its notices.

    A PMID that is not held has no links, which nothing tells from a record without any.
    """
    held = [pmid for pmid in pmids if pmid in pubmed.population]
    linked = [link.pmid for pmid in held for link in pubmed.population[pmid].links if link.pmid]
    databases = "".join(
        f"    <LinkSetDb>\n      <DbTo>pubmed</DbTo>\n      <LinkName>{name}</LinkName>\n"
        + "".join(f"\t\t\t<Link>\n\t\t\t\t<Id>{pmid}</Id>\n\t\t\t</Link>\n" for pmid in found)
        + "    </LinkSetDb>\n"
        for name, found in (("pubmed_pubmed", held), ("pubmed_pubmed_refs", linked))
        if found
    )
    ids = "".join(f"      <Id>{pmid}</Id>\n" for pmid in pmids)
    return (
        f"  <LinkSet>\n    <DbFrom>pubmed</DbFrom>\n    <IdList>\n{ids}    </IdList>\n"
        f"{databases}  </LinkSet>\n"
    )


def ecitmatch(pubmed: PubMed, parameters: Parameters) -> Reply:
    """Citations as ``journal|year|volume|page|author|key|`` lines; the seventh column answers.

    Lines without six bars are left out of the reply without a word, as NCBI does.
    """
    lines = []
    for line in parameters.get("bdata").replace("\n", "\r").split("\r"):
        if line.count("|") < 6:
            continue
        journal, year, volume, page, author, key = line.split("|")[:6]
        found = [
            pmid
            for pmid in pubmed.population.pmids
            if _matches(pubmed.population[pmid], journal, year, volume, page)
        ]
        answer = found[0] if len(found) == 1 else "NOT_FOUND"
        if len(found) > 1:
            answer = f"AMBIGUOUS {','.join(found)}"
        lines.append("|".join((journal, year, volume, page, author, key, answer)))
    return Reply(200, TEXT, "".join(f"{line}\n" for line in lines).encode("utf-8"))


def _matches(citation: Citation, journal: str, year: str, volume: str, page: str) -> bool:
    first_page = (citation.pages or "").partition("-")[0]
    return (
        citation.journal.abbreviation.lower() == journal.strip().lower()
        and str(citation.published.year) == year.strip()
        and volume.strip() in ("", citation.volume)
        and page.strip() in ("", first_page)
    )

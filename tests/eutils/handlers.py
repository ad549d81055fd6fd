"""esearch, epost, efetch and einfo: parameters in, reply out. No sockets here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random
from xml.sax.saxutils import escape

from .index import BY_TAG, FIELDS, Index
from .population import Population
from .query import Answer, pubmed_date, search
from .rendering import SET_HEAD, SET_TAIL
from .replies import JSON, TEXT, XML, Reply, error_reply, json_reply, xml_reply

PUBMED_CAP = 9_999
LARGEST_POST = 10_000
NO_IDS = (
    "Empty ID list; Nothing to store",
    "Some IDs have invalid value and were omitted. Maximum ID value 18446744073709551615",
)
BATCHING_ADVICE = (
    "For PubMed, ESearch can only retrieve the first {cap:,} records matching the query. "
    "To obtain more than {cap:,} PubMed records, consider using EDirect that contains "
    "additional logic to batch PubMed search results automatically so that an arbitrary "
    "number can be retrieved."
)


class Parameters:
    """The parameters of one call; names are case-sensitive, unknown ones are never looked at."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = list(pairs)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def get(self, name: str, default: str = "") -> str:
        return next(iter(self.all(name)), default)

    def number(self, name: str, default: int) -> int:
        value = self.get(name).strip()
        return int(value) if value.isdigit() else default


class PubMed:
    """What the handlers need: the population, the cap and the history server."""

    def __init__(self, population: Population, *, cap: int = PUBMED_CAP, seed: int = 0) -> None:
        self.population = population
        self.cap = cap
        self._random = Random(f"{seed}:history")
        self._history: dict[str, list[list[str]]] = {}

    def remember(self, pmids: list[str], web_env: str) -> tuple[str, int]:
        """Store a result; returns the WebEnv and the number of the query in it."""
        if web_env not in self._history:
            web_env = f"MCID_{self._random.getrandbits(96):024x}"
            self._history[web_env] = []
        self._history[web_env].append(pmids)
        return web_env, len(self._history[web_env])

    def remembered(self, parameters: Parameters) -> list[str] | None:
        queries = self._history.get(parameters.get("WebEnv"), [])
        key = parameters.number("query_key", 0)
        return queries[key - 1] if 0 < key <= len(queries) else None

    def expire_history(self) -> None:
        self._history.clear()

    def requested(self, parameters: Parameters) -> list[str]:
        """The ids of a call in their order, each once; what is not a number above 0 is left out."""
        written = re.split(r"[,\s]+", ",".join(parameters.all("id")))
        numbers = (str(int(value)) for value in written if value.isdigit())
        return list(dict.fromkeys(number for number in numbers if number != "0"))


def esearch(pubmed: PubMed, parameters: Parameters) -> Reply:
    if parameters.get("db", "pubmed") != "pubmed":
        return error_reply("esearch", f"Invalid db name specified: {parameters.get('db')}")
    index = pubmed.population.index
    answer = search(_dated_term(parameters), index)
    if parameters.get("rettype") == "count":
        return xml_reply("esearch", f"\n\t<Count>{len(answer.pmids)}</Count>\n")
    start, wanted = parameters.number("retstart", 0), parameters.number("retmax", 20)
    if start > pubmed.cap - 1:
        return _beyond_the_cap(pubmed.cap, parameters.get("retmode"))
    in_order = _sorted(answer.pmids, parameters.get("sort"), index)
    page = in_order[start : min(start + wanted, pubmed.cap)]
    messages = [] if answer.pmids else ["No items found."]
    if start + wanted >= pubmed.cap:
        # Real PubMed says this of small complete results too, so it means nothing by itself.
        adjusted = min(wanted, pubmed.cap - start)
        messages.append(f"Restrictions achieved. start and count adjusted to {start}, {adjusted}")
    history = None
    if parameters.get("usehistory") == "y":
        history = pubmed.remember(answer.pmids, parameters.get("WebEnv"))
    if parameters.get("retmode") == "json":
        return _esearch_json(answer, start, page, messages, history)
    return _esearch_xml(answer, start, page, messages, history)


def _dated_term(parameters: Parameters) -> str:
    """The term with mindate and maxdate in it: they only work together, and silently so."""
    term = parameters.get("term")
    low, high = parameters.get("mindate"), parameters.get("maxdate")
    field = BY_TAG.get(parameters.get("datetype", "pdat"))
    bounds = (pubmed_date(low, latest=False), pubmed_date(high, latest=True))
    if not all(bounds) or field is None or field.kind != "date":
        return term
    return f"({term}) AND {low}:{high}[{field.name}]"


def _sorted(pmids: list[str], order: str, index: Index) -> list[str]:
    """The result in the order asked for; ``relevance`` is any fixed order but that of time."""
    keys: dict[str, Callable[[str], object]] = {
        "pub_date": lambda pmid: (-index[pmid].published.earliest().toordinal(), -int(pmid)),
        "relevance": lambda pmid: (pmid[::-1], pmid),
        "Author": lambda pmid: (
            index[pmid].authors[0].last_name or "" if index[pmid].authors else "",
            int(pmid),
        ),
        "JournalName": lambda pmid: (index[pmid].journal.abbreviation, int(pmid)),
    }
    return sorted(pmids, key=keys[order]) if order in keys else pmids  # type: ignore[arg-type]


def _beyond_the_cap(cap: int, retmode: str) -> Reply:
    message = (
        f"Search Backend failed: Exception:\n'retstart' cannot be larger than {cap - 1}. "
        + BATCHING_ADVICE.format(cap=cap)
    )
    if retmode == "json":  # with a raw newline inside the string, which is not JSON
        body = '{"header":{"type":"esearch","version":"0.3"},"esearchresult":{"ERROR":"%s"}}'
        return Reply(200, JSON, (body % message).encode("utf-8"))
    return error_reply("esearch", message)


def _esearch_xml(
    answer: Answer,
    start: int,
    page: list[str],
    messages: list[str],
    history: tuple[str, int] | None,
) -> Reply:
    kept = f"<QueryKey>{history[1]}</QueryKey><WebEnv>{history[0]}</WebEnv>" if history else ""
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in page)
    translations = "".join(
        f"<Translation>     <From>{escape(word)}</From>     <To>{escape(mapped)}</To>"
        "    </Translation>"
        for word, mapped in answer.translations
    )
    errors = _each("PhraseNotFound", answer.phrases_not_found)
    errors += _each("FieldNotFound", answer.fields_not_found)
    warnings = _each("QuotedPhraseNotFound", answer.quoted_phrases_not_found)
    warnings += _each("OutputMessage", messages)
    return xml_reply(
        "esearch",
        f"<Count>{len(answer.pmids)}</Count><RetMax>{len(page)}</RetMax>"
        f"<RetStart>{start}</RetStart>{kept}"
        + (f"<IdList>\n{ids}</IdList>" if ids else "<IdList/>")
        + (
            f"<TranslationSet>{translations}</TranslationSet>"
            if translations
            else "<TranslationSet/>"
        )
        + f"<QueryTranslation>{escape(answer.translation)}</QueryTranslation>"
        + (f"<ErrorList>{errors}</ErrorList>" if errors else "")
        + (f"<WarningList>{warnings}</WarningList>" if warnings else ""),
    )


def _each(name: str, values: list[str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for value in values)


def _esearch_json(
    answer: Answer,
    start: int,
    page: list[str],
    messages: list[str],
    history: tuple[str, int] | None,
) -> Reply:
    result: dict[str, object] = {
        "count": str(len(answer.pmids)),
        "retmax": str(len(page)),
        "retstart": str(start),
    }
    if history:
        result |= {"querykey": str(history[1]), "webenv": history[0]}
    result |= {
        "idlist": page,
        "translationset": [{"from": word, "to": mapped} for word, mapped in answer.translations],
        "querytranslation": answer.translation,
    }
    if answer.phrases_not_found or answer.fields_not_found:
        # JSON loses the name of an unknown field: an empty list is all there is to see.
        result["errorlist"] = {"phrasesnotfound": answer.phrases_not_found, "fieldsnotfound": []}
    if messages or answer.quoted_phrases_not_found:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": answer.quoted_phrases_not_found,
            "outputmessages": messages,
        }
    return json_reply({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})


def epost(pubmed: PubMed, parameters: Parameters) -> Reply:
    if parameters.get("db", "pubmed") != "pubmed":
        return error_reply("epost", f"Invalid db name specified: {parameters.get('db')}")
    pmids = pubmed.requested(parameters)[:LARGEST_POST]
    if not pmids:
        return xml_reply("epost", "".join(f"\n\t<ERROR>{error}</ERROR>" for error in NO_IDS))
    web_env, key = pubmed.remember(pmids, parameters.get("WebEnv"))
    content = f"\n\t<QueryKey>{key}</QueryKey>\n\t<WebEnv>{web_env}</WebEnv>\n"
    return xml_reply("epost", content)


def efetch(pubmed: PubMed, parameters: Parameters) -> Reply:
    if "WebEnv" in dict(parameters.pairs):
        pmids = pubmed.remembered(parameters)
        if pmids is None:
            return error_reply("efetch", "Unable to obtain query #1", 400)
        start = parameters.number("retstart", 0)
        problem = _history_problem(start, len(pmids), pubmed.cap)
        if problem:
            return error_reply("efetch", problem, 400)
        pmids = pmids[: pubmed.cap]
    else:
        start = parameters.number("retstart", 0)
        pmids = pubmed.requested(parameters)
        if not pmids:
            return error_reply("efetch", "ID list is empty! Possibly it has no correct IDs.", 400)
    page = pmids[start : start + min(parameters.number("retmax", LARGEST_POST), LARGEST_POST)]
    if parameters.get("retmode", "xml") == "text":
        return _efetch_text(pubmed.population, page, parameters.get("rettype", "medline"))
    records = [pubmed.population.raw(pmid) + b"\n" for pmid in page if pmid in pubmed.population]
    head, tail = SET_HEAD.encode("ascii"), SET_TAIL.encode("ascii")
    return Reply(200, XML, head + b"".join(records) + tail)


def _history_problem(start: int, size: int, cap: int) -> str | None:
    prefix = "Search backend cannot retrieve history data. Reason: Exception: "
    if start >= cap:
        return (
            prefix
            + f"'retstart' cannot be larger than {cap - 1}. "
            + BATCHING_ADVICE.format(cap=cap)
        )
    if start >= size:
        return f"Cannot retrieve history data: OUT OF RANGE, {start} of {size}"
    return None


def _efetch_text(population: Population, page: list[str], rettype: str) -> Reply:
    blocks = []
    for number, pmid in enumerate(page, start=1):
        if pmid not in population:
            blocks.append(
                f"id: {pmid} Error occurred: The following PMID is not available: {pmid}\n"
            )
        elif rettype == "uilist":
            blocks.append(f"{pmid}\n")
        elif rettype == "abstract":
            blocks.append(f"{number}. {population[pmid].title}\n\nPMID: {pmid}\n\n\n")
        else:
            blocks.append(population.medline(pmid))
    return Reply(200, TEXT, "".join(blocks).encode("utf-8"))


def einfo(pubmed: PubMed, parameters: Parameters) -> Reply:
    if not parameters.get("db"):
        databases = "".join(f"\t<DbName>{name}</DbName>\n" for name in ("pubmed", "pmc", "mesh"))
        return xml_reply("einfo", f"\n<DbList>\n{databases}</DbList>\n")
    day = f"{pubmed.population.today:%Y/%m/%d} 06:33"
    fields = "".join(
        f"\t\t\t<Field>\n\t\t\t\t<Name>{field.tags[-1].upper()}</Name>\n"
        f"\t\t\t\t<FullName>{field.name}</FullName>\n"
        f"\t\t\t\t<IsDate>{'Y' if field.kind == 'date' else 'N'}</IsDate>\n\t\t\t</Field>\n"
        for field in FIELDS
    )
    return xml_reply(
        "einfo",
        "\n\t<DbInfo>\n\t\t<DbName>pubmed</DbName>\n\t\t<MenuName>PubMed</MenuName>\n"
        "\t\t<Description>PubMed bibliographic record</Description>\n"
        f"\t\t<Count>{len(pubmed.population.pmids)}</Count>\n"
        f"\t\t<LastUpdate>{day}</LastUpdate>\n\t\t<FieldList>\n{fields}\t\t</FieldList>\n"
        "\t</DbInfo>\n",
    )

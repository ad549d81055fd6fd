"""Numbers of sessions that a sentence states as such: "the number of sessions ranged from …".

Read by ``sessions``; every pattern is for lower-case text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.text.cues import Rule, plain, rules_in
from ingest.extract.text.document import Document, Sentence
from ingest.extract.text.ranges import BOUND, NUMBER, RANGE, TO, Range, bounded, range_of, union
from ingest.extract.treatment.range_candidates import (
    Candidate,
    candidate_of,
    is_plausible,
    sentence_matches,
)
from ingest.extract.treatment.session_cues import COUNTED, NEXT_ARM, is_checked

#: "(range, 2–5)", "(SD 0.8; range 1–4)", ", ranging from 2 to 6".
_SPREAD = (
    r"(?:\s?[(\[](?:(?:[^()\[\]]{0,35}[;,]\s)?(?:full\s)?range[ds]?[:,\s]*)?|"
    r",\s(?:with a )?rang(?:e|ing)[:,]?\s)"
    rf"(?:from\s|of\s)?{RANGE}(?!\w|\.\d|\s?(?:weeks?|wks?|months?|years?|days?|mm)\b)"
)
#: "(minimum 2, maximum 6)", "(min: 2; max: 6)".
_EXTREMES = (
    rf"[(\[]min(?:imum)?[.,:]?\s(?:of\s)?(?P<low>{NUMBER})(?:[,;]|\sand)\s"
    rf"max(?:imum)?[.,:]?\s(?:of\s)?(?P<high>{NUMBER})[)\]]"
)
#: What the spread of a mean follows.
_BEFORE_SPREAD = tuple(
    f"{noun}{mark}"
    for noun in ("session", "treatment", "sitting", "procedure", "sessions", "treatments",
                 "sittings", "procedures", "injections", "needlings", "treatment visits")
    for mark in (" (", "(", " [", ", rang", ", with a rang")
)  # fmt: skip
_ARM_RECEIVES = tuple(
    f"{arm} {verb} "
    for arm in ("arm", "side", "half", "group", "group a", "group 1", "group i")
    for verb in ("received", "had", "underwent", "got")
)
_STATED = (
    Rule(
        "number of sessions",
        ("minimum of",),
        re.compile(
            rf"\bminimum of (?P<low>{NUMBER}) and (?:a )?maximum of (?P<high>{NUMBER}) "
            r"(?:[a-z-]+ ){0,2}(?:sessions|treatments|procedures|injections)\b"
        ),
    ),
    Rule(
        "mean with range",
        _BEFORE_SPREAD,
        re.compile(
            rf"\b(?:mean|median|average)\b[^.;()]{{0,30}}?{NUMBER}(?:\s?(?:±|\+/-)\s?\d+(?:\.\d+)?)?"
            r"[^.;()]{0,20}?\b(?:sessions?|"
            rf"treatments?|treatment visits|sittings?|procedures?|injections|needlings){_SPREAD}"
        ),
        120,
    ),
    Rule(
        "mean with range",
        ("mean of", "median of", "average of", "on average", "(range) of"),
        re.compile(
            rf"\b(?:mean|median|average)(?:\s\(range\))?\s(?:of\s)?{NUMBER}(?:\s?(?:±|\+/-)\s?"
            rf"\d+(?:\.\d+)?)?\s\((?:(?:[^()]{{1,20}}[,;]\s)?range[:,]?\s)?{RANGE}\)\s"
            rf"(?:[a-z-]+\s){{0,3}}?{COUNTED}\b"
        ),
        120,
    ),
    Rule(
        "mean with range",
        ("on average", "averaged"),
        re.compile(
            rf"\b(?:sessions|treatments|sittings|procedures|injections)(?:\son\saverage|"
            rf"(?:\sper\s\w+)?\saveraged\s{NUMBER}(?:\s?(?:±|\+/-)\s?\d+(?:\.\d+)?)?){_SPREAD}"
        ),
    ),
    Rule(
        "mean with range",
        ("number of",),
        re.compile(
            rf"\bnumber of (?:[\w-]+ ){{0,2}}?{COUNTED}(?: per \w+)?"
            r"(?:(?: \(range\))? (?:was|were|of|averaged)|:|,) "
            r"(?:(?:a )?(?:mean|median|average) (?:of )?)?"
            rf"{NUMBER}(?:\s?(?:±|\+/-)\s?\d+(?:\.\d+)?)?[^.;()]{{0,12}}?"
            rf"{_SPREAD}"
        ),
    ),
    Rule(
        "mean with range",
        ("sessions: ", "treatments: "),
        re.compile(
            rf"\b(?:sessions|treatments):\s[^.;()]{{0,20}}?{NUMBER}(?:\s?(?:±|"
            rf"\+/-)\s?\d+(?:\.\d+)?)?"
            rf"{_SPREAD}"
        ),
    ),
    Rule(
        "mean with range",
        ("number of",),
        re.compile(
            rf"\bnumber of (?:[\w-]+ ){{0,2}}?{COUNTED}\b[^.;()]{{0,40}}\({RANGE}[,;]\s"
            r"(?:mean|median|average)\b"
        ),
    ),
    Rule(
        "mean with range",
        ("per patient", "per person", "per participant", "per scar", "per keloid"),
        re.compile(
            rf"\b{COUNTED}\b[^.;()]{{0,30}}\b(?:mean|median|average) (?:of )?{NUMBER} per "
            rf"(?:patient|person|participant|scar|keloid){_SPREAD}"
        ),
        100,
    ),
    Rule(
        "mean with range",
        tuple(f"{mark}{mean}" for mark in "([" for mean in ("mean", "median", "average")),
        re.compile(
            rf"\b{COUNTED}(?:\s(?:was|were)\s[a-z]+|\sin\s(?:all|total))?"
            rf"(?:\s(?:in|on|to|among)\s(?:the\s)?{NUMBER}\s[a-z]+)?\s[(\[](?:mean|median|"
            rf"average)[,:]?\s(?:of\s)?{NUMBER}(?!\s?(?:min|mm|years|months|weeks|days))"
            rf"[^()\[\]]{{0,40}}?[;,(\[]\s?range[:,]?\s(?:of\s|from\s)?{RANGE}(?!\w|\.\d)"
        ),
        100,
    ),
    Rule(
        "mean with range",
        ("(min", "[min"),
        re.compile(rf"\b{COUNTED}\b[^;()\[\]]{{0,60}}?{_EXTREMES}"),
        120,
    ),
    Rule(
        "number of sessions",
        ("sessions was", "sessions were", "sittings were", "sessions given",
         "sessions needed", "sessions rang", "sessions vary", "sessions varied",
         "sessions performed", "sittings rang", "ment numbers", "session numbers",
         "injection numbers", "total treatments",
         "sessions required", "sessions:", "sessions numbered", "number of"),
        re.compile(
            r"(?:\b(?:sessions|sittings|(?:treatment|session|injection) numbers|total treatments)|"
            r"\bnumber of (?:[\w-]+ ){0,2}?"
            r"(?:treatments|treatment visits|procedures|injections))"
            r"(?:\s(?:given|needed|performed|required|per patient))?"
            r"(?:\s(?:was|were|ranged|ranging|varied|varying|numbered)|:)\s"
            rf"(?:between\s|from\s|of\s)?{RANGE}"
            rf"(?!{TO}{NUMBER}|\s?(?:weeks?|wks?|months?|days?|minutes?|min\b|-?mm))"
        ),
        90,
    ),
    Rule(
        "number in brackets",
        ("sessions (", "sittings (", "treatments (", "injections ("),
        re.compile(
            r"\b(?:sessions|sittings|treatments|injections)\s\((?:n\s?=\s?(?=\d)|total(?:\sof|:|,)?\s|(?=[a-z]))"
            rf"(?:{BOUND}\s(?:of\s)?)?{RANGE}(?=\)|,\s[a-z])"
        ),
    ),
    Rule(
        "number after its noun",
        ("sessions, ", "sittings, ", "sessions per patient, "),
        re.compile(
            rf"\b(?:sessions|sittings),\s(?:{BOUND}\s)?{RANGE}\s"
            r"(?:per (?:patient|person|side)|each)\b"
        ),
    ),
    Rule(
        "number after its noun",
        ("per patient", "per person", "per participant", "per child", "per scar", "per keloid",
         "for each", "in each", "to each"),
        re.compile(
            r"\b(?:sessions|sittings|treatments|procedures|injections)(?:\s(?:was|were)\s[a-z]+)?"
            rf"(?:\sin\sall)?,\s(?:ranging\s)?(?:between\s|from\s|of\s)?(?P<low>{NUMBER}){TO}"
            rf"(?P<high>{NUMBER})\s(?:(?:sessions\s)?per\s(?:patient|person|participant|child|scar|keloid)|"
            r"(?:for|in|to)\seach(?:\s(?:patient|person|child|participant|of\sthem))?"
            r"(?=[.,;)]|\sand\b|$))"
        ),
        120,
    ),
    Rule(
        "number after its noun",
        ("s, up to ", "s, at most ", "s, at least ", "s, a maximum of ", "s, a minimum of "),
        re.compile(
            rf"\b(?:sessions|sittings|treatments|procedures|injections),\s{BOUND}\s{RANGE}"
            r"(?=,|\sat\s|\sin\s(?:all|total|number)\b)"
        ),
    ),
    Rule(
        "number after its noun",
        ("sessions: ", "sittings: ", "treatments: ", "procedures: ", "injections: ",
         "per patient: "),
        re.compile(
            r"\b(?:sessions|sittings|treatments|procedures|injections)(?:\sper\s\w+)?:\s"
            rf"(?:{BOUND}\s)?{RANGE}(?=[,.;)]|\s\()"
        ),
    ),
    Rule(
        "number of each arm",
        _ARM_RECEIVES,
        re.compile(
            r"\b(?:arm|group(?: \w)?|side|half)\s(?:received|had|underwent|got)\s"
            rf"(?P<low>{NUMBER})\s(?:and|but|while)\s[\w -]{{0,25}}\b(?:arm|group(?: \w)?|side|"
            rf"half|other)\s(?:received\s)?(?P<high>{NUMBER})\s(?:[a-z-]+\s){{0,2}}?{COUNTED}\b"
        ),
        100,
    ),
    Rule(
        "times in figures",
        (" x2", " x3", " x4", " x5", " x6", " x 2", " x 3", " x 4", " x 5", " x 6", "×"),
        re.compile(
            rf"\b(?:{COUNTED}|laser|peels?)\s?\(?[x×]\s?(?P<low>\d)(?P<high>)(?!\.?\d|\s?(?:cm|mm|"
            rf"x|×))"
        ),
        40,
    ),
    Rule(
        "course of",
        ("course of ", "series of "),
        re.compile(rf"\b(?:course|series) of (?P<low>{NUMBER})(?P<high>)(?=[,.;)])"),
    ),
    Rule(
        "in all",
        ("in number", "in all", "in total", "altogether"),
        re.compile(
            r"\b(?:sessions?|treatments?|injections?|procedures?)\b[^.;]{0,60}?"
            rf"(?<![\w.])(?:{BOUND}\s)?{RANGE}\s(?:in number|in all|in total|altogether)\b"
        ),
        110,
    ),
    Rule(
        "up to",
        ("up to", "maximum of"),
        re.compile(
            r"\b(?:sessions?|injections|(?:treatments?|procedures?)\s(?:was|were)\s(?:repeated|given|"
            rf"performed))\b[^.;]{{0,60}}?{BOUND}\s(?P<low>{NUMBER})(?P<high>)"
            r"(?=[.;)]|$)"
        ),
    ),
    Rule(
        "in all",
        ("total",),
        re.compile(
            r"\bsessions?\b[^.;]{0,60}?\btotal (?:number )?of (?P<low>\d+|[a-z]+ten|one|two|three|"
            r"four|five|six|seven|eight|nine)(?P<high>)(?=[.,;)]|$)"
        ),
    ),
    Rule(
        "pace and number",
        ("every ", "monthly", "weekly", "q4w", "interval", "fortnight", "tx"),
        re.compile(
            rf"\b(?:every (?:{NUMBER}(?:(?:-|–| to ){NUMBER})?[ -])?(?:weeks?|wks?|months?|days)|"
            r"monthly|fortnightly|weekly|q\d+w|(?:at )?[\w-]+ (?:monthly |weekly )?intervals?)"
            r"(?:,? (?:for|until) (?:a (?:total|maximum) of )?|,? up to (?:a maximum of )?|"
            r",?\s?\(?[x×]\s?)"
            rf"(?P<low>{NUMBER})(?P<high>)(?=[.;)]|$|,(?!\s(?:and\s)?\d))"
        ),
        80,
    ),
)  # fmt: skip
_MEAN = re.compile(r"\b(?:mean|median|average)\b")
#: Rules whose number is the most that there could be.
_AT_MOST = re.compile(r"\b(?:up to|maximum)\b")
#: Before "number of sessions was six".
_EXTREME_BEFORE = re.compile(
    r"\b(?P<which>maximum|minimum) (?:number of )?(?:[a-z-]+ ){0,2}(?:number of )?$"
)
#: "…, 4.2 (range 3-6) in the other group", after a mean with its range.
_NEXT_RANGE = re.compile(
    rf"\)[^.;()]{{0,40}}?(?:,|\band|\bversus|\bvs)\s[^.;()]{{0,30}}?{NUMBER}[^.;()]{{0,12}}?"
    rf"\(range[:,\s]*(?:from\s)?{RANGE}\)"
)
#: "Three sessions (n=12)" counts patients.
_COUNT_BEFORE = re.compile(rf"\b{NUMBER}\s(?:laser\s)?$")
#: How sure the rules are; the others three.
_WEIGHTS = {"mean with range": 4.0, "course of": 2.0}


def stated_numbers(document: Document) -> Iterator[Candidate]:
    """A mean with its range, "sessions ranged from …", "four in all", "every 3 weeks, up to 6"."""
    lower = plain(document)
    for rule in rules_in(lower, _STATED):
        weight = _WEIGHTS.get(rule.value, 3.0)
        for match, sentence in sentence_matches(document, rule):
            if rule.value == "pace and number" and is_checked(lower, sentence, match):
                continue
            if rule.value == "mean with range" and not match["high"]:
                continue
            if rule.value == "number in brackets" and _COUNT_BEFORE.search(
                lower, max(sentence.start, match.start() - 12), match.start()
            ):
                continue
            if rule.value == "number of sessions" and _is_mean(lower, sentence, match):
                continue
            range_ = _stated_range(lower, sentence, match)
            if is_plausible(range_):
                yield candidate_of(range_, match, sentence, weight, rule)


def _is_mean(lower: str, sentence: Sentence, match: re.Match[str]) -> bool:
    window = max(sentence.start, match.start() - 30)
    return match["high"] is None and _MEAN.search(lower, window, match.start()) is not None


def _stated_range(lower: str, sentence: Sentence, match: re.Match[str]) -> Range:
    groups = match.groupdict()
    range_ = range_of(match)
    if "bound" not in groups and groups["high"] == "" and _AT_MOST.search(match[0]):
        return Range(None, range_.high)
    window = max(sentence.start, match.start() - 40)
    extreme = None if groups["high"] else _EXTREME_BEFORE.search(lower, window, match.start())
    if extreme is not None:
        return bounded(range_, f"{extreme['which']} of")
    after = _NEXT_RANGE.match(lower, match.end(), sentence.end) or NEXT_ARM.match(
        lower, match.end(), sentence.end
    )
    return range_ if after is None else union(range_, range_of(after))

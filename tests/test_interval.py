"""The time between sessions, in weeks."""

from __future__ import annotations

import pytest

from ingest.extract.treatment.interval import read
from tests.extracting import ends, read_with

STATED = [
    ("The time between treatments ranged from 4 to 8 weeks.", 4, 8),
    ("Adults with a score of 3 or 4 were treated with three sessions at 3-week intervals.", 3, 3),
    ("Both lasers were scheduled monthly for a total of three sessions.", 4, 4),
    ("Four sessions were given at 4-week intervals.", 4, 4),
    ("Three sessions were done at monthly intervals.", 4, 4),
    ("Three monthly sessions were given.", 4, 4),
    ("Needling was repeated every 3 to 4 weeks.", 3, 4),
    ("Needling was performed every second week.", 2, 2),
    ("Three treatments were given six weeks apart.", 6, 6),
    ("Sessions were at least three months apart.", 13, None),
    ("Three sessions were given with an interval of 8 weeks.", 8, 8),
    ("The interval between sessions was one month.", 4, 4),
    ("Three sessions were separated by 4 weeks.", 4, 4),
    ("Three laser sessions were held with six weeks between treatments.", 6, 6),
    ("Sessions were held 3-weekly.", 3, 3),
    ("Needling was carried out at baseline, week 4 and week 8.", 4, 4),
    ("Two sessions were given with a minimum interval of 3 months.", 13, None),
    ("Four treatment sessions were given, 1 per month.", 4, 4),
    ("Groups received 4 sessions with 3 weeks in between.", 3, 3),
    ("Two months separated the two laser sessions.", 9, 9),
    ("Sessions were held with 45 days between each.", 6.4, 6.4),
    ("Each session took place 4 weeks after the previous one.", 4, 4),
    ("The injections were repeated after 1 month.", 4, 4),
    ("Five sessions were given with a two-week rest between.", 2, 2),
    ("Men had a weekly 1.5-mm dermaroller session in the clinic.", 1, 1),
    ("A second treatment was done 3 months later.", 13, 13),
    ("Needling was done in four sessions with a gap of 3 weeks.", 3, 3),
    ("The protocol was 3 sessions, one session per month.", 4, 4),
    ("Each course consisted of 10 sessions, 2 per week.", 0.5, 0.5),
    ("Treatments took place at intervals of between 6 and 8 weeks.", 6, 8),
    ("The mean interval between sessions was 5 weeks.", 5, 5),
    ("Sessions were given at a mean interval of 5 weeks (range 4-8).", 4, 8),
    ("Four sessions with 3-week spacing were completed.", 3, 3),
    ("Needling was done three times (insulated needles; 40 W), once per month.", 4, 4),
    ("Sessions were held at 4- to 6-week intervals.", 4, 6),
    ("Injections were given fortnightly.", 2, 2),
    ("There were four procedures at 21-day intervals.", 3, 3),
    ("Two operations were done half a year apart.", 26, 26),
    ("Needling was performed twice a week.", 0.5, 0.5),
    ("Group 1 was needled every month, group 2 every two weeks.", 2, 4),
    ("Laser: 4 sessions at intervals of one month. Needling: 2 sessions, 8 weeks apart.", 4, 8),
    ("Groups had 4 and 8 sittings, at 4 weeks and 2 weeks interval.", 2, 4),
    ("Scars were needled once a week, once every two weeks or once every four weeks.", 1, 4),
    ("Needling was performed every 4th week.", 4, 4),
    ("Patients had three sessions q4w.", 4, 4),
    ("Five peels were done on alternate weeks.", 2, 2),
    ("Needling was done once a fortnight.", 2, 2),
    ("Four treatments with a month's interval were given.", 4, 4),
    ("Sessions took place no less than 4 weeks apart.", 4, None),
    ("A session was never given within eight weeks of the one before.", 8, None),
    ("Three had two procedures, the second at least six months after the first.", 26, None),
    ("A second one, at eight weeks, was performed only if scars were left.", 8, 8),
    ("Injections came at baseline and the second injection 4 weeks later.", 4, 4),
    ("Five sessions were held (spacing, 4 weeks).", 4, 4),
    ("The time between sessions was six weeks.", 6, 6),
    ("Patients received one laser treatment per month.", 4, 4),
    ("The mean treatment interval was 5.2 weeks (range 4-8 weeks).", 4, 8),
    ("Cream was used nightly, and needling was done every 4-6 weeks.", 4, 6),
    ("Needling was repeated every 5 weeks until no further change was seen.", 5, 5),
    ("Needling was followed by plasma at 4-week intervals.", 4, 4),
    ("Laser treatment was repeated at weeks 4 and 8.", 4, 4),
    ("Treatments were held at 2-week (n=10) or 4-week (n=10) intervals.", 2, 4),
    ("Laser was used every 4 weeks and needling every 2 weeks.", 2, 4),
    ("Needling every 2 versus every 4 weeks was compared.", 2, 4),
    ("Treatments were separated by 4 weeks in group A and 8 weeks in group B.", 4, 8),
    ("Up to four treatments were given 6 weeks (±1 week) apart.", 6, 6),
    ("The number of treatments was 2 to 7 with intervals ranging from 4 to 12 weeks.", 4, 12),
    ("Peels were done once in 15 days.", 2.1, 2.1),
    ("Twice-weekly sessions were given.", 0.5, 0.5),
    ("Injections were given quarterly.", 13, 13),
    ("The first session was followed by two more at monthly intervals.", 4, 4),
    ("Needling was done 3 time with 3 week of interval.", 3, 3),
    ("Sessions were done with interval 4 weeks.", 4, 4),
    ("Sessions were held with an interval period of 4 weeks.", 4, 4),
    ("Three sessions each 3 weeks were done.", 3, 3),
    ("Scars had three treatments; the pause between them was six weeks.", 6, 6),
    ("Six sessions, one a fortnight, were given.", 2, 2),
    ("Cream was used twice daily for 24 weeks with weekly needling.", 1, 1),
    ("Four laser sessions were given. Intervals were 6-12 weeks.", 6, 12),
    ("Groups were needled every 2, 3 and 4 weeks, respectively.", 2, 4),
    ("Each session was followed by a rest of 21 days.", 3, 3),
    ("Patients returned for retreatment at 4-week intervals.", 4, 4),
    ("Sessions were held at 4\u2011week intervals.", 4, 4),
    ("Sessions were held 4\u00a0weeks apart.", 4, 4),
    ("Needling was done at wks 0, 4 and 8.", 4, 4),
    ("The interval between sessions was two weeks in one group and four in the other.", 2, 4),
    ("Sessions 4 weeks apart or usual care were given.", 4, 4),
    ("Sessions were held 4 weeks apart and sun protection was advised.", 4, 4),
    ("Needling was performed every two weeks or until the skin was clear.", 2, 2),
    ("They had one session of needling per month for four months.", 4, 4),
    ("Sessions 4 weeks apart were added to usual scar care.", 4, 4),
    ("Sessions were separated by a mean of 6 weeks (range, 4-10 weeks).", 4, 10),
    ("Treatments were given with a 4-week pause.", 4, 4),
    ("Treatment was repeated 6 weekly.", 6, 6),
    ("Sessions were performed q4 weeks.", 4, 4),
    ("Treatment was performed every 2 weeks for two months and then monthly.", 2, 4),
    ("Retreatment was performed after 8 weeks if necessary.", 8, 8),
    ("A touch-up at week 4 was optional.", 4, 4),
    ("Triamcinolone 20 mg every 3 weeks was injected.", 3, 3),
    ("Treatments were given no closer than four weeks apart.", 4, None),
    ("Treatments were performed at an interval not shorter than 4 weeks.", 4, None),
    ("Session intervals were 4, 6 or 8 weeks.", 4, 8),
    ("Intervals between sessions varied (4 to 12 weeks).", 4, 12),
    ("The interval of the applications was 21 days, five in all.", 3, 3),
    ("She had used a roller at home, once a week for a month.", 1, 1),
    ("Each had 3 monthly treatments with follow-up at 3 months.", 4, 4),
    ("Optional touch-up treatment was allowed at 4 weeks.", 4, 4),
    ("One half received needling at 6, 10 and 14 weeks after surgery.", 4, 4),
]
NOT_INTERVALS = [
    "Sessions were given. Patients were assessed every 3 months.",
    "Scars were evaluated at monthly intervals.",
    "Follow-up visits took place every four weeks.",
    "Weekly episodes of itch were reduced by the treatment.",
    "Measurements were taken at 0, 1, 2 and 3 months of treatment.",
    "The gel was applied every day.",
    "The scar was treated 6 weeks after surgery.",
    "Sessions were given biweekly.",
    "Patients were treated and then followed by 12 weeks' rest.",
    "Patients were re-examined 6 months after the last one of four sessions.",
    "Laser was not given within 4 weeks of isotretinoin.",
    "Light treatment was given thrice weekly.",
    "Injections were given on day 8 of each 28-day cycle.",
    "Patients were scored in spring. Intervals were 6-12 weeks.",
    "In the literature, sessions 4 weeks apart are reported.",
    "Intervals of four to eight weeks between treatments are common.",
    "Treatment was repeated after 6 and 14 weeks.",
    "The interval between surgery and laser was 2 weeks.",
    "A second assessment of treatment was made 3 months later.",
    "Scars were softer at 1, 2 and 3 months after treatment.",
    "Maintenance sessions were offered every 3 months.",
    "After treatment he was given dupilumab 300 mg every two weeks.",
    "Measures will be collected once weekly during the treatment period.",
    "In an earlier trial we gave three sessions four weeks apart.",
    "Guidelines suggest four to six sessions at monthly intervals.",
    "Photographs were taken every 4 weeks during treatment.",
    "The 4-week break between assessments of treatment was kept.",
]


@pytest.mark.parametrize(("text", "low", "high"), STATED)
def test_intervals_are_read_in_weeks(text: str, low: float, high: float | None) -> None:
    facts = read_with(read, text)
    assert ends(facts, "interval_weeks_min", "interval_weeks_max") == (low, high)
    assert {fact.unit for fact in facts} == {"weeks"}


@pytest.mark.parametrize("text", NOT_INTERVALS)
def test_other_times_are_left_alone(text: str) -> None:
    assert read_with(read, text) == []


def test_listed_weeks_give_their_step_as_derived() -> None:
    facts = read_with(read, "Needling sessions were held at weeks 0, 4 and 8.")
    assert ends(facts, "interval_weeks_min", "interval_weeks_max") == (4, 4)
    assert {fact.status for fact in facts} == {"derived"}
    assert facts[0].quote == "at weeks 0, 4 and 8"


def test_uneven_lists_have_no_step() -> None:
    assert read_with(read, "Needling sessions were held at weeks 0, 2 and 8.") == []


def test_what_a_review_says_of_intervals_is_not_its_own() -> None:
    text = "Sessions were given every four weeks in most trials."
    assert read_with(read, text, design="meta-analysis") == []

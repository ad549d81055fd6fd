"""The last assessment: which time expression it is, in weeks, and from where it counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.context import Context
from ingest.extract.fact import Fact
from ingest.extract.outcomes.anchors import END, LAST_SESSION
from ingest.extract.outcomes.assessments import assessments
from ingest.extract.outcomes.follow_up import read
from ingest.extract.text.document import Document
from ingest.extract.text.durations import WEEKS

MONTH = WEEKS["month"]
LAST = [
    ("The study lasted 8 weeks.", 8, "baseline"),
    ("Patients received 3 months of daily silicone gel or none.", 3 * MONTH, "baseline"),
    ("A 16-week scar massage programme was tested.", 16, "baseline"),
    ("This 12-week study rated scars; over 3 months they paled.", 12, "baseline"),
    ("All used gel for 12 weeks. Those left were then randomised to 6 weeks of needling.", 6, None),
    ("Gel was used for 3 months with 6 months treatment-free follow-up.", 6 * MONTH, None),
    ("Swabs were taken on the postoperative third day.", 3 / 7, "last-session"),
    ("Pain was rated every 30 minutes up to 4 hours.", 4 * WEEKS["hour"], None),
    ("Pain was rated 10 (T1), 20 (T2) and 40 (T3) days later.", 40 / 7, None),
    ("Patients were treated over a mean of 6.5 years.", 6.5 * 52.14, None),
    ("Gel or placebo was given for up to 16 weeks.", 16, None),
    ("Gel was given for a maximum of 4 weeks.", 4, None),
    ("Recall was tested after a minimum of 2 months.", 2 * MONTH, None),
    ("Mean follow-up was 4.3±2.5 years.", 4.3 * 52.14, "unstated"),
    ("Follow-up was 45+/-16 months with gel and 44+/-18 months without.", 45 * MONTH, "unstated"),
    ("The study spanned 5 calendar years.", 5 * 52.14, "baseline"),
    ("Readmissions within 28 days of discharge were counted.", 4, None),
    ("Renin was measured at baseline and on day six.", 6 / 7, "baseline"),
    ("At the post-test (26 wk) groups did not differ; courses ran over 25 wk.", 26, None),
    ("This 4-week trial counted free days (74 %, day 27).", 4, "baseline"),
    ("Redness was rated at the end of therapy and 2 weeks after completion.", 2, None),
    (
        "Gel was used for 6 weeks. The median survival of flaps was 25 weeks and 30 weeks.",
        6,
        None,
    ),
    ("Twelve weeks of silicone gel or placebo.", 12, "baseline"),
    ("Scores were taken at D0, D28 and D56.", 8, "baseline"),
    ("Levels were measured at D0, D15, and M12.", 12 * MONTH, "baseline"),
    ("By month 12, 241 persons were still reporting.", 12 * MONTH, "baseline"),
    ("Raters looked at photographs up to day 180; one stopped at day 12.", 180 / 7, "baseline"),
    ("Height was measured 8 weeks past the last session.", 8, None),
    ("Pain was measured for up to 1 year post-treatment; gel was used for 12 weeks.", 52.14, None),
    ("Scars were swabbed at day-7.", 1, None),
    ("Sixteen adults were recruited to a 12-week massage course.", 12, None),
    ("Women were assigned to the 6-week GEL/MASSAGE course.", 6, None),
    ("Patients who met criteria at 2 consecutive visits were given gel for 48 weeks.", 48, None),
    ("Patients were followed up for 6 months.", 6 * MONTH, "unstated"),
    ("There was a one-year follow-up.", 52.14, "unstated"),
    ("Median follow-up was 13.1 months.", 13.1 * MONTH, "unstated"),
    (
        "Four sessions were given at 4-week intervals. Scars were rated 3 months after the last "
        "session.",
        3 * MONTH,
        "last-session",
    ),
    ("Scars were rated at baseline and after 2, 4 and 6 months.", 6 * MONTH, "baseline"),
    ("Assessments were at weeks 4, 8 and 12.", 12, "baseline"),
    ("Photographs were taken at baseline, 4th, 8th and 12th week of treatment.", 12, "baseline"),
    (
        "Cream was applied for 12 weeks. At 8 weeks after the end of treatment scars were flatter.",
        8,
        "end-of-treatment",
    ),
    ("This was a 24-week, double-blind trial.", 24, "baseline"),
    ("Pain was rated at 4, 12 and 24 hours postoperatively.", 24 * WEEKS["hour"], "last-session"),
    ("Swabs were taken on the 2nd and 3rd postoperative day.", 3 / 7, "last-session"),
    ("Scars were photographed one month, three and six months after surgery.", 6 * MONTH, None),
    ("Gel was applied twice daily for three months.", 3 * MONTH, "baseline"),
    ("Patients aged 18 to 45 years were seen at 12 weeks.", 12, "baseline"),
    ("Keloids present for at least 2 years were injected and seen after 24 weeks.", 24, "baseline"),
    ("Watch: 1 year counted from the last shot; two came back.", 52.14, "last-session"),
    ("Evaluation: five months from the first sitting, by POSAS.", 5 * MONTH, "baseline"),
    ("Twelve months from entry grip had improved.", 12 * MONTH, "baseline"),
    ("Colour was scored before, and 6 months after, the second needling.", 6 * MONTH, None),
    ("Scar grade two months on from the third session did not differ.", 2 * MONTH, "last-session"),
    ("Light followed for three months. Scars were rated at 12 months.", 12 * MONTH, "baseline"),
    ("The score half a year after the last session was 3.", 26.07, "last-session"),
    ("A fortnight after the last session scars were flatter.", 2, "last-session"),
    ("Follow-up was for three further consecutive months.", 3 * MONTH, "unstated"),
    ("At week 24 of the trial scores were 7 and 5.", 24, "baseline"),
    ("Height was measured 8 weeks past the fifth visit.", 8, "last-session"),
    ("Skin was swollen for a week. Scars were rated at 12 weeks.", 12, "baseline"),
    ("At the 12-week follow-up visit after the last session scars were flat.", 12, "last-session"),
    (
        "Two sessions were given. Scars were rated 3 months after treatment.",
        3 * MONTH,
        LAST_SESSION,
    ),
    ("Scars were rated 4 weeks after the final dose of the drug.", 4, END),
    ("Scars were rated 8 weeks after the first of five sessions.", 8, "baseline"),
    ("Scars were rated at the end of treatment and after a 2-month follow-up.", 2 * MONTH, END),
    ("Follow-up was kept until 24 weeks.", 24, "baseline"),
    ("Safety was followed to week 24.", 24, "baseline"),
    ("Patients were followed for 3 months without treatment.", 3 * MONTH, END),
    ("Durability was checked at a one-year visit.", 52.14, "baseline"),
    ("Results were maintained at the 2-year control.", 2 * 52.14, "baseline"),
    ("Recurrences were noted over the ensuing 18 months.", 18 * MONTH, "baseline"),
    ("Scars were graded 1 year from injury.", 52.14, "baseline"),
    ("Scars were rated at T0 (baseline), T1 (1 month) and T2 (4 months).", 4 * MONTH, "baseline"),
    ("Scars were assessed a mean of 14 months after revision.", 14 * MONTH, LAST_SESSION),
    ("Colour was maintained six months on.", 6 * MONTH, None),
    ("Improvement persisted at 2 years.", 2 * 52.14, "baseline"),
    ("Scores had fallen at a mean of 4.5 months after the final treatment.", 4.5 * MONTH, None),
    ("He presented nine years after a burn. One year after needling it was flat.", 52.14, None),
    ("Four weeks after wounding, scars were needled; they were cut 2 weeks later.", 2, None),
    ("The trial ran for a period of a year. Scars were rated 12 weeks after needling.", 12, None),
    ("Scars were photographed 4 weeks after each session.", 4, None),
    ("They were needled at weeks 0, 8 and 16. Scars were rated 4 weeks later.", 4, None),
    ("A blinded, randomised study was conducted over a period of 2 years.", 2 * 52.14, None),
    ("Scars will be rated 12 months after injury.", 52.14, None),
    ("Volume was seen by a 3D camera one month after the second session.", MONTH, None),
    ("The redness score fell from 3 to 1 at 12 weeks.", 12, None),
    ("Scar erythema had faded at 6 months.", 6 * MONTH, None),
    ("Nodules appeared 3 weeks after needling. They were gone at 6 months.", 6 * MONTH, None),
    ("Adverse effects were sought by diary and at visits on days 7 and 90.", 90 / 7, None),
    (
        "Scars were rated 2 months later. The age of patients ranged between 16 and 42 years.",
        2 * MONTH,
        None,
    ),
    ("Adolescents between 11 and 18 years took part; scars were rated at 6 months.", 26.07, None),
    ("Scars between 1 and 20 years old were needled and rated at 12 weeks.", 12, None),
    (
        "The VSS was scored before and 12 months afterwards. Oedema was present in all for 4 to 7 "
        "days.",
        52.14,
        None,
    ),
    ("Scars treated within 12 weeks of surgery did best 3 months after the last.", 13.035, None),
    ("No recurrences were found after a mean of 14 months.", 14 * MONTH, None),
    ("The results were stable for at least 12 months.", 52.14, None),
    ("Follow-up between 12 and 15 years after repair showed stable scars.", 15 * 52.14, None),
    ("Measurements were repeated after 3 months.", 3 * MONTH, None),
    ("They were observed for 12 to 15 years.", 15 * 52.14, None),
    (
        "The POSAS was filled in before the first and 6 months after the second session.",
        26.07,
        None,
    ),
]


@pytest.mark.parametrize(("text", "weeks", "anchor"), LAST, ids=[row[0] for row in LAST])
def test_last_assessment(text: str, weeks: float, anchor: str | None) -> None:
    context = Context()
    document = Document.from_parts("Needling of scars", text)
    (fact,) = read(document, context)
    assert fact.value == pytest.approx(weeks, abs=0.001)
    assert fact.unit == "weeks"
    assert document.text[fact.start : fact.end] == fact.quote
    assert context.answers["follow_up_weeks"] == fact.value
    if anchor is not None:
        assert fact.role == anchor


@pytest.mark.parametrize(
    "text",
    [
        "Patients aged 18 to 45 years took part.",
        "Scars had been present for more than 2 years.",
        "Sessions were given every 4 weeks.",
        "Mean healing time was 12.5 days versus 17.1 days.",
        "Wounds healed in a median of 11 days.",
        "Vitamin C 500 mg was given on days 1 and 8.",
        "Sessions were given at 4-week intervals.",
        "Women at 37 weeks' gestation took part.",
        "Scars 1-16 weeks after surgery were randomised to gel or none.",
        "The two tests were separated by 72 h.",
        "Redness faded 3 minutes after the test.",
        "The cream was prescribed for one week and then stopped.",
        "Women who had given birth within the past 12 months were asked.",
        "Scars were treated.",
        "Colour was measured on the first day of radiotherapy.",
        "Salicylic acid was used until the warts were gone or for up to 16 weeks.",
        "After a 30 day loading phase the dose was halved.",
        "Fluorouracil, days 1-5, was the drug.",
        "Patients of 0-36 months took part.",
        "Keloids that had lasted at least three months were injected.",
        "After a 15-minute observation period scars were rated.",
        "Children were stratified by age (6-23 months and 24-35 months).",
        "We randomised 146 fourth year medical students into two groups.",
        "Redness lasted for three days.",
        "Wounds healed a mean of 12 days after surgery.",
        "Faces were sore for a week in all.",
        "Gel, starting ten weeks after the operation, was given to all.",
        "Pain, erythema and edema subsided within 3 days.",
        "Bruising, which settled within a week, was common.",
        "Hyperpigmentation followed 6 treatments (5.0%), lasting 4 to 12 weeks.",
        "A man presented with a scar nine years after a flame injury.",
        "Procedures are delayed for six months after isotretinoin.",
        "The study was conducted over a period of one year.",
        "A peel was done 3 weeks after each needling.",
        "Scars were needled at weeks 0, 4 and 8.",
        "She developed granulomas two weeks after the procedure.",
        "The dressing was removed after 7 days.",
        "Aciclovir was taken for 5 days.",
        "The area was covered with a collagen dressing for seven days.",
        "Patients returned to work after 3 days.",
        "Laser treatment began two weeks after suture removal.",
        "A man came with an itching scar 2 years after sternotomy.",
        "The interval between treatments was six weeks.",
        "Sessions were separated by at least 4 weeks.",
        "Scars developed 2 years after the operation.",
        "Recurrences were noted at a mean of 4.5 months after treatment.",
        "Adults with a scar between 6 and 18 months after injury will be recruited.",
        "All had one procedure; 14 of them had a second one after six months.",
        "Volume was measured with a 3D camera.",
        "Scars were on average 27 years old, after 18 to 44 years.",
        "Time since injury ranged between 8 months and 30 years.",
        "Children were followed until the age of 12 years.",
        "A man had a keloid that recurred two years after excision.",
        "The wounds had been closed within 24 hours of trauma.",
        "Needling was repeated after 8 weeks in half.",
        "The study took place over 3 years.",
        "He noticed a lump 3 months after the procedure.",
        "Pigmentation appeared 2 weeks after the second session.",
        "Redness began at once. It resolved completely within 10 days with steroids.",
        "One patient was lost to follow-up after two months.",
        "Scars became visible four weeks after the first session.",
        "Crusts were seen in most patients for 5 to 7 days.",
        "Pigmentary changes cleared with creams within 3 to 6 months.",
    ],
)
def test_other_times_are_no_follow_up(text: str) -> None:
    context = Context()
    assert read(Document.from_parts("Needling of scars", text), context) == []
    assert context.answers["follow_up_weeks"] is None


def test_years_of_practice_that_a_title_names_are_no_follow_up() -> None:
    document = Document.from_parts("Radiotherapy of keloids: a 10-year review", "None recurred.")
    assert read(document, Context()) == []


def test_treatment_day_by_day_has_an_end() -> None:
    document = Document.from_parts("Gel for scars", "Scars were rated 3 months after treatment.")
    (fact,) = read(document, Context())
    assert (fact.value, fact.role) == (pytest.approx(3 * MONTH, abs=0.001), END)


def test_background_and_hopes_are_not_read() -> None:
    document = Document.from_parts(
        "Needling of scars",
        "BACKGROUND: Scars mature after 12 months. OBJECTIVE: To see scars at 24 months. "
        "METHODS: Scars were rated at 8 weeks.",
    )
    assert [a.weeks for a in assessments(document)] == [8]


def test_an_aim_counts_where_nothing_else_is_said() -> None:
    aim = "OBJECTIVE: To evaluate scars after 24 weeks of gel. METHODS: Gel was compared with none."
    (fact,) = read(Document.from_parts("Gel for scars", aim), Context())
    assert (fact.value, fact.method) == (24, "follow-up: aim")
    text = aim + " RESULTS: At 8 weeks scars were flatter."
    (fact,) = read(Document.from_parts("Gel for scars", text), Context())
    assert fact.value == 8


def test_an_endless_text_is_read_no_further_than_any_abstract_goes() -> None:
    document = Document.from_parts("Scars", "At 12 weeks scars were rated. " * 2000)
    assert sum(1 for _ in assessments(document)) == 1000


def test_advice_in_conclusions_counts_last() -> None:
    advice = "CONCLUSIONS: Scars should be seen again at 12 months."
    (fact,) = read(Document.from_parts("Gel for scars", advice), Context())
    assert fact.value == pytest.approx(12 * MONTH)
    text = "METHODS: Scars were rated at 8 weeks. " + advice
    (fact,) = read(Document.from_parts("Gel for scars", text), Context())
    assert fact.value == 8


def test_a_likely_trial_has_a_follow_up_whatever_its_design_reads_like() -> None:
    design = Fact("design", "cross-sectional", "stated", "test", 1, quote="survey", start=0, end=1)
    document = Document.from_parts("Needling", "Patients were followed up for 6 months.")
    trial = Context(facts=[design], answers={"randomized_trial": {"score": 0.9}})
    assert len(read(document, trial)) == 1
    survey = Context(facts=[design], answers={"randomized_trial": {"score": 0.1}})
    assert read(document, survey) == []


def test_the_time_a_study_took_gives_way_to_its_visits() -> None:
    study = "It was a randomised, controlled study conducted over 18 months in one hospital."
    visits = " Scars were rated at baseline and 6 months."
    (fact,) = read(Document.from_parts("Needling of scars", study + visits), Context())
    assert fact.value == pytest.approx(6 * MONTH)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Satisfaction was assessed by telephone after a mean of 3.5 years.", 42),
        ("Long-term follow-up (mean, 22 months; range, 12-36 months) was good.", 22),
        ("One year on, the scar is soft.", 12),
        ("She had had the keloid for 5 years.", None),
        ("A keloid of 5 years' duration was injected.", None),
        ("An ulcer in a burn scar of 50 years' standing was excised.", None),
        ("Striae had been present for a mean of 4.2 years.", None),
        ("The duration of the keloids ranged from 6 months to 10 years.", None),
        ("The interval between burn and first treatment was 14 months.", None),
        ("Relapse occurred in 3 patients after 5 months.", None),
    ],
)
def test_how_long_people_were_seen_and_how_long_something_else_took(
    text: str, months: float | None
) -> None:
    found = [fact.value for fact in read(Document.from_parts("Needling", text), Context())]
    assert found == ([] if months is None else [pytest.approx(months * MONTH, rel=0.001)])


def test_how_long_a_mark_lasted_is_no_follow_up() -> None:
    text = "RESULTS: Herpes labialis was seen in two, grid-like marks lasting 3 weeks in one."
    assert read(Document.from_parts("Needling of scars", text), Context()) == []


def test_a_review_has_no_follow_up() -> None:
    design = Fact("design", "narrative-review", "stated", "test", 1, quote="x", start=0, end=1)
    context = Context(facts=[design])
    document = Document.from_parts("Needling", "Patients were followed up for 6 months.")
    assert read(document, context) == []


@given(
    number=st.integers(1, 60),
    unit=st.sampled_from(["day", "week", "month", "year"]),
)
def test_weeks_are_the_number_times_the_unit(number: int, unit: str) -> None:
    text = f"Patients were followed up for {number} {unit}s."
    (found,) = assessments(Document.from_parts("Scars", text))
    assert found.weeks == pytest.approx(number * WEEKS[unit])


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    document = Document.from_text(text)
    for fact in read(document, Context()):
        assert document.text[fact.start : fact.end] == fact.quote

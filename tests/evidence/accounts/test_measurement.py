import pandas as pd
import pytest

from reviewbook.display.figures import measurement as figures
from reviewbook.display.figures.style import FOLD
from reviewbook.evidence.accounts import measurement
from reviewbook.evidence.tables import data


@pytest.fixture(scope="module")
def review(folder):
    return data.load(folder)


@pytest.fixture(scope="module")
def placed(review):
    return measurement.assessments(review)


@pytest.fixture(scope="module")
def numbers(review):
    return {number.name: number for number in measurement.numbers(review)}


class Tables:
    """Three studies: in weeks, in sessions, and one of which nothing is known."""

    studies = pd.DataFrame(
        {
            "study_id": ["a", "b", "c"],
            "study": ["A", "B", "C"],
            "duration_weeks": [12, None, None],
            "duration_sessions": [None, 10, None],
        }
    )
    instruments = pd.DataFrame(
        {
            "instrument_id": ["i", "j"], "abbreviation": ["I", "J"], "name": ["First", "Second"],
            "family": ["First family", "Second family"], "rater_as_described": ["patient", None],
        }
    )  # fmt: skip
    assessments = pd.DataFrame(
        [
            ("a4", "a", "bond", "i", None, "patient", "time point", 4, 4, 2, 2, None),
            ("a5", "a", "bond", "i", None, "therapist", "time point", 5, 5, None, None, None),
            ("a9", "a", "bond", "j", None, None, "time point", 9, 9, None, None, None),
            ("b", "b", "bond", "j", None, None, "every session", None, None, 1, 10, None),
            ("b-end", "b", "end", None, "pain", None, "follow-up", None, None, None, None, 6),
            ("c", "c", "bond", "i", None, None, "time point", None, None, None, None, None),
        ],
        columns=["assessment_id", "study_id", "construct", "instrument_id", "outcome", "rater", "schedule", "week_from",
                 "week_to", "session_from", "session_to", "months_after_treatment"],
    )  # fmt: skip
    findings = pd.DataFrame(
        {
            "study_id": ["a", "b"], "instrument_id": ["i", "j"], "tested": ["yes", "yes"],
            "bond_timing": ["early", "aggregate over sessions"], "bond_facet": ["task", None],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("week", "length", "expected"),
    [
        (4, 12, "early"),  # the end of the first third belongs to it
        (5, 12, "middle"),
        (8, 12, "middle"),
        (9, 12, "late"),
        (12, 12, "late"),
        (4, None, "not reported"),
        (None, 12, "not reported"),
    ],
)
def test_a_time_point_lies_in_a_third_of_the_treatment_or_nowhere(week, length, expected):
    assert measurement.position("time point", week, week, length) == expected


def test_a_series_is_said_as_such_and_a_period_has_no_third():
    assert measurement.position("every session", 1, 16, 16) == "every session"
    assert measurement.position("period", 0, 18, 18) == "period"
    assert measurement.position("several sessions", None, None, 12) == "not reported"


def test_a_study_is_placed_in_the_unit_of_its_length_and_otherwise_nowhere():
    assert measurement.units(Tables) == {"a": "weeks", "b": "sessions", "c": None}


def test_a_time_that_is_known_in_both_units_is_said_in_that_of_the_study():
    placed = measurement.assessments(Tables).set_index("assessment_id")
    assert placed["when"].dropna().to_dict() == {
        "a4": "week 4",
        "a5": "week 5",
        "a9": "week 9",
        "b": "sessions 1 to 10",
        "b-end": "6 months after treatment",
    }
    assert placed.position.to_dict() == {
        "a4": "early",
        "a5": "middle",
        "a9": "late",
        "b": "aggregated",  # over its sessions
        "b-end": "follow-up",
        "c": "not reported",
    }
    assert list(placed.index[placed.aggregated]) == ["b"]
    assert list(placed.index[~placed.rated]) == ["b-end"]


def test_a_rater_that_is_not_reported_is_a_category_of_its_own_and_stands_last():
    counted = measurement.categories(Tables)
    raters = counted[counted.characteristic.eq("Rater")]
    assert list(zip(raters.category, raters.n, raters.studies, strict=True)) == [
        ("patient", 1, ("a",)),
        ("therapist", 1, ("a",)),
        ("not reported", 3, ("a", "b", "c")),
    ]


def test_a_rater_other_than_the_one_described_is_found():
    found = {number.name: number for number in measurement.numbers(Tables)}
    assert found["n_rater_other_than_described"].studies == ("a",)  # week 5, by the therapist
    assert found["n_rater_never_reported"].studies == ("b", "c")


def test_each_rating_of_the_review_lies_where_a_hand_count_puts_it(placed):
    # weeks of the rating / weeks of treatment: thirds of 12 end at 4 and 8, of 24 at 8, of 20 at 6.7, of 18 at 6 and 12
    rated = placed[placed.rated].groupby("study_id", sort=False).position.agg(list)
    assert rated.to_dict() == {
        "berger2018": ["middle", "late", "middle", "late"],  # 6 and 12 of 12, by two raters
        "castonguay1996": ["every session"],
        "debolle2010": ["early"],  # 4 of 24
        "feeley1999": ["not reported"],
        "gibbons2019": ["early"],  # 1 of 20
        "stilesshields2014": ["early", "late"],  # 4 and 14 of 18
        "strunk2010": ["every week"],
        "weck2013": ["aggregated"],  # the mean over its sessions
        "wucherpfennig2017": ["every session"],
        "zuroff2006": ["early", "middle"],  # 4 of 16 (5.3 is a third), 8 of 16
    }
    assert set(placed.study_id[placed.aggregated]) == {"weck2013"}


def test_the_numbers_are_those_of_a_hand_count(numbers):
    expected = {
        "n_studies": 10,
        "n_instruments_named": 9,  # WAI and its two short versions, CALPAS, HAQ, PHAS, VTAS, BPSR, B-L RI
        "n_instruments_used": 8,  # all but the CALPAS
        "n_families": 5,  # WAI, Penn (HAQ and PHAS), VTAS, BPSR, B-L RI
        "n_studies_wai": 4,  # Castonguay, Gibbons, Stiles-Shields, Strunk
        "n_studies_wai_sr_c": 1,  # Berger, both short versions
        "n_studies_wai_sr_t": 1,
        "n_studies_calpas": 0,
        "n_studies_haq": 2,  # De Bolle, Weck
        "n_studies_phas": 1,  # Feeley
        "n_studies_vtas": 1,  # Zuroff, and the B-L RI
        "n_studies_bl_ri": 1,
        "n_studies_bpsr": 1,  # Wucherpfennig
        "n_ratings": 15,  # 4 + 1 + 1 + 1 + 1 + 2 + 1 + 1 + 1 + 2
        "n_outcomes": 15,  # 1 + 4 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 3
        "n_family_working_alliance_inventory": 5,
        "n_family_penn_helping_alliance_scales": 3,  # De Bolle and Weck with the HAQ, Feeley with the PHAS
        "n_family_bern_postsession_reports": 1,
        "n_family_barrett_lennard_relationship_inventory": 1,
        "n_family_vanderbilt_therapeutic_alliance_scale": 1,
        "n_rater_patient": 2,  # Berger, Zuroff
        "n_rater_therapist": 2,  # Berger, Castonguay
        "n_rater_not_reported": 8,  # all but Berger and Castonguay; Zuroff for the VTAS
        "n_rater_never_reported": 7,
        "n_rater_other_than_described": 1,  # Castonguay: therapist, WAI described as self-report of the patient
        "n_schedule_time_point": 5,  # Berger, De Bolle, Gibbons, Stiles-Shields, Zuroff
        "n_schedule_every_session": 3,  # Castonguay, Weck, Wucherpfennig
        "n_schedule_every_week": 1,  # Strunk
        "n_schedule_several_sessions": 1,  # Feeley
        "n_position_early": 4,
        "n_position_middle": 2,
        "n_position_late": 2,
        "n_position_every_session": 2,
        "n_position_every_week": 1,
        "n_position_aggregated": 1,
        "n_position_not_reported": 1,
        "n_facet_task": 1,  # Gibbons
        "n_facet_whole": 9,
        "n_times_not_reported": 1,  # Feeley
        "n_outcome_times_not_reported": 5,  # Berger, De Bolle, Feeley, Strunk, Wucherpfennig
        "n_in_weeks": 8,
        "n_in_sessions": 2,  # Weck, Wucherpfennig
        "n_length_not_reported": 1,  # Strunk
        "n_several_time_points": 3,  # Berger, Stiles-Shields, Zuroff
        "n_only_early": 2,  # De Bolle, Gibbons
        "n_rated_at_end": 4,  # Berger week 12 of 12, Castonguay, Weck, Wucherpfennig every session
        "n_time_point_at_end": 1,  # Berger
    }
    assert {name: number.value for name, number in numbers.items()} == expected
    assert numbers["n_time_point_at_end"].studies == ("berger2018",)
    assert numbers["n_rated_at_end"].studies == ("berger2018", "castonguay1996", "weck2013", "wucherpfennig2017")


def test_an_instrument_that_no_study_used_has_no_rater(review):
    found = measurement.instruments(review).set_index("instrument_id")
    assert (found.n_studies["calpas"], found.raters["calpas"]) == (0, "")
    assert found.n_studies["wai"] == 4
    assert found.raters["wai"] == "therapist and not reported"


def test_the_timeline_draws_every_assessment_whose_time_is_known_and_every_length(placed):
    figure = figures.timeline(placed, {})
    bars = [
        (said.replace(FOLD, " "), length)
        for trace in figure.data if trace.type == "bar" and trace.hovertemplate
        for said, length in zip(trace.customdata, trace.x, strict=True)
    ]  # fmt: skip
    # all but Strunk, of whom the length is not reported
    assert bars == [
        ("Berger et al., 2018: treatment of 12 weeks", 12),
        ("Castonguay et al., 1996: treatment of 12 weeks", 12),
        ("De Bolle et al., 2010: treatment of 24 weeks", 24),
        ("Feeley et al., 1999: treatment of 12 weeks", 12),
        ("Gibbons et al., 2019: treatment of 20 weeks", 20),
        ("Stiles-Shields et al., 2014: treatment of 18 weeks", 18),
        ("Zuroff and Blatt, 2006: treatment of 16 weeks", 16),
        ("Weck et al., 2013: treatment of 16 sessions", 16),
        ("Wucherpfennig et al., 2017: treatment of 37 sessions", 37),
    ]
    drawn = sorted((said.split(":")[0], x) for said, x in _lines(figure) if "mean of" not in said)
    assert drawn == [
        *[("Berger et al., 2018", [week]) for week in (6, 6, 12, 12)],
        ("Castonguay et al., 1996", list(range(1, 13))),
        *[("Castonguay et al., 1996", [week]) for week in (6, 6, 12, 12)],
        ("De Bolle et al., 2010", [4]),
        ("Gibbons et al., 2019", [1]),
        ("Stiles-Shields et al., 2014", [0, 18]),
        ("Stiles-Shields et al., 2014", [4]),
        ("Stiles-Shields et al., 2014", [14]),
        ("Strunk et al., 2010", [1, 2, 3, 4]),
        ("Weck et al., 2013", list(range(1, 17))),
        ("Wucherpfennig et al., 2017", list(range(1, 38))),
        ("Zuroff and Blatt, 2006", [4]),
        ("Zuroff and Blatt, 2006", [8]),
    ]
    means = [(said, x) for said, x in _lines(figure) if "mean of" in said]
    assert means == [("Weck et al., 2013: mean of HAQ over sessions 1 to 16", [8.5])]


def test_two_outcomes_at_one_time_are_both_told_by_the_mark_that_is_seen(placed):
    told = [said for said, x in _lines(figures.timeline(placed, {})) if x == [6] and said.startswith("Castonguay")]
    both = "Castonguay et al., 1996: {}, week 6"
    assert told == ["<br>".join(map(both.format, ("depressive symptoms", "global functioning")))] * 2


def _lines(figure):
    """List what is drawn in time, up to each point that is missing: what its first point says, and its times."""
    for trace in figure.data:
        if trace.type == "scatter" and trace.mode in ("lines+markers", "markers") and trace.hovertemplate:
            x = []
            for at, said in zip((*trace.x, None), (*trace.customdata, None), strict=True):
                if at is not None:
                    x.append((at, said.replace(FOLD, " ")))
                elif x:
                    yield x[0][1], [at for at, _ in x]
                    x = []


def _rows(figure, axis):
    """Give the height of each row of a panel and what stands beside it."""
    told = figure.layout[axis.replace("y", "yaxis")]
    return dict(zip(told.tickvals, told.ticktext, strict=True))


def _written(figure):
    """List what is written in a row: the study, the row, the words, and the head of the column that they stand in."""
    for trace in figure.data:
        if trace.type == "scatter" and trace.mode == "markers+text":
            rows = _rows(figure, trace.yaxis)
            across = figure.layout[trace.xaxis.replace("x", "xaxis")]
            head = across.title.text or across.ticktext[0]
            for y, words, said in zip(trace.y, trace.text, trace.customdata, strict=True):
                if words:
                    yield said.split(":")[0], rows[y], words, head


UNKNOWN = ("<b>?</b>", "time not<br>reported")


def test_a_row_of_the_timeline_says_what_is_not_reported_and_what_lies_in_no_week_or_session_of_it(placed):
    figure = figures.timeline(placed, {})
    assert sorted(_written(figure)) == [
        ("Berger et al., 2018", "outcome", *UNKNOWN),
        ("De Bolle et al., 2010", "outcome", *UNKNOWN),
        ("Feeley et al., 1999", "PHAS, not reported", *UNKNOWN),
        ("Feeley et al., 1999", "outcome", *UNKNOWN),
        ("Gibbons et al., 2019", "outcome", "in sessions 2 to 6", "Week"),
        ("Strunk et al., 2010", "outcome", *UNKNOWN),
        ("Weck et al., 2013", "outcome", "12 months later", "Session"),
        ("Wucherpfennig et al., 2017", "outcome", *UNKNOWN),
        ("Zuroff and Blatt, 2006", "outcome", "18 months later", "Week"),
        ("Zuroff and Blatt, 2006", "outcome", *UNKNOWN),
    ]
    # each question mark on a hatched ground: six in weeks, one in sessions
    hatched = [(bar.yaxis, y) for bar in figure.data if bar.type == "bar" and bar.marker.pattern.shape for y in bar.y]
    marked = [(one.yaxis, y) for one in figure.data if one.type == "scatter" and one.mode == "markers+text"
              for y, words in zip(one.y, one.text, strict=True) if words == UNKNOWN[0]]  # fmt: skip
    assert hatched == marked
    assert [axis for axis, _ in hatched] == ["y"] * 6 + ["y3"]


def test_a_study_of_which_no_time_is_known_has_a_row_that_says_so_and_no_bar():
    figure = figures.timeline(measurement.assessments(Tables), {})
    names = {trace.yaxis: trace.text for trace in figure.data if trace.type == "scatter" and trace.mode == "text"}
    assert names == {"y": ("<b>A</b>", "<b>C</b>"), "y3": ("<b>B</b>",)}
    assert [found for found in _written(figure) if found[0] == "C"] == [("C", "I, not reported", *UNKNOWN)]
    bars = [said for trace in figure.data if trace.type == "bar" for said in trace.customdata or ()]
    assert bars == ["A: treatment of 12 weeks", "B: treatment of 10 sessions"]


def test_the_words_of_the_timeline_count_its_studies_its_assessments_and_those_without_a_time(placed):
    # Berger has four ratings, Stiles-Shields and Zuroff two each, the other seven one; Castonguay has four outcomes,
    # Zuroff three, the other eight one. Feeley gives no time of either, Zuroff none of two outcomes, Berger, De Bolle,
    # Strunk and Wucherpfennig none of their one. Weck and Wucherpfennig stand in sessions.
    assert figures.timeline_in_words(placed) == (
        "Timeline of the assessments against the length of the treatment. 10 studies, 8 in weeks and 2 in sessions. "
        "Assessments of the alliance: 15; of outcomes: 15; of these, without a reported time: 8."
    )


def test_each_instrument_of_a_rater_has_a_row_that_names_both_and_the_form_means_no_rater(review, placed):
    figure = figures.timeline(placed, measurement.sentences(review))
    named = {"rated by the patient": "patient", "rated by the therapist": "therapist",
             "rater not reported": "not reported"}  # fmt: skip
    beside, forms = set(), set()
    for trace in figure.data:
        if trace.type == "scatter" and trace.hovertemplate and trace.mode in ("lines+markers", "markers+text"):
            rows = _rows(figure, trace.yaxis)
            for y, said in zip(trace.y, trace.customdata, strict=True):
                study, _, told = said.replace(FOLD, " ").partition(": ")
                rater = next((name for words, name in named.items() if f"<br>{words}" in told), None)
                if rater:
                    assert rows[y] == f"{told.partition(',')[0]}, {rater}"
                    beside.add((study, rows[y]))
                    forms.add((trace.marker.symbol, trace.marker.color))
                else:
                    assert rows[y] == "outcome"
    assert beside == {
        ("Berger et al., 2018", "WAI-SR-C, patient"),
        ("Berger et al., 2018", "WAI-SR-T, therapist"),
        ("Castonguay et al., 1996", "WAI, therapist"),
        ("De Bolle et al., 2010", "HAQ, not reported"),
        ("Feeley et al., 1999", "PHAS, not reported"),
        ("Gibbons et al., 2019", "WAI, not reported"),
        ("Stiles-Shields et al., 2014", "WAI, not reported"),
        ("Strunk et al., 2010", "WAI, not reported"),
        ("Weck et al., 2013", "HAQ, not reported"),
        ("Wucherpfennig et al., 2017", "BPSR, not reported"),
        ("Zuroff and Blatt, 2006", "B-L RI, patient"),
        ("Zuroff and Blatt, 2006", "VTAS, not reported"),
    }
    assert forms == {(None, None)}
    heads = [note.text for note in figure.layout.annotations]
    assert heads == ["instrument,<br>rater"] * 2
    legend = [trace.name for trace in figure.data if trace.name]
    assert legend == [
        "alliance", "outcome", "outcome over a period", "every week or session", "mean over the series",
        "length of treatment",
    ]  # fmt: skip


def test_two_raters_with_one_instrument_have_a_line_each():
    placed = measurement.assessments(Tables)
    first = placed[placed.rated].iloc[[0]]
    alike = {
        "schedule": "time point", "unit": "weeks", "length": 12.0, "first": 4.0, "last": 4.0, "when": "week 4",
        "aggregated": False,
    }  # fmt: skip
    both = pd.concat([first.assign(rater=rater, **alike) for rater in ("patient", "therapist")], ignore_index=True)
    lines = next(
        trace for trace in figures.timeline(both, {}).data if trace.type == "scatter" and trace.mode == "lines+markers"
    )
    heights = [y for x, y in zip(lines.x, lines.y, strict=True) if x is not None]
    assert len(set(heights)) == len(heights) == 2


def test_a_series_of_a_million_sessions_is_drawn_in_some_hundred_marks():
    class Endless(Tables):
        assessments = Tables.assessments.assign(session_to=[2, None, None, 1_000_000, None, None])

    drawn = dict(_lines(figures.timeline(measurement.assessments(Endless), {})))
    marks = next(x for said, x in drawn.items() if said.startswith("B: J, sessions 1 to"))
    assert (marks[0], marks[1] - marks[0]) == (1, 2000)
    assert len(marks) == 500


def test_what_is_placed_in_time_says_where_its_time_is_stated(review, placed):
    told = [said.replace(FOLD, " ") for said, _ in _lines(figures.timeline(placed, measurement.sentences(review)))]
    assert "Berger et al., 2018: WAI-SR-C, week 6<br>rated by the patient<br>Source: section 3.1, paragraph 2, " \
        "sentence 3" in told  # fmt: skip
    bars = [trace.customdata for trace in figures.timeline(placed, measurement.sentences(review)).data
            if trace.type == "bar" and trace.hovertemplate]  # fmt: skip
    assert bars[0][1].replace(FOLD, " ").endswith("12 weeks<br>Source: section 3.1, paragraph 6, sentence 1")

"""What the studies show."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    BESIDE,
    COLOURS,
    DRAWN,
    FOLD,
    LETTER,
    LINE,
    NAME,
    NEUTRAL,
    PAPER,
    SILENCE,
    SIZE,
    UNTOLD,
    Sources,
    about,
    addresses,
    at_two_widths,
    behind,
    key,
    lines,
    mark,
    note,
    of_first_studies,
    part,
    rule,
    sheet,
    source,
    table,
    used,
    vertical,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative, text
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.counting.votes import LEVELS

# in pixels: a row with the name of its study beside its marks, or above them, and from its top to these
ROW, STUDY, MARKS = 34, 48, 33
# of the published count: from its left to the first column on a telephone, and from a column to its marks
LEFT, MARK = 1.1, 0.13
# from the mark of a study to that of its bracket, so that a pointer can tell them apart
OWN = 0.06
# of how many letters a line is, in a column of a figure that is as wide as a telephone
NARROW = 11
# more columns than these are not read side by side on a telephone
COLUMNS, COLUMN = 6, 60
PATIENTS = "Larger mark: more patients."
ORDER = "Number: order in time."
# letters of a line that hold how many the article counts, beside a bracket
WORDS = 26


def published(
    counted: pd.DataFrame, votes: pd.DataFrame, studies: pd.DataFrame, sides: Sources, sentences: Sources
) -> go.Figure:
    """Draw the published count as brackets over what each study reports of each hypothesis.

    A row per study, those that the article counts under one hypothesis together, and a column per hypothesis: for each
    a trace of what was tested, one of what has no test reported, and one of words: how many the article counts,
    beside its bracket, and how many of those that tested the hypothesis support it. Of more than `DRAWN` studies the
    first have rows; counts are of all.

    Drawn from `published` and `per_study` of `reviewbook.evidence.counting.direction`; `sides` has by study_id the
    sources of the hypothesis under which it is counted, `sentences` those of `per_study`.
    """
    return at_two_widths(partial(_published, counted, votes, studies, sides, sentences))


def _published(
    counted: pd.DataFrame, votes: pd.DataFrame, studies: pd.DataFrame, sides: Sources, sentences: Sources, narrow: bool
) -> go.Figure:
    names = dict(zip(studies.study_id, studies.study, strict=True))
    order = list(dict.fromkeys([study_id for group in counted.studies for study_id in group] + list(names)))[:DRAWN]
    left, letters = (LEFT, NARROW) if narrow else _room([names[one] for one in order], len(counted))
    titles = [lines(label, letters) for label in counted.label]
    top = 16 * max(title.count("<br>") + 1 for title in titles) + 10
    place = {study_id: top + ROW * (number + 0.5) for number, study_id in enumerate(order)}
    foot = top + ROW * len(order) + 8
    traces = []
    shapes = [rule(-left, len(counted), top + ROW * number) for number in range(len(order) + 1)]
    annotations = [
        note(-left, place[one], lines(names[one], NARROW + 5 if narrow else NAME), yanchor="middle") for one in order
    ]
    for number, (row, title) in enumerate(zip(counted.itertuples(), titles, strict=True)):
        colour = COLOURS[number]
        tested = votes[votes.hypothesis_id.eq(row.hypothesis_id) & votes.finding.ne(NOT_TESTED)]
        drawn = tested[tested.study_id.isin(order)]
        silent = [study_id for study_id in order if study_id not in set(tested.study_id)]
        here = [place[study_id] for study_id in row.studies if study_id in place]
        annotations.append(note(number + MARK, top - 6, f"<b>{title}</b>", xshift=-8, yanchor="bottom"))
        traces += [
            _answers(row, drawn, number + MARK, place, colour, sentences),
            _unanswered(row, {study_id: names[study_id] for study_id in silent}, number + MARK, place, sentences),
            _counts(row, tested, number, here, foot, (sides, sentences), letters),
        ]
        if here:
            shapes.append(_bracket(number + MARK, min(here) - 11, max(here) + 11, colour))
    told = used(votes[votes.finding.ne(NOT_TESTED)], silent=True)
    below = foot + 16 * max(text.count("<br>") + 1 for trace in traces[2::3] for text in trace.text[1:]) + 10
    layout = sheet(below + LINE * len(told), [-left, len(counted)], shapes=shapes, annotations=annotations)
    sided = {(row.hypothesis_id, study_id) for row in counted.itertuples() for study_id in row.studies}
    told_rows = [
        (one.study, one.hypothesis, one.finding, one.direction,
         "yes" if (one.hypothesis_id, one.study_id) in sided else "no")
        for one in votes.itertuples()
    ]  # fmt: skip
    columns = ["Study", "Hypothesis", "Finding", "Direction", "Counted under it by the article"]
    layout["meta"] = table(columns, told_rows) | addresses(sides, sentences) | part(len(names))
    if len(counted) > 2:
        layout["meta"]["least_width"] = 108 * (len(counted) + 1)
    return go.Figure([*traces, key(told, 0.1 - left, below)], layout)


def _room(names: Iterable[str], columns: int) -> tuple[float, int]:
    """Give the names of studies a part of the width, in columns, and say how many letters a line of a column has."""
    known = min(NAME, max(map(len, names))) * LETTER + 10
    column = (PAPER - known) / columns
    return known / column, int(column / LETTER)


def published_in_words(counted: pd.DataFrame, votes: pd.DataFrame) -> str:
    """Say the published count of each hypothesis, and what was found by the studies that tested it."""
    parts = []
    for row in counted.itertuples():
        tested = votes[votes.hypothesis_id.eq(row.hypothesis_id) & votes.finding.ne(NOT_TESTED)]
        share = _of(tested.finding.eq("supported"))
        parts.append(f"{row.label}: {text(row.n)} of {text(row.total)} in the article, {share} by finding.")
    return alternative(
        "Plot of what each study found on each hypothesis; brackets mark what the article counts.", *parts
    )


@of_first_studies
def effect_direction(matrix: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw an effect direction plot: a row per study, a column per hypothesis and outcome domain.

    One trace per hypothesis with a mark for each finding, one for what has no test reported, and the key. The
    number beside a mark is the place of its temporal level. Drawn from
    `reviewbook.evidence.counting.direction.matrix`, with its `sentences` as sources.

    References
    ----------
    Hilton Boon and Thomson 2021, doi 10.1002/jrsm.1458
    """
    return at_two_widths(partial(_plot, matrix, sources))


def _plot(matrix: pd.DataFrame, sources: Sources, narrow: bool) -> go.Figure:
    """Draw it with the names of studies beside their marks, or above them if there is no room."""
    columns = list(matrix[["hypothesis", "outcome_domain"]].drop_duplicates().itertuples(index=False, name=None))
    above = narrow or len(columns) > COLUMNS
    place = {column: number + 0.5 for number, column in enumerate(columns)}
    named = list(dict.fromkeys(matrix.study))
    groups = list(matrix.groupby("hypothesis", sort=False))
    tested, silent = matrix[matrix.temporal_level.notna()], matrix[matrix.temporal_level.isna()]
    left, letters = (0.0, NARROW) if above else _room(named, len(columns))
    titles, heads, top = _staggered(columns) if above else _level(columns, letters)
    row, middle = (STUDY, MARKS) if above else (ROW, ROW / 2)
    tops = {study: top + row * number for number, study in enumerate(named)}
    at = {study: y + middle for study, y in tops.items()}
    last = top + row * len(named)
    traces = [
        _marks(hypothesis, found[found.temporal_level.notna()], place, at, matrix.n_patients.max(), number, sources)
        for number, (hypothesis, found) in enumerate(groups)
    ]
    traces.append(_silences(silent, set(zip(tested.hypothesis_id, tested.study_id, strict=True)), place, at, sources))
    told = used(tested, silent=len(silent) > 0)
    reached = [f"{number} {level}" for number, level in enumerate(LEVELS, 1)]
    sizes = [PATIENTS] if matrix.n_patients.nunique() > 1 else []
    written = [*sizes, ORDER, *reached]
    # beside the key if there is room
    across, words = (0.0, last + 12 + LINE * len(told)) if above else (0.45, last + 10)
    bottom = max(last + 8 + LINE * len(told), words + 16 * len(written))
    ends = [max(place[one] for one in columns if one[0] == hypothesis) + 0.5 for hypothesis, _ in groups][:-1]
    meta = table(
        ["Study", "Hypothesis", "Outcome domain", "Finding", "Direction", "Order in time", "Patients"],
        matrix[
            ["study", "hypothesis", "outcome_domain", "finding", "direction", "temporal_level", "n_patients"]
        ].values,
    ) | addresses(sources)
    meta |= {"least_width": COLUMN * len(columns)} if len(columns) > COLUMNS else {}
    names = (
        [note(0, y + 3, plotly(study)) for study, y in tops.items()]
        if above
        else [note(-left, y, lines(study, NAME), yanchor="middle") for study, y in at.items()]
    )
    layout = sheet(
        bottom + 8, [-left, len(columns)], meta=meta,
        shapes=[vertical(end, NEUTRAL) | {"yref": "y", "y0": top, "y1": last} for end in ends]
        + [rule(-left, len(columns), y) for y in (*tops.values(), last)] + heads,
        annotations=[*titles, *names, note(across, words, "<br>".join(map(plotly, written)), xref="paper")],
    )  # fmt: skip
    return go.Figure([*traces, key(told, 0.03 * (len(columns) + left) - left, last + 8)], layout)


def effect_direction_in_words(matrix: pd.DataFrame) -> str:
    """Say how many marks of each hypothesis support it and are positive, and how many places have none."""
    parts = [
        f"{hypothesis}: {_of(rows.finding.eq('supported'))} marks in support, "
        f"{text(int(rows.direction.eq('positive').sum()))} positive."
        for hypothesis, rows in matrix[matrix.temporal_level.notna()].groupby("hypothesis", sort=False)
    ]
    silent = f"{_of(matrix.temporal_level.isna())} places have {NOT_TESTED}."
    return alternative("Effect direction plot by study, hypothesis and outcome domain.", *parts, silent)


def _of(true: pd.Series) -> str:
    return f"{text(int(true.sum()))} of {text(len(true))}"


def _testing(votes: pd.DataFrame) -> tuple[list[str], list[str]]:
    tested = votes[votes.finding.ne(NOT_TESTED)]
    return list(tested.study_id), list(tested.study_id[tested.finding.eq("supported")])


def _answers(
    row: Any, tested: pd.DataFrame, x: float, place: Mapping[str, float], colour: str, sources: Sources
) -> go.Scatter:
    drawn = [mark(one.finding, one.direction, colour) for one in tested.itertuples()]
    return go.Scatter(
        name=plotly(row.label), mode="markers", x=[x] * len(tested), y=[place[one] for one in tested.study_id],
        marker={
            "symbol": [symbol for symbol, _ in drawn], "color": [filled for _, filled in drawn], "size": 16,
            "line": {"width": 2, "color": colour}, "opacity": 1,
        },
        text=[
            f"{plotly(one.study)}:{FOLD}{_said(one.finding, one.direction)}"
            f"{source(sources.get((row.hypothesis_id, one.study_id)))}"
            for one in tested.itertuples()
        ],
        meta=behind([study_id] for study_id in tested.study_id), hovertemplate="%{text}<extra></extra>",
        cliponaxis=False,
    )  # fmt: skip


def _unanswered(
    row: Any, silent: Mapping[str, str], x: float, place: Mapping[str, float], sources: Sources
) -> go.Scatter:
    return go.Scatter(
        name=plotly(row.label), mode="markers", x=[x] * len(silent), y=[place[study_id] for study_id in silent],
        marker=SILENCE,
        text=[
            f"{plotly(study)}:{FOLD}{NOT_TESTED}{source(sources.get((row.hypothesis_id, study_id)))}"
            for study_id, study in silent.items()
        ],
        meta=behind([study_id] for study_id in silent), hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _counts(
    row: Any, tested: pd.DataFrame, number: int, here: Sequence[float], foot: float,
    sources: tuple[Sources, Sources], letters: int,
) -> go.Scatter:  # fmt: skip
    """Write how many the article counts, beside the bracket, and how many of those that tested it support it."""
    who, supporting = _testing(tested)
    # inside one row, so that no line between two goes through it
    middle = here[(len(here) - 1) // 2] if here else foot - 60
    parts = ["the article", f"counts <b>{row.n}</b>"]
    told = "<br>".join(2 * BESIDE + words for words in (parts if letters < WORDS else [" ".join(parts)]))
    share = f"{len(supporting)} of {len(who)}"
    below = lines(f"{share} that tested it support it", letters + 2).replace(share, f"<b>{share}</b>", 1)
    deep = 8 * (below.count("<br>") + 1)
    by_study = about(sources[1], row.hypothesis_id, who)
    ways = [
        (MARK + OWN, middle, told, row.studies, sources[0], f"the article counts {row.n} of {row.total} studies"),
        (MARK - 0.05, foot + deep, below, who, by_study, f"{share} studies that tested it support it"),
    ]  # fmt: skip
    return go.Scatter(
        name=plotly(row.label), mode="text", x=[number + x for x, *_ in ways], y=[y for _, y, *_ in ways],
        text=[words for _, _, words, *_ in ways], textposition="middle right", textfont={"size": SIZE},
        customdata=[f"{plotly(row.label)}:{FOLD}{said}" for *_, said in ways],
        meta=behind([found for *_, found, _, _ in ways], sources=[told for *_, told, _ in ways]),
        hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _bracket(x: float, top: float, bottom: float, colour: str) -> dict[str, Any]:
    return {
        "type": "path", "path": f"M 14 {top} L 20 {top} L 20 {bottom} L 14 {bottom}", "xsizemode": "pixel",
        "xanchor": x, "xref": "x", "yref": "y", "line": {"width": 2, "color": colour}, "fillcolor": "rgba(0, 0, 0, 0)",
    }  # fmt: skip


def _level(
    columns: Sequence[tuple[str, str]], letters: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Write outcome domains above their columns on one level, and hypotheses above these, over a line each.

    Gives the words, the lines, and the room that they take.
    """
    spans = _spans(columns)
    titled = {one: lines(one, letters * (end - start)) for one, (start, end) in spans.items()}
    below = [lines(domain, letters) for _, domain in columns]
    first, deep = (16 * max(words.count("<br>") + 1 for words in here) for here in (titled.values(), below))
    top = first + deep + 18
    middle = {"xanchor": "center", "align": "center", "yanchor": "bottom"}
    titles = [note((start + end) / 2, first, f"<b>{titled[one]}</b>", **middle) for one, (start, end) in spans.items()]
    domains = [note(n + 0.5, top - 6, words, **middle) for n, words in enumerate(below)]
    return titles + domains, [rule(start + 0.06, end - 0.06, first + 5) for start, end in spans.values()], top


def _spans(columns: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Say from where to where the columns of each hypothesis stand."""
    groups = [hypothesis for hypothesis, _ in columns]
    return {one: (groups.index(one), groups.index(one) + groups.count(one)) for one in dict.fromkeys(groups)}


def _staggered(
    columns: Sequence[tuple[str, str]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Write the same with every second domain lower.

    A hypothesis begins at its first column; one of the last column alone ends with it.
    """
    deep = [16 * (lines(domain, NARROW).count("<br>") + 1) for _, domain in columns]
    spans, last = _spans(columns), len(columns)
    titled = {one: lines(one, 24 if end - start > 1 else NARROW) for one, (start, end) in spans.items()}
    first = 16 * (max(title.count("<br>") for title in titled.values()) + 1) + 10
    second = first + (max(deep[::2]) + 4 if len(columns) > 1 else 0)
    top = second + max(deep[1::2], default=0 if len(columns) > 1 else deep[0]) + 10
    at_end = {"x": last, "xanchor": "right"}
    titles = [
        note(start, 0, f"<b>{titled[one]}</b>") | (at_end if start == last - 1 > 0 else {})
        for one, (start, _) in spans.items()
    ]
    domains = [
        note(n + 0.5, (first, second)[n % 2], lines(domain, NARROW), xanchor="center", align="center")
        for n, (_, domain) in enumerate(columns)
    ]
    return titles + domains, [], top


def _marks(
    hypothesis: str, rows: pd.DataFrame, place: Mapping[tuple[str, str], float], at: Mapping[str, float],
    largest: int, number: int, sources: Sources,
) -> go.Scatter:  # fmt: skip
    colour = COLOURS[number]
    drawn = [mark(row.finding, row.direction, colour) for row in rows.itertuples()]
    return go.Scatter(
        name=plotly(hypothesis), mode="markers+text", y=[at[study] for study in rows.study],
        x=[place[row.hypothesis, row.outcome_domain] for row in rows.itertuples()],
        marker={
            "symbol": [symbol for symbol, _ in drawn], "color": [filled for _, filled in drawn],
            "size": [_size(n, largest) for n in rows.n_patients], "line": {"width": 2, "color": colour}, "opacity": 1,
        },
        text=[str(LEVELS.index(level) + 1) for level in rows.temporal_level], textposition="middle right",
        textfont={"size": SIZE}, cliponaxis=False,
        customdata=[
            f"{plotly(row.study)}, {_patients(row.n_patients)}<br>{plotly(row.outcome_domain)}:{FOLD}"
            f"{_said(row.finding, row.direction)},{FOLD}{row.temporal_level}"
            f"{source(sources.get((row.hypothesis_id, row.study_id, row.outcome_domain)))}"
            for row in rows.itertuples()
        ],
        meta=behind([study_id] for study_id in rows.study_id), hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _silences(
    rows: pd.DataFrame, tested: set[tuple[str, str]], place: Mapping[tuple[str, str], float],
    at: Mapping[str, float], sources: Sources,
) -> go.Scatter:  # fmt: skip
    """Mark what has no test reported: no sentence on the hypothesis, or none on this domain only."""
    said = []
    for row in rows.itertuples():
        key_of = row.hypothesis_id, row.study_id
        silence = "<br>Source: no sentence on this outcome" if key_of in tested else source(sources.get(key_of))
        said.append(f"{plotly(row.study)},{FOLD}{plotly(row.outcome_domain)}:{FOLD}{NOT_TESTED}{silence}")
    return go.Scatter(
        name=NOT_TESTED, mode="markers", y=[at[study] for study in rows.study], text=said,
        x=[place[row.hypothesis, row.outcome_domain] for row in rows.itertuples()],
        marker=SILENCE,
        meta=behind([study_id] for study_id in rows.study_id), hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _said(finding: str, direction: Any) -> str:
    return f"{finding}, {UNTOLD if pd.isna(direction) else f'direction {direction}'}"


def _patients(n: Any) -> str:
    return "patients not reported" if pd.isna(n) else f"{text(int(n))} patients"


def _size(n: Any, largest: int) -> float:
    return 13.0 if pd.isna(n) else round(13 + 10 * (int(n) / int(largest)) ** 0.5, 1)

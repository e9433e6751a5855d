"""How far the studies account for the order in time, by what they found."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    COLOURS,
    FILLS,
    FOLD,
    NEUTRAL,
    SIZE,
    Sources,
    about,
    addresses,
    behind,
    filled,
    lines,
    note,
    sheet,
    source,
    table,
)
from reviewbook.display.markup import plotly
from reviewbook.display.wording import alternative, text
from reviewbook.evidence.counting.direction import NOT_TESTED
from reviewbook.evidence.counting.votes import LEVELS

# studies that have a bar each; of more, one bar is for all with the same finding and level
NAMED = 60
# in pixels: a bar with its name above it, the bar alone, the title of a finding, the names of the levels
ROW, BAR, TITLE, HEADS = 34, 11, 28, 54
LENGTH = "Length of a bar: order in time, not size.<br>Fill of a bar: the finding."
ANSWERS = [*FILLS, NOT_TESTED]
CLEAR = "rgba(0, 0, 0, 0)"


def harvest(votes: pd.DataFrame, sources: Sources) -> go.Figure:
    """Draw a harvest plot: for each hypothesis and finding, a bar per study, its length by temporal level.

    For each hypothesis a trace of bars, one of the names above them, and one of words: how many studies have each
    finding, and how many have no test reported. Of more than `NAMED` studies one bar stands for all with the same
    finding and level. Drawn from `reviewbook.evidence.counting.direction.per_study`, with its `sentences` as sources.

    References
    ----------
    Ogilvie et al. 2008, doi 10.1186/1471-2288-8-8
    """
    traces, annotations, lined = [], [note(0, 0, LENGTH)], []
    top = 44.0
    for number, (hypothesis, rows) in enumerate(votes.groupby("hypothesis", sort=False)):
        annotations.append(note(0, top, f"<b>{plotly(hypothesis)}</b>"))
        annotations += [
            note(place + 0.5, top + 20, lines(level, 11), xanchor="center", align="center")
            for place, level in enumerate(LEVELS)
        ]
        start = top + 20 + HEADS
        bars, words, top = _placed(rows, start)
        lined.append((start, top - ROW / 2))
        traces += [_bars(hypothesis, bars, number, sources), _names(bars), _counted(hypothesis, words, sources)]
        top += 12
    line = {"type": "line", "line": {"width": 0.5, "color": NEUTRAL}, "opacity": 0.5}
    steps = [
        line | {"x0": x, "x1": x, "y0": first, "y1": last} for first, last in lined for x in range(len(LEVELS) + 1)
    ]
    layout = sheet(top, [-0.02, len(LEVELS)], annotations=annotations, shapes=steps, barmode="overlay")
    layout["meta"] = table(
        ["Study", "Hypothesis", "Finding", "Direction", "Order in time", "Patients"],
        votes[["study", "hypothesis", "finding", "direction", "temporal_level", "n_patients"]].values,
    ) | addresses(sources)
    return go.Figure(traces, layout)


def harvest_in_words(votes: pd.DataFrame) -> str:
    """Say how many studies have which finding in the harvest plot."""
    parts = []
    for hypothesis, rows in votes.groupby("hypothesis", sort=False):
        said = [f"{finding} {text(len(group))}" for finding, group in _by_finding(rows)]
        parts.append(f"{hypothesis}: {', '.join(said)}.")
    return alternative("Harvest plot: a bar per study, by finding and order in time.", *parts)


def _by_finding(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    found = ((finding, rows[rows.finding.eq(finding)]) for finding in ANSWERS)
    return ((finding, group) for finding, group in found if len(group))


def _placed(rows: pd.DataFrame, top: float) -> tuple[pd.DataFrame, list[tuple[float, str, pd.DataFrame]], float]:
    """Give every bar and every title of a finding its place, in pixels from the top, and say where they end."""
    bars, words = [], []
    for finding, group in _by_finding(rows):
        words.append((top + TITLE / 2, finding, group))
        top += TITLE
        if finding == NOT_TESTED:
            continue
        drawn = _drawn(group, whole=len(rows) > NAMED)
        bars.append(drawn.assign(y=[top + ROW * n + ROW - BAR / 2 - 3 for n in range(len(drawn))]))
        top += ROW * len(drawn)
    return pd.concat(bars), words, top


def _drawn(group: pd.DataFrame, *, whole: bool) -> pd.DataFrame:
    """Give what has a bar: each study, or all of one level together."""
    ordered = group.assign(step=[LEVELS.index(level) + 1 for level in group.temporal_level])
    ordered = ordered.sort_values("step", ascending=False, kind="stable")
    if not whole:
        return ordered
    sizes = ordered.groupby("step", sort=False).size()
    first = ordered.drop_duplicates("step")
    return first.assign(study=[_studies(int(sizes[step])) for step in first.step], study_id=None, n_patients=pd.NA)


def _bars(hypothesis: str, bars: pd.DataFrame, number: int, sources: Sources) -> go.Bar:
    fills = [FILLS[finding] for finding in bars.finding]
    colour = COLOURS[number]
    return go.Bar(
        name=plotly(hypothesis), orientation="h", x=bars.step.tolist(), y=bars.y.tolist(), width=BAR,
        marker={
            # that of a bar with a pattern is that of its strokes
            "color": [CLEAR if fill == "empty" else filled(fill, colour) for fill in fills],
            "line": {"width": 1.5, "color": colour},
            "pattern": {
                "shape": ["x" if fill == "crossed" else "" for fill in fills], "bgcolor": CLEAR,
                "size": 6, "solidity": 0.3, "fgopacity": 1,
            },
        },
        customdata=[
            plotly(row.study) + ("" if pd.isna(row.n_patients) else f", {text(int(row.n_patients))} patients")
            + f":{FOLD}{row.finding}, {row.temporal_level}{source(sources.get((row.hypothesis_id, row.study_id)))}"
            for row in bars.itertuples()
        ],
        meta=behind([] if pd.isna(study_id) else [study_id] for study_id in bars.study_id),
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _names(bars: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        name="names", mode="text", x=[0] * len(bars), y=[y - BAR / 2 - 9 for y in bars.y], hoverinfo="skip",
        text=[plotly(study) for study in bars.study], textposition="middle right", textfont={"size": SIZE},
        cliponaxis=False,
    )  # fmt: skip


def _counted(hypothesis: str, words: list[tuple[float, str, pd.DataFrame]], sources: Sources) -> go.Scatter:
    """Write the title of each finding, with its studies."""
    listed = [len(group) <= NAMED for *_, group in words]
    told = [about(sources, group.hypothesis_id.iat[0], group.study_id) for *_, group in words]
    return go.Scatter(
        name=plotly(hypothesis), mode="text", x=[0] * len(words), y=[y for y, *_ in words],
        text=[f"<b>{finding}</b>: {_studies(len(group))}" for _, finding, group in words],
        textposition="middle right", textfont={"size": SIZE}, cliponaxis=False,
        customdata=[
            f"{plotly(hypothesis)}:{FOLD}{finding}: {_studies(len(group))}"
            for _, finding, group in words
        ],
        meta=behind(
            [list(group.study_id) if short else [] for (*_, group), short in zip(words, listed, strict=True)],
            sources=told,
        ),
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip


def _studies(n: Any) -> str:
    return f"{text(n)} {'study' if n == 1 else 'studies'}"

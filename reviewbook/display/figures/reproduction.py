"""Does the article follow from its own data."""

from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reviewbook.display.figures.style import (
    LETTER,
    PAPER,
    VERDICTS,
    addresses,
    at_two_widths,
    behind,
    folded,
    lines,
    table,
)
from reviewbook.display.markup import parameter, plotly
from reviewbook.display.wording import alternative
from reviewbook.evidence.accounts.claims import BASES

# of each verdict, in their order
SYMBOLS = ["circle", "diamond-open", "square", "triangle-up", "circle-open"]
# what a claim is checked against, in the order of the parts of the figure, with the size of a mark
OTHER, OWN = "Checked against other parts of the article, or not checkable", "Checked against its own sentence (coding)"
SIZES = {OTHER: 8, OWN: 6}
IN_A_ROW = 21
# letters of a line: of headings and titles on a telephone, and of both where there is room
LINE, TITLE, WIDE = 46, 42, PAPER // LETTER


def claims(shown: pd.DataFrame) -> go.Figure:
    """Draw one mark per claim: by what it is checked against, by section of the article, and by verdict.

    One trace per verdict of each part; below come the smaller marks of the claims whose number was coded from the
    sentence that makes them. The marks of a section fill rows of `IN_A_ROW` below its heading, sorted by verdict.
    Drawn from `reviewbook.display.rows.claims`.
    """
    return at_two_widths(partial(_claims, shown))


def _claims(shown: pd.DataFrame, narrow: bool) -> go.Figure:
    placed, words, bottom = _placed(shown, *((LINE, TITLE) if narrow else (WIDE, WIDE)))
    traces = []
    for part, size in SIZES.items():
        for (verdict, colour), symbol in zip(VERDICTS.items(), SYMBOLS, strict=True):
            rows = placed[placed.part.eq(part) & placed.verdict.eq(verdict)]
            if rows.empty and part == OWN:
                continue
            traces.append(
                go.Scatter(
                    name=verdict, x=rows.x.tolist(), y=rows.y.tolist(), mode="markers", cliponaxis=False,
                    legendgroup=verdict, showlegend=part == OTHER,
                    marker={"color": colour, "symbol": symbol, "size": size, "line": {"width": 2, "color": colour}},
                    text=[_hover(row) for row in rows.itertuples()], hovertemplate="%{text}<extra></extra>",
                    meta=behind(rows.studies) | {
                        "lists": [[row.claim_id, f"Claim {row.called}"] for row in rows.itertuples()],
                        "cards": [_like(row) for row in rows.itertuples()],
                    },
                )
            )  # fmt: skip
    told = list(shown.astype(object).where(shown.notna(), None).itertuples())
    left = {"x": -0.5, "align": "left", "xanchor": "left", "yanchor": "top", "showarrow": False, "font": {"size": 12}}
    layout = {
        "height": int(80 + 24 * bottom), "margin": {"l": 10, "r": 10, "t": 10, "b": 60},
        "annotations": [left | {"y": y, "text": text} for y, text in words],
        "xaxis": {"visible": False, "range": [-0.7, IN_A_ROW - 0.3]},
        "yaxis": {"visible": False, "range": [bottom, -0.2]},
        "legend": {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 12}},
        "meta": table(
            ["Number", "Section", "Claim", "Study", "Printed", "Recomputed", "Recomputed from", "Verdict",
             "Our reading", "Source"],
            [
                (row.called, row.heading, row.claim, row.study or "–", row.printed, row.shown or "–", row.basis or "–",
                 row.verdict, row.reading or "–", row.source)
                for row in told
            ],
        ) | addresses({row.claim_id: [row] for row in told}),
    }  # fmt: skip
    return go.Figure(traces, layout)


def claims_in_words(shown: pd.DataFrame) -> str:
    """Say how many claims have which verdict, of those that are no check of the coding, and how many are."""
    parts = dict(_parted(shown))
    others = (
        f"Checked against other parts of the article, or not checkable: {_counts(parts[OTHER])}."
        if OTHER in parts
        else ""
    )
    own = f"Against its own sentence: {len(parts[OWN])}." if OWN in parts else ""
    return alternative("A mark per claim, by section.", others, own)


def _parted(shown: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    own = shown.basis.eq(BASES[-1])
    return [(part, rows) for part, rows in ((OTHER, shown[~own]), (OWN, shown[own])) if len(rows)]


def _counts(rows: pd.DataFrame) -> str:
    found = {verdict: int(rows.verdict.eq(verdict).sum()) for verdict in VERDICTS}
    return ", ".join(f"{n} {verdict}" for verdict, n in found.items() if n)


def _placed(shown: pd.DataFrame, line: int, title_line: int) -> tuple[pd.DataFrame, list[tuple[float, str]], float]:
    """Give every claim its part and its place, and every title and heading the height of its first line."""
    parts, words, top = [], [], 0.0
    for part, here in _parted(shown):
        title = f"<b>{lines(part, title_line)}</b>"
        words.append((top, title))
        top += 0.4 + 0.7 * (1 + title.count("<br>"))
        for heading, rows in here.groupby("heading", sort=False, observed=True):
            ordered = rows.sort_values("verdict", key=lambda told: told.map(list(VERDICTS).index), kind="stable")
            label = lines(f"{heading}: {len(rows)}", line)
            words.append((top, label))
            start = top + 0.72 + 0.62 * (1 + label.count("<br>"))
            places = [divmod(number, IN_A_ROW) for number in range(len(ordered))]
            parts.append(
                ordered.assign(part=part, x=[across for _, across in places], y=[start + down for down, _ in places])
            )
            top = start + (len(ordered) - 1) // IN_A_ROW + 0.7
        top += 0.5
    return pd.concat(parts), words, top


def _like(row: Any) -> str:
    """Write what an address asks for to see the claims of the same section with the same verdict."""
    return f"section={parameter(row.heading)}&verdict={parameter(row.verdict)}"


def _hover(row: Any) -> str:
    said = folded(f"{row.called}. {row.study}: {row.claim}" if row.study else f"{row.called}. {row.claim}")
    values = [f"printed: {plotly(row.printed)}"] + ([f"recomputed: {plotly(row.shown)}"] if row.shown else [])
    reading = [] if pd.isna(row.reading) else [folded(f"Our reading: {row.reading}")]
    return "<br>".join([said, *values, f"<b>{row.verdict}</b>", *reading, folded(f"Source: {row.source}")])

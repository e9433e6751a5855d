"""What any of the properties is tried on: reviews, flows and tables, made as hypothesis likes."""

import unicodedata
from collections.abc import Iterable

import pandas as pd
from hypothesis import strategies as st
from made_reviews import review_of

from reviewbook.evidence.counting.votes import DIRECTIONS, FINDINGS, LEVELS

HYPOTHESES = ["h", "g"]

# text that may stand in a cell, with what tells cells and rows apart, what acts elsewhere, and letters of many kinds
LETTERS = "abcxyz09 ,;|\"'\n=+-@<>&%$#\\{}[]*_`~.:/éßøÅñ\u0301文字אبกह🜚👩\u200d–“”\u00a0"
ERRORS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
# what programs write where there is nothing
NOTHING = {"NA", "<NA>", "NaN", "nan", "NaT", "NULL", "\\N"}


def plain(cell: str) -> bool:
    """Whether a cell may stand in a table, by what data/README.md says of cells."""
    return cell == cell.strip() and cell not in ERRORS | NOTHING


cells = (
    st.lists(st.sampled_from(LETTERS), max_size=12)
    .map(lambda signs: unicodedata.normalize("NFC", "".join(signs)))
    .filter(plain)
)
whole_numbers = st.integers(-(10**15) + 1, 10**15 - 1).map(str)
decimals = st.decimals(-(10**6), 10**6, places=3).map(
    lambda value: f"{value:f}".removeprefix("-" if value == 0 else "")
)


@st.composite
def tables(draw, types: Iterable[str] = ("string", "integer", "number")):
    """A table: its columns with their types, and rows of cells, of which no row is empty."""
    kinds = draw(st.lists(st.sampled_from(list(types)), min_size=1, max_size=4))
    columns = tuple((f"column_{number}", kind) for number, kind in enumerate(kinds))
    values = {"string": cells, "integer": whole_numbers, "number": decimals}
    row = st.tuples(*(st.just("") | values[kind] for kind in kinds)).filter(any)
    return columns, draw(st.lists(row, max_size=5))


@st.composite
def findings(draw, least: int = 0):
    """What up to five studies say, as `made_reviews.review_of` takes it."""
    said = st.tuples(
        st.sampled_from("ABCDE"),
        st.sampled_from(HYPOTHESES),
        st.sampled_from(["mood", "sleep"]),
        st.sampled_from(LEVELS),
        st.sampled_from(FINDINGS),
        st.sampled_from([*DIRECTIONS, None]),
    )
    return draw(st.lists(said, min_size=least, max_size=24))


@st.composite
def reviews(draw):
    """A review of five studies, in samples of any size."""
    samples = {study: draw(st.sampled_from("abc")) for study in "ABCDE"}
    sides = {study: draw(st.sampled_from(HYPOTHESES)) for study in "ABCDE"}
    return review_of(samples, draw(findings(least=1)), sides)


def turned(table: pd.DataFrame, order: list[int]) -> pd.DataFrame:
    """The same rows in another order."""
    return table.iloc[order].reset_index(drop=True)

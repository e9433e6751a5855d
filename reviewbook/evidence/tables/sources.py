"""On which sentence of the article a coded cell rests."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from reviewbook.evidence.number import Form, Number, Part, filled
from reviewbook.evidence.tables.data import Review
from reviewbook.evidence.tables.rounds import SEARCH

BASES = ["ambiguous", "derived", "stated"]
CELLS = Form("n_cells", "cells", "Coded cells with a source.", how="sum")
BY_BASIS = Form("n_cells_{basis}", "cells", "Coded cells whose value is {basis}.", how="sum")

# a row of `located`
Source = Any


def located(review: Review, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Say for every coded cell of a table where it stands in the article, or in which other document.

    One row per cell and sentence: row, column, section (of another document than the article with the study on which it
    reports), paragraph, sentence, opening (first words), address (as from `addressed`), basis, note. All
    columns are asked for when left out.
    """
    kept = review.sources.table.eq(table)
    if columns is not None:
        kept &= review.sources.column.isin(columns)
    places = addressed(review).set_index("passage_id")
    if "document_id" in places:
        places = places.assign(section=_in_documents(review, places))
    joined = review.sources[kept].join(places, on="passage_id")
    shown = ["row", "column", "section", "paragraph", "sentence", "opening", "address", "basis", "note"]
    return joined[shown].reset_index(drop=True)


def addressed(review: Review) -> pd.DataFrame:
    """Give the table ``passages`` with the address of each sentence on the web.

    A last column ``address``, from `address`; None where the document has none, or the review names no documents.
    """
    passages, documents = review.passages, getattr(review, "documents", pd.DataFrame())
    if "address" not in documents or "document_id" not in passages:
        return passages.assign(address=None)
    pages = dict(zip(documents.document_id, documents.address, strict=True))
    told = zip(passages.document_id, passages.opening, strict=True)
    found = [address(pages.get(document_id), opening) for document_id, opening in told]
    return passages.assign(address=pd.Series(found, passages.index, dtype=object))


def address(page: str | None, opening: str) -> str | None:
    """Give the address of a sentence in a page of the web, which a browser finds by its first words.

    None where there is no page.

    >>> address("https://example.org/a", "Light, well-known & free")
    'https://example.org/a#:~:text=Light%2C%20well%2Dknown%20%26%20free'

    References
    ----------
    WICG, URL Fragment Text Directives, in which hyphens, commas and ampersands are signs.
    https://wicg.github.io/scroll-to-text-fragment/
    """
    if page is None or pd.isna(page):
        return None
    return f"{page}{'' if '#' in page else '#'}:~:text={quote(opening, safe='').replace('-', '%2D')}"


def together(addresses: Sequence[str]) -> str:
    """Give one address to sentences of one page, of which a browser shows the first and marks each.

    >>> together(["https://example.org/a#:~:text=One", "https://example.org/a#:~:text=Two"])
    'https://example.org/a#:~:text=One&text=Two'

    References
    ----------
    As those of `address`: one fragment may have several directives.
    """
    first, *others = addresses
    return "&".join([first, *(one.partition(":~:")[2] for one in others)])


def _in_documents(review: Review, passages: pd.DataFrame) -> list[str]:
    """Name the section of each passage, and before it the study of a document that is not the article."""
    labels = dict(zip(review.studies.study_id, review.studies.study, strict=True))
    told = zip(review.documents.document_id, review.documents.study_id, strict=True)
    others = {document_id: labels.get(study_id, study_id) for document_id, study_id in told if pd.notna(study_id)}
    others |= dict.fromkeys(review.documents.document_id[review.documents.kind.eq(SEARCH)], SEARCH.capitalize())
    return [
        f"{others[document_id]}, {section if section[0].isalpha() else f'section {section}'}"
        if document_id in others
        else section
        for document_id, section in zip(passages.document_id, passages.section, strict=True)
    ]


def of_studies(review: Review, table: str, column: str) -> pd.DataFrame:
    """Say for every study where a column of a table stands in the article that has several rows of a study.

    As from `located`, of all columns of ``studies`` and of this one, whose rows stand under their study. The table has
    a column ``study_id`` and a key of one column.
    """
    rows = getattr(review, table)
    study = dict(zip(rows.iloc[:, 0], rows.study_id, strict=True))
    here = located(review, table, [column])
    return pd.concat([located(review, "studies"), here.assign(row=here.row.map(study)).drop_duplicates()])


def behind(review: Review, table: str, columns: Sequence[str], by: list[str] | None = None) -> dict[Any, list[Source]]:
    """Gather the sources of each mark of a figure, which may rest on several coded cells and rows.

    What tells a mark apart (a tuple where `by` has several columns) to the rows of `located` behind it, as named
    tuples; a mark without a source is left out. The table has a key of one column. Columns are what a mark shows; `by`
    tells the marks apart, the key of the table where left out.
    """
    rows = getattr(review, table)
    keys = rows.iloc[:, 0]
    marks = keys if by is None else rows[by[0]] if len(by) == 1 else rows[by].itertuples(index=False, name=None)
    mark_of = dict(zip(keys, marks, strict=True))
    found: dict[Any, list[Source]] = {}
    for row in located(review, table, columns).itertuples(index=False):
        if row.row in mark_of:
            found.setdefault(mark_of[row.row], []).append(row)
    return found


def gathered(
    located: pd.DataFrame, keys: Iterable[str], columns: Mapping[str, Sequence[str]]
) -> list[dict[str, list[Source]]]:
    """Gather the sources of each cell that a page shows, which may rest on several coded cells.

    For each row shown: column to the rows of `located` for its cell, as named tuples; a cell without a source is left
    out. Rows shown have their primary key in `keys`, columns shown in `columns` the coded ones that they are made of.
    """
    by_cell: dict[tuple[str, str], list[Source]] = {}
    for row in located.itertuples(index=False):
        by_cell.setdefault((row.row, row.column), []).append(row)
    return [
        {
            shown: rows
            for shown, coded in columns.items()
            if (rows := [row for column in coded for row in by_cell.get((key, column), ())])
        }
        for key in keys
    ]


def basis(rows: Iterable[Source]) -> str:
    """Give the weakest basis among the sources of a cell: ambiguous, derived or stated."""
    return min((row.basis for row in rows), key=BASES.index)


def numbers(review: Review) -> list[Number]:
    """Count the coded cells by what they rest on.

    A cell that rests on several sentences counts once, by the weakest of them.
    """
    weakest = review.sources.basis.map(BASES.index)
    cells = weakest.groupby([review.sources[key] for key in ("table", "row", "column")]).min().map(BASES.__getitem__)
    found = [{"basis": word} | _by_table(cells[cells.eq(word)]) for word in reversed(BASES)]
    return [CELLS.fill(_by_table(cells), numbers), *filled([BY_BASIS], found, numbers, basis)]


def _by_table(cells: pd.Series) -> dict[str, Any]:
    """Count cells, in all and of each table."""
    tables = cells.groupby(level="table").size()
    return {"n": len(cells), "parts": [Part(str(table), int(n)) for table, n in tables.items()]}

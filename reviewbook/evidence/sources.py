"""On which sentence of the article a coded cell rests."""

import pandas as pd

from reviewbook.evidence.number import Number

BASES = ["ambiguous", "derived", "stated"]


def located(review, table):
    """Say for every coded cell of a table where it stands in the article.

    Parameters
    ----------
    review : reviewbook.evidence.data.Review
    table : str
        Name of the coded table.

    Returns
    -------
    pandas.DataFrame
        One row per cell and sentence: row, column, section, paragraph, sentence, opening (first words), basis, note.
    """
    here = review.sources[review.sources.table.eq(table)]
    places = review.passages.set_index("passage_id")
    joined = here.join(places, on="passage_id")
    columns = ["row", "column", "section", "paragraph", "sentence", "opening", "basis", "note"]
    return joined[columns].reset_index(drop=True)


def gathered(located, keys, columns):
    """Gather the sources of each cell that a page shows, which may rest on several coded cells.

    Parameters
    ----------
    located : pandas.DataFrame
        From `located`.
    keys : list of str
        Primary key of each row shown.
    columns : dict
        Column shown to the coded columns it is made of.

    Returns
    -------
    list of dict
        For each row shown: column to the rows of `located` for its cell; a cell without a source is left out.
    """
    by_cell = dict(iter(located.groupby(["row", "column"], sort=False)))
    found = []
    for key in keys:
        cells = {
            shown: pd.concat(parts)
            for shown, coded in columns.items()
            if (parts := [by_cell[key, column] for column in coded if (key, column) in by_cell])
        }
        found.append(cells)
    return found


def basis(rows):
    """Give the weakest basis among the sources of a cell: ambiguous, derived or stated."""
    return min(rows.basis, key=BASES.index)


def numbers(review):
    """Count the coded cells by what they rest on.

    Returns
    -------
    list of Number
        A cell that rests on several sentences counts once, by the weakest of them.
    """
    cells = review.sources.groupby(["table", "row", "column"]).basis.agg(lambda told: min(told, key=BASES.index))
    found = [Number("n_cells", len(cells), "cells", "Coded cells with a source.")]
    for word in reversed(BASES):
        n = int(cells.eq(word).sum())
        found.append(Number(f"n_cells_{word}", n, "cells", f"Coded cells whose value is {word}."))
    return found

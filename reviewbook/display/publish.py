"""How a notebook hands its results to the book: named outputs that the notebook stores.

A published output is one ``display_data`` output whose metadata holds ``{"reviewbook": {"name": ...}}``.
Its data are readable in a diff and in any notebook viewer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from IPython.display import publish_display_data

from reviewbook.display import markup, wording
from reviewbook.evidence.number import Made, Number, Part
from reviewbook.evidence.tables import data, sources
from reviewbook.evidence.tables.sources import Source

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

NUMBERS = "application/vnd.reviewbook.numbers+json"
TABLE = "application/vnd.dataresource+json"
FIGURE = "application/vnd.plotly.v1+json"
# what a number that the article does not have is made of there
NOWHERE = Made("value")
TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}


def numbers(found: Iterable[Number], article: Iterable[Number] | None = None) -> None:
    """Publish the numbers of a notebook; once per notebook.

    Their names are what chapters, captions and tables write after the notebook's name.

    Parameters
    ----------
    article
        The same numbers of what the article has; left out where `found` speaks of the article alone. A number that is
        another there, or is only there or not there, is published with what it is in the article.

    Raises
    ------
    ValueError
        Names a number that occurs twice.
    """
    found = list(found)
    for name, times in Counter(number.name for number in found).items():
        if times > 1:
            raise ValueError(f"number '{name}' is published twice")
    there = {number.name: number for number in article or ()}
    records = [_record(number, there.get(number.name) if article is not None else number) for number in found]
    known = {number.name for number in found}
    gone = [number for name, number in there.items() if name not in known]
    records += [_record(replace(number, value=None, studies=(), made=NOWHERE), number) for number in gone]
    shown = [(n.name, wording.text(n.value, n.unit), n.unit, n.meaning) for n in found]
    told = [list(map(markup.markdown, row)) for row in shown]
    _publish("numbers", NUMBERS, records, markdown=_markdown(["name", "value", "unit", "meaning"], told))


def table(
    name: str,
    frame: pd.DataFrame,
    titles: Mapping[str, str],
    formats: Mapping[str, str] | None = None,
    traces: Sequence[Mapping[str, list[Source]]] | None = None,
    numbers: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Publish a table under a name, as a Tabular Data Resource.

    The name is what the ``output`` directive writes after the notebook's. Missing in the frame means not reported.

    Parameters
    ----------
    titles
        Column to heading, in the order in which columns are shown; other columns are left out.
    formats
        Column to ``citation`` (a ``study_id`` that the book prints as its citation), ``anchor`` (the permanent name
        of the row, not shown), ``paragraphs`` (text divided by line ends), ``place`` (a page of the book, with the
        name of a place in it), or a unit as in `Number.unit`.
    traces
        From `reviewbook.evidence.tables.sources.gathered`, one per row of `frame`.
    numbers
        Column to the name of the number in each row, of those that the notebook publishes, or the key of one that
        another does; from `reviewbook.evidence.number.names`. Or which count stands there, from
        `reviewbook.evidence.counting.choices.address`. Columns that are not shown are left out.

    Notes
    -----
    A column of words that have an order is published with it, as ``categories``: that of a column of categories of the
    frame, or of a column of the data, which all its words are of. Of paragraphs the first is the word.

    Raises
    ------
    ValueError
        Names a column that the frame does not have, and those that it has.

    References
    ----------
    Frictionless Tabular Data Resource; MIME type application/vnd.dataresource+json. Table Schema v2, ``categories`` and
    ``categoriesOrdered``.
    """
    formats = formats or {}
    for column in titles:
        if column not in frame:
            raise ValueError(f"table '{name}': there is no column '{column}'; there are {', '.join(frame)}")
    fields = [
        {"name": column, "title": title, "type": TYPES.get(frame[column].dtype.kind, "string")}
        | ({"format": formats[column]} if column in formats else {})
        | ({"categories": words, "categoriesOrdered": True} if (words := _order(frame, column)) else {})
        for column, title in titles.items()
    ]
    rows = list(zip(*(_values(frame[column]) for column in titles), strict=True))
    resource = {"schema": {"fields": fields}, "data": [dict(zip(titles, row, strict=True)) for row in rows]}
    if traces is not None:
        resource["sources"] = [{column: _trace(found) for column, found in row.items()} for row in traces]
    if numbers is not None:
        named = {column: list(names) for column, names in numbers.items() if column in titles}
        resource["numbers"] = [dict(zip(named, row, strict=True)) for row in zip(*named.values(), strict=True)]
    units = [formats.get(column) for column in titles]
    shown = [[_told(*cell) for cell in zip(row, units, strict=True)] for row in rows]
    _publish(
        name, TABLE, resource, markdown=_markdown([markup.markdown(str(title)) for title in titles.values()], shown)
    )


def figure(name: str, drawn: go.Figure, alternative: str) -> None:
    """Publish a figure under a name.

    It has no template, and its values are lists. The alternative says, for those who do not see it, what kind of figure
    it is and what it shows, in its own numbers; the book adds which table has its values.

    Raises
    ------
    ValueError
        Names a figure whose alternative text is missing, or too long.
    """
    if not alternative.strip():
        raise ValueError(f"figure '{name}' has no alternative text")
    most = wording.ALTERNATIVE - wording.POINTER
    if len(alternative) > most:
        raise ValueError(
            f"figure '{name}': its alternative text has {wording.text(len(alternative))} letters, at most {most} are "
            "allowed; reviewbook.display.wording.alternative leaves out sentences for which there is no room"
        )
    published = drawn.to_plotly_json()
    # Plotly gives its own to a figure that has none
    published["layout"].pop("template", None)
    _publish(name, FIGURE, published, plain=alternative)


def _record(number: Number, article: Number | None) -> dict[str, Any]:
    record = asdict(number) | {"studies": list(number.studies), "made": _made(number.made)}
    if article == number:
        return record
    value, studies, made = (article.value, article.studies, article.made) if article else (None, (), NOWHERE)
    return record | {"article": {"value": value, "studies": list(studies), "made": _made(made)}}


def _made(made: Made) -> dict[str, Any]:
    return {"how": made.how, "by": list(made.by), "parts": [_part(part) for part in made.parts]}


def _part(part: Part) -> dict[str, Any]:
    told: dict[str, Any] = {"number": part.number} if part.number else {"of": part.of}
    told["value"] = part.value
    if part.cells:
        told["cells"] = list(part.cells)
    if part.parts:
        told["parts"] = [_part(one) for one in part.parts]
    return told


def _values(column: pd.Series) -> list[Any]:
    plain = (value.item() if hasattr(value, "item") else value for value in column.tolist())
    return [None if missing else value for value, missing in zip(plain, column.isna().tolist(), strict=True)]


def _order(frame: pd.DataFrame, column: str) -> list[str] | None:
    """Find the order of the words of a column; None where it has none, or orders of others do not agree on it."""
    if frame[column].dtype.kind != "O":
        return None
    said = {str(value).split("\n")[0] for value in frame[column].dropna()}
    categories = [
        (name, other.cat.categories.tolist()) for name, other in frame.items() if other.dtype.name == "category"
    ]
    known = categories
    # outside of any book no column of data is known
    with suppress(FileNotFoundError):
        known = categories + data.orders()
    fitting = [
        (name, [word for word in dict.fromkeys([*words, wording.MISSING]) if word in said])
        for name, words in known
        if said <= {*words, wording.MISSING}
    ]
    # its own words, then those of the frame, then those of a column of data by the same name, or by another
    for some in (
        [words for name, words in fitting if name == column],
        [words for name, words in fitting if name in dict(categories)],
        [words for _, words in fitting],
    ):
        if len(said) > 1 and some:
            return some[0] if all(words == some[0] for words in some) else None
    return None


def _trace(found: list[Source]) -> dict[str, Any]:
    told = [wording.source(row) for row in found]
    places = {wording.where(row): row.address for row in found if row.address}
    trace = {"basis": sources.basis(found), "text": " ".join(dict.fromkeys(told))}
    return trace | ({"places": places} if places else {})


def _told(value: Any, form: str | None) -> str:
    """Write a cell for who reads the notebook; one that is markup is so for them, too."""
    told = wording.text(value, form)
    return told.replace("|", "\\|") if form == "markup" else markup.markdown(told)


def _markdown(headings: list[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _publish(name: str, mime: str, data: Any, markdown: str | None = None, plain: str | None = None) -> None:
    bundle = {mime: data}
    if markdown:
        bundle["text/markdown"] = markdown
    bundle["text/plain"] = plain or name
    publish_display_data(bundle, metadata={"reviewbook": {"name": name}})

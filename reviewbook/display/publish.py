"""How a notebook hands its results to the book: named outputs that the notebook stores.

A published output is one ``display_data`` output whose metadata holds ``{"reviewbook": {"name": ...}}``.
Its data are readable in a diff and in any notebook viewer.
"""

from collections import Counter
from dataclasses import asdict

from IPython.display import publish_display_data

from reviewbook.display import rows, wording

NUMBERS = "application/vnd.reviewbook.numbers+json"
TABLE = "application/vnd.dataresource+json"
FIGURE = "application/vnd.plotly.v1+json"


def numbers(found):
    """Publish the numbers of a notebook; once per notebook.

    Parameters
    ----------
    found : iterable of reviewbook.evidence.number.Number
        Their names are what chapters, captions and tables write after the notebook's name.

    Raises
    ------
    ValueError
        Names a number that occurs twice.
    """
    found = list(found)
    for name, times in Counter(number.name for number in found).items():
        if times > 1:
            raise ValueError(f"number '{name}' is published twice")
    records = [asdict(number) | {"studies": list(number.studies)} for number in found]
    shown = [(n.name, wording.text(n.value, n.unit), n.unit, n.meaning) for n in found]
    _publish("numbers", NUMBERS, records, markdown=rows.markdown(("name", "value", "unit", "meaning"), shown))


def table(name, frame, titles, formats=None, traces=None):
    """Publish a table under a name.

    Parameters
    ----------
    name : str
        What the ``output`` directive writes after the notebook's name.
    frame : pandas.DataFrame
        One row per row to show. Missing means not reported.
    titles : dict
        Column to heading, in the order in which columns are shown; other columns are left out.
    formats : dict, optional
        Column to ``citation`` (a ``study_id`` that the book prints as its citation),
        ``anchor`` (the permanent name of the row, not shown), ``paragraphs`` (text divided by line ends), ``place``
        (a page of the book, with the name of a place in it), or a unit as in `Number.unit`.
    traces : list of dict, optional
        From `reviewbook.evidence.tables.sources.gathered`, one per row of `frame`.
    """
    resource = rows.resource(frame, titles, formats or {}, traces)
    fields = resource["schema"]["fields"]
    shown = [[wording.text(row[f["name"]], f.get("format")) for f in fields] for row in resource["data"]]
    _publish(name, TABLE, resource, markdown=rows.markdown([f["title"] for f in fields], shown))


def figure(name, drawn, alternative):
    """Publish a figure under a name.

    Parameters
    ----------
    name : str
        What the ``output`` directive writes after the notebook's name.
    drawn : plotly.graph_objects.Figure
        Without template, its values as lists.
    alternative : str
        The figure in words, made of its own numbers, for those who do not see it.
    """
    if not alternative.strip():
        raise ValueError(f"figure '{name}' has no alternative text")
    _publish(name, FIGURE, drawn.to_plotly_json(), plain=alternative)


def _publish(name, mime, data, markdown=None, plain=None):
    bundle = {mime: data}
    if markdown:
        bundle["text/markdown"] = markdown
    bundle["text/plain"] = plain or name
    publish_display_data(bundle, metadata={"reviewbook": {"name": name}})

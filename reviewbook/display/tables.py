"""A table as JSON that a book reads, and as Markdown that a person reads."""

TYPES = {"i": "integer", "u": "integer", "f": "number", "b": "boolean"}


def resource(frame, titles, formats):
    """Turn a frame into a Tabular Data Resource.

    Parameters
    ----------
    frame : pandas.DataFrame
    titles : dict
        Column to heading, in the order shown.
    formats : dict
        Column to ``citation`` or a unit.

    Returns
    -------
    dict
        ``schema`` with the fields (name, title, type, format where given) and ``data`` with one dict per row;
        None means not reported.

    Raises
    ------
    KeyError
        Names the columns that the frame does not have.

    References
    ----------
    Frictionless Tabular Data Resource; MIME type application/vnd.dataresource+json.
    """
    fields = []
    for column, title in titles.items():
        field = {"name": column, "title": title, "type": TYPES.get(frame[column].dtype.kind, "string")}
        fields.append(field | ({"format": formats[column]} if column in formats else {}))
    rows = frame[list(titles)].astype(object).where(frame[list(titles)].notna(), None)
    return {"schema": {"fields": fields}, "data": [_plain(row) for row in rows.to_dict("records")]}


def markdown(headings, rows):
    """Write rows of text as a Markdown table.

    >>> print(markdown(["a"], [["1"]]))
    | a |
    | --- |
    | 1 |
    """
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _plain(row):
    return {name: value.item() if hasattr(value, "item") else value for name, value in row.items()}

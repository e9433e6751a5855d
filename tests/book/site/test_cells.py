"""What a column is called in each of its cells, and which tables are cards where a window is narrow."""

from docutils import nodes

from reviewbook.book.site import cells
from reviewbook.book.site.cells import Column


def entry(text, **spans):
    return nodes.entry("", nodes.paragraph("", text), **spans)


def table(heads, rows):
    group = nodes.tgroup("", nodes.thead("", *[nodes.row("", *row) for row in heads]), cols=len(rows[0]))
    group += nodes.tbody("", *[nodes.row("", *map(entry, row)) for row in rows])
    return nodes.table("", group)


def test_a_column_below_the_head_of_a_group_is_called_by_both():
    heads = [
        [entry("Study", morerows=1), entry("Direction", morecols=1), entry("")],
        [entry("for"), entry("against"), entry("Week")],
    ]
    found = cells.columns(table(heads, [["Weck", "7", "2", "4"], ["Strunk", "1", "0", "8"]]))
    assert [column.label for column in found] == ["Study", "Direction: for", "Direction: against", "Week"]
    assert [column.texts for column in found] == [("Weck", "Strunk"), ("7", "1"), ("2", "0"), ("4", "8")]


def test_few_short_columns_stay_a_table_and_many_or_long_ones_are_cards():
    short, sentence = (
        Column("Study", ("Weck, 2013",)),
        Column("Why", 2 * ("What is written here fills more than a line.",)),
    )
    assert cells.shape([short, short, short]) == []
    assert cells.shape([short, short, short, short]) == ["cards"]
    assert cells.shape([sentence, sentence]) == ["cards"]
    assert cells.shape([sentence, sentence, sentence]) == ["cards", "wide"]


def test_one_long_cell_among_many_does_not_make_a_column_long():
    values = Column("Value", (*map(str, range(20)), "A value that is a sentence of many words."))
    assert values.width(25) < 10
    assert values.is_long

"""Published tables as tables of the document tree."""

from docutils import nodes

from reviewbook.book.pages import table
from reviewbook.book.pages.nodes import sourced
from reviewbook.book.site import hints

FIELDS = [
    {"name": "row", "title": "", "type": "string", "format": "anchor"},
    {"name": "setting", "title": "Setting", "type": "string"},
    {"name": "n_patients", "title": "Patients", "type": "integer"},
]


def build(rows, sources=None):
    data = [{"row": f"row-{number}", "setting": "outpatient", "n_patients": n} for number, n in enumerate(rows)]
    resource = {"schema": {"fields": FIELDS}, "data": data} | ({"sources": sources} if sources else {})
    return table.build(resource, "direction.counts", nodes.title("", "Counts."), lambda text: [nodes.Text(text)])


def cells(table):
    return [[entry.astext() for entry in row.children] for row in table.findall(nodes.row)]


def test_a_row_is_printed_as_the_book_prints_its_values():
    assert cells(build([1824, None])) == [
        ["Setting", "Patients"],
        ["outpatient", "1,824"],
        ["outpatient", "not reported"],
    ]


def test_the_name_of_a_row_is_a_place_and_not_a_cell():
    assert [row["ids"] for row in build([1, 2]).findall(nodes.row)] == [[], ["row-0"], ["row-1"]]


def test_columns_of_numbers_are_known_as_such():
    head = next(iter(build([1]).findall(nodes.row)))
    assert [entry["classes"] for entry in head.children] == [[], ["number"]]


def test_a_table_of_six_rows_can_be_sorted_and_one_of_five_is_seen_at_a_glance():
    assert table.is_sortable(build(range(6)))
    assert not table.is_sortable(build(range(5)))
    assert not table.is_sortable(nodes.table(classes=["other"]))


def test_a_text_on_which_cells_rest_is_kept_once():
    here = {"basis": "stated", "text": "Section 3.1, sentence 2."}
    there = {"basis": "derived", "text": "Table 1."}
    table = build([1, 2], [{"setting": here, "n_patients": there}, {"setting": here}])
    assert [cell["basis"] for cell in table.findall(sourced)] == ["stated", "derived", "stated"]
    assert hints.texts(table) == {"Section 3.1, sentence 2.": 0, "Table 1.": 1}


def test_cells_of_words_that_have_an_order_are_numbered_by_it_and_what_is_missing_comes_last():
    field = {"name": "judged", "title": "", "type": "string", "format": "paragraphs", "categories": ["high", "low"]}
    data = [{"judged": said} for said in ("low\nA note.", None, "high", "low")]
    resource = {"schema": {"fields": [field]}, "data": data}
    built = table.build(resource, "made.one", nodes.title(), lambda text: [nodes.Text(text)])
    (body,) = built.findall(nodes.tbody)
    assert [cell["rank"] for cell in body.findall(nodes.entry)] == [1, 2, 0, 1]

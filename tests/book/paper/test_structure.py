"""What a PDF says of its structure, and what Typst has no words for, read back as a reader for the blind reads it."""

import pikepdf
import pytest
import structure_tree
import typst
from page_text import paper

from reviewbook.book.paper import structure

FIRST = """
#set document(title: "A page")
#set text(lang: "en", region: "GB")
#let row-name(body) = quote(block: false, quotes: false, body)
"""
TABLE = """
#table(
  columns: 3,
  // room for what the next page says above its head
  table.header(table.cell(colspan: 3)[], [Study], [Year], [Patients]),
  row-name[Doe], [2001], [40],
  table.cell(rowspan: 2, row-name[#metadata(none)#label("there") #link("https://example.org/")[Lee]]), [2010], [100],
  [2011], [60],
  table.header(level: 2, table.cell(colspan: 3)[Later]),
  row-name[May], [2012], [–],
  table.footer(repeat: false, row-name[Roe], [2015], [60], row-name[Fox], [2016], [8]),
)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A table with all that structure.py knows, mended."""
    path = tmp_path_factory.mktemp("page") / "page.typ"
    path.write_text(FIRST + TABLE, encoding="utf-8")
    path.with_suffix(".pdf").write_bytes(typst.compile(path, pdf_standards=["ua-1", "a-3a"], ignore_system_fonts=True))
    with pikepdf.open(path.with_suffix(".pdf")) as pdf:
        structure.mend(pdf)
        yield pdf


@pytest.fixture(scope="module")
def table(made):
    (table,) = structure_tree.root(made).all("Table")
    return table


def headers(cell):
    return [str(name) for name in cell.said("Headers")]


def test_no_row_of_data_is_a_foot(table):
    assert [part.kind for part in table.children] == ["THead", "TBody", "TBody", "TBody"]
    # two rows follow the head of the group, or three with its own
    assert [len(part.children) for part in table.children] == [1, 3, 1, 3]


def test_a_row_of_the_head_without_words_is_none(made, table):
    head, *_ = table.children
    assert [[cell.kind for cell in row.children] for row in head.children] == [["TH"] * 3]
    # three columns, the head of a group, and the names of Doe, Lee, May, Roe and Fox
    assert len(pikepdf.NameTree(made.Root.StructTreeRoot.IDTree)) == 9


def test_what_names_a_row_is_its_header(table):
    names = structure_tree.names_of_rows(table)
    assert len(names) == 5
    assert table.all("Quote") == []
    doe, lee, may, *_ = (str(name.said("ID")) for name in names)
    rows = [[cell for _, cell in cells] for _, cells in structure_tree.rows_of(table)]
    study, year, patients = (str(cell.said("ID")) for cell in rows[0])
    assert [headers(cell) for cell in rows[1]] == [[study], [year, doe], [patients, doe]]
    assert [headers(cell) for cell in rows[2]] == [[study], [year, lee], [patients, lee]]
    # the name spans two rows
    assert [headers(cell) for cell in rows[3]] == [[year, lee], [patients, lee]]
    (later,) = rows[4]
    later = str(later.said("ID"))
    assert [headers(cell) for cell in rows[5]] == [[study, later], [year, later, may], [patients, later, may]]


def test_a_header_is_found_by_its_name(made, table):
    found = pikepdf.NameTree(made.Root.StructTreeRoot.IDTree)
    for cell in table.all("TH"):
        assert found[str(cell.said("ID"))].objgen == cell.node.objgen


def test_nothing_is_wrong_with_it(table):
    assert structure_tree.of_table(table) == []


def opened(book, part="article"):
    return pikepdf.open(paper(book, part))


def test_nothing_is_wrong_with_the_made_book(small_built):
    with opened(small_built) as pdf:
        assert structure_tree.faults(pdf) == []


@pytest.mark.parametrize("part", ["article", "supplement"])
def test_nothing_is_wrong_with_the_book(built, part):
    with opened(built, part) as pdf:
        assert structure_tree.faults(pdf) == []


def test_the_made_studies_name_their_rows(small_built):
    with opened(small_built) as pdf:
        # Doe, Lee, May and Roe, of four rows each with patients and setting; two hypotheses
        named = [len(structure_tree.names_of_rows(table)) for table in structure_tree.root(pdf).all("Table")]
        assert named[:2] == [4, 2]


def test_the_list_of_references_is_a_list(small_built):
    with opened(small_built) as pdf:
        tree = structure_tree.root(pdf).children
        start = next(i for i, one in enumerate(tree) if one.kind == "H1" and one.said("T") == "References")
        (works,) = (one for one in tree[start : start + 3] if one.kind == "L")
        # the article and its four studies
        assert [[part.kind for part in item.children] for item in works.of("LI")] == [["Lbl", "LBody"]] * 5

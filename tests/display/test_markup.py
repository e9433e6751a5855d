"""Text stays text for each reader of markup: read back by that reader, or by one that knows its rules."""

import csv
import html
import io
import json
import re
from html.parser import HTMLParser

import pytest
from corpus import acting
from docutils import nodes
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.parsers.mdit import create_md_parser
from tally import MEANT, case

from reviewbook.book.pages import excerpt, figure, table
from reviewbook.book.paper import text as typst
from reviewbook.display import markup
from reviewbook.display.figures import style

ACTS = "text that acts"
TEXTS = pytest.mark.parametrize("text", [case(ACTS, MEANT, name, text) for name, _, text in acting.TEXTS])
EXTENSIONS = {"colon_fence", "deflist", "dollarmath", "substitution", "tasklist", "attrs_inline"}


class Read(HTMLParser):
    """Collect the elements and the texts of HTML."""

    def __init__(self, source):
        super().__init__()
        self.names, self.said = [], ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.said += data


def spaced(text):
    return " ".join(text.split())


def line(source):
    """Read a line of MyST as the book's pages do: the tokens in it."""
    parser = create_md_parser(MdParserConfig(enable_extensions=EXTENSIONS), DocutilsRenderer)
    (inline,) = parser.parseInline(source, {})
    return inline.children


@TEXTS
def test_text_in_a_line_of_myst_is_text(text):
    tokens = line(f"It belongs to {markup.myst(text)}.")
    assert {token.type for token in tokens} <= {"text", "text_special", "softbreak"}
    assert "".join(token.content for token in tokens) == f"It belongs to {text}."


@TEXTS
def test_text_in_a_link_is_its_text_and_an_address_that_is_none_is_text(text):
    opened, *inside, closed = line(markup.link(text, "https://example.org/a?b=1&copy=2"))
    assert (opened.type, closed.type) == ("link_open", "link_close")
    assert opened.attrs["href"] == "https://example.org/a?b=1&copy=2"
    assert "".join(token.content for token in inside) == text
    told = line(markup.link("Guide", text))
    assert "".join(token.content for token in told) == f"Guide ({text})"


@TEXTS
def test_the_text_of_a_reference_is_its_text(text):
    (role,) = line(markup.reference(text, "lamps"))
    assert role.type == "myst_role"
    assert not role.content.startswith("!")
    found = table.Reference.explicit_title_re.match(role.content)
    assert (found[1].strip(), found[2]) == (text, "lamps")


@TEXTS
def test_text_in_the_table_that_a_notebook_shows_is_text(text):
    shown = f"| name |\n| --- |\n| {markup.markdown(text)} |"
    # the reader of notebooks: Markdown with tables and HTML
    read = Read(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(shown))
    assert {name for name, _ in read.names} <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert spaced(read.said.removeprefix("\n\n\nname").strip()) == spaced(text)


@TEXTS
def test_text_in_a_figure_and_at_its_marks_is_text(text):
    for written in (style.folded(text), style.lines(text, 12), markup.plotly(text)):
        assert set(re.findall("<.*?>", written)) <= {"<br>"}
        assert "%{" not in written
    trace = {"x": [1], "name": markup.plotly(text), "text": [markup.plotly(text)]}
    trace["hovertemplate"] = f"<b>{markup.plotly(text)}</b>: %{{text}}<extra></extra>"
    (mark,) = figure.marks({"data": [trace]})
    assert (mark.series, mark.said) == (text, f"{text}: {text}")


@TEXTS
def test_json_in_a_page_ends_nothing_and_is_read_back(text):
    written = markup.script({text: [text]})
    assert not re.search("</|<!--|<script", written, re.IGNORECASE)
    assert json.loads(written) == {text: [text]}


@TEXTS
def test_a_cell_of_a_published_table_is_its_text(text):
    field = {"name": "a", "title": text, "type": "string"}
    resource = {"schema": {"fields": [field, field | {"name": "b", "format": "paragraphs"}]}}
    resource["data"] = [{"a": text, "b": text}]
    made = table.build(resource, "x.y", nodes.title(), line)
    assert [entry.astext() for entry in made.findall(nodes.entry)] == [text] * 4
    kinds = {type(node) for entry in made.findall(nodes.entry) for node in entry.findall()}
    assert kinds == {nodes.entry, nodes.paragraph, nodes.Text}


def test_text_on_paper_is_text(tmp_path):
    import pypdfium2
    from typst import Compiler

    from reviewbook.book.drawings import drawing

    texts = [text for _, _, text in acting.TEXTS]
    source = ["#set page(width: 40cm, height: auto)", '#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))']
    for number, text in enumerate(texts):
        source += [f"\n({number}: {typst.escape(text)} :{number})\n", f"#raw({typst.string(text)})"]
    (tmp_path / "a.typ").write_text("\n".join(source), encoding="utf-8")
    made = Compiler(tmp_path / "a.typ", font_paths=[drawing.FONTS], ignore_system_fonts=True).compile(format="pdf")
    said = spaced("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made)))
    for number, text in enumerate(texts):
        assert f"({number}:{letters(text)}:{number})" in letters(said), text


def letters(text):
    """A text without what has no shape, and without the ways in which a font joins or turns its letters."""
    text = re.sub("[\u200e\u202a-\u202e\u2066-\u2069\ufe0f\u2028\u2029\\s\x02\ufffe-]", "", text)
    return text.replace("\ufb01", "fi").replace("\ufb00", "ff").replace("\ufb02", "fl").replace("\ufb03", "ffi")


@pytest.mark.parametrize(
    ("text", "there"), [case(ACTS, MEANT, f"formula: {one[0]}", *one[1:]) for one in acting.FORMULAS]
)
def test_a_spreadsheet_calculates_nothing_in_a_download(text, there):
    assert markup.spreadsheet(text) == there
    resource = {"schema": {"fields": [{"name": "a"}, {"name": "n"}]}, "data": [{"a": text, "n": -1.5}]}
    (_, row) = csv.reader(io.StringIO(excerpt.as_csv(resource), newline=""))
    assert row == [there, "-1.5"]


def test_html_that_figures_and_pages_write_reads_back():
    # by another way than the one that wrote it
    assert html.unescape(markup.plotly("%{a} <b> &lt;")) == "%{a} <b> &lt;"

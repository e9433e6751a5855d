"""A PDF read back by its structure: its elements in reading order, with their words and where these stand."""

import ctypes
import re
from dataclasses import dataclass, field

import pikepdf
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

# what stands in a line, and is no word of its own
INLINE = {"Span", "Link", "Em", "Strong", "Code", "Reference", "Sub", "Sup"}

# points by which one line is at least below another
LINE = 6
# what is read where a word goes on in the next line
HYPHEN = "\x02"


@dataclass(frozen=True)
class Run:
    """Words in a line: the sheet, counted from one, and where they stand on it, in points from its lower left."""

    words: str
    sheet: int
    base: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Element:
    """An element of the structure; `inside` are runs and elements in reading order."""

    kind: str
    node: pikepdf.Dictionary
    inside: list = field(default_factory=list)

    @property
    def runs(self):
        return [run for one in self.inside for run in ([one] if isinstance(one, Run) else one.runs)]

    @property
    def words(self):
        """Its words between single spaces, without those of its footnotes; a hyphen at the end of a line is none."""
        written, above = "", None
        for one in self._pieces():
            # a line that ends with a link ends without a space
            if one is None or (above and (above.sheet != one.sheet or above.base - one.base > LINE)):
                written += "" if written.endswith(HYPHEN) else " "
            written += one.words if one else ""
            above = one or above
        return " ".join(written.replace(HYPHEN, "").split())

    def _pieces(self):
        """Give its runs, and None before and after what is not of the same line."""
        for one in self.inside:
            if isinstance(one, Run):
                yield one
            elif one.kind in INLINE:
                yield from one._pieces()
            elif one.kind != "Note":
                yield from (None, *one._pieces(), None)

    def all(self, *kinds):
        """List the elements below it of some kinds, in order."""
        found = []
        for one in self.inside:
            if isinstance(one, Element):
                found += [one] if one.kind in kinds else []
                found += one.all(*kinds)
        return found


class Printed:
    """A PDF, read once; `sheets` are the words of each page as they are drawn, `along` what is of no element."""

    def __init__(self, path):
        self.path = path
        self.pdf = pikepdf.open(path)
        self._numbers = {page.objgen: number for number, page in enumerate(self.pdf.pages, start=1)}
        self._marked, self.along, self.sheets, self.sizes = {}, [], [], []
        with PdfDocument(path) as document:
            for number, page in enumerate(document, start=1):
                text = page.get_textpage()
                self.sheets.append(" ".join(re.sub(rf"{HYPHEN}\s*", "", text.get_text_bounded()).split()))
                self.sizes.append(page.get_size())
                for mark, run in _runs(page, text, number):
                    if mark < 0:
                        self.along.append(run)
                    self._marked.setdefault((number, mark), []).append(run)
        root = self.pdf.Root.StructTreeRoot
        (self.tree,) = Element("Root", root, self._inside(root, None)).inside

    @property
    def words(self):
        """The words of the text, those of its footnotes at the end."""
        return " ".join([self.tree.words, *(note.words for note in self.tree.all("Note"))])

    def sheet(self, page):
        """Number a page, which is an object of the file."""
        return self._numbers[page.objgen]

    def box(self, element):
        """Give the sheet of a figure, and where it stands: left, bottom, right, top."""
        (layout,) = (one for one in element.node.A if "/BBox" in one)
        return self.sheet(element.node.Pg), *map(float, layout.BBox)

    def _inside(self, node, sheet):
        found = node.get("/K", [])
        inside = []
        for one in found if isinstance(found, pikepdf.Array) else [found]:
            if not isinstance(one, pikepdf.Dictionary):
                inside += self._marked.get((sheet, int(one)), [])
                continue
            here = self.sheet(one.Pg) if "/Pg" in one else sheet
            if "/S" in one:
                inside.append(Element(str(one.S)[1:], one, self._inside(one, here)))
            elif "/MCID" in one:
                inside += self._marked.get((here, int(one.MCID)), [])
        return inside


def _runs(page, text, number):
    """Give the text of a page as it is written, with the number of what is marked around it, less than 0 for none."""
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1):
        size = pdfium.FPDFTextObj_GetText(one, text, None, 0)
        held = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFTextObj_GetText(one, text, held, size)
        words = bytes(held).decode("utf-16-le").rstrip("\0")
        base = one.get_matrix().get()[5]
        yield pdfium.FPDFPageObj_GetMarkedContentID(one), Run(words, number, base, *one.get_bounds())

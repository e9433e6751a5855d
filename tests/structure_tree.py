"""The structure tree of a PDF, walked as a program walks it that reads the file aloud."""

from itertools import pairwise

import pikepdf

HEADINGS = {f"H{level}": level for level in range(1, 7)}
# what PDF 1.7 knows and a page of ours may have; what else there is has a role that is one of these
STANDARD = {
    *("Document", "Part", "Div", "P", "BlockQuote", "Caption", "TOC", "TOCI", "Span", "Reference", "Note", "Link"),
    *("L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure", "Formula", "Code", *HEADINGS),
}


class Element:
    """An element with those in it; what it says of itself is named as in the file, without the slash."""

    def __init__(self, node):
        self.node = node
        self.kind = str(node.S)[1:]
        inside = node.get("/K", [])
        inside = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
        found = [child for child in inside if isinstance(child, pikepdf.Dictionary)]
        self.children = [Element(child) for child in found if "/S" in child]
        self.annotations = [child.Obj for child in found if child.get("/Type") == "/OBJR"]

    def said(self, name):
        """Give what it says under a name, of itself or as an attribute; None where it says nothing."""
        for told in (self.node, *self.node.get("/A", [])):
            if f"/{name}" in told:
                return told[f"/{name}"]
        return None

    def all(self, *kinds):
        """List the elements below it of some kinds, or all, in order."""
        found = []
        for child in self.children:
            found += [child] if not kinds or child.kind in kinds else []
            found += child.all(*kinds)
        return found

    def of(self, *kinds):
        """List the elements right in it of some kinds."""
        return [child for child in self.children if child.kind in kinds]


def root(pdf):
    """Give the element of the whole document."""
    (document,) = (Element(node) for node in pdf.Root.StructTreeRoot.K)
    return document


def faults(pdf):
    """List what is wrong with the structure of a PDF, a line each."""
    tree = root(pdf)
    roles = pdf.Root.StructTreeRoot.get("/RoleMap", {})
    found = [] if pdf.docinfo.get("/Title") else ["the document has no title"]
    found += [] if pdf.Root.ViewerPreferences.get("/DisplayDocTitle") else ["the title is not shown"]
    found += [] if len(tree.all("Title")) == 1 else ["no page has the title, or more than one"]
    kinds = {one.kind if one.kind in STANDARD else str(roles.get(f"/{one.kind}"))[1:] for one in tree.all()}
    found += [f"'{kind}' is of no kind that is known" for kind in sorted(kinds - STANDARD)]
    found += _of_headings(tree)
    for number, table in enumerate(tree.all("Table"), start=1):
        found += [f"table {number}: {fault}" for fault in of_table(table)]
    for one in tree.all("L"):
        found += _of_list(one)
    found += [f"a {one.kind} has no alternative text" for one in tree.all("Figure", "Formula") if not one.said("Alt")]
    found += _of_links(pdf, tree)
    names = [str(note.said("ID")) for note in tree.all("Note")]
    found += [] if len(set(names)) == len(names) else ["two footnotes have one name"]
    found += ["a footnote has no mark" for note in tree.all("Note") if not note.of("Lbl")]
    return found


def _of_headings(tree):
    levels = [HEADINGS[one.kind] for one in tree.all(*HEADINGS)]
    skipped = [f"H{below} follows H{above}" for above, below in pairwise(levels) if below > above + 1]
    return skipped + ([] if levels[:1] == [1] else ["the first heading is none of the first level"])


def _of_list(one):
    found = [] if one.of("LI") else ["a list has no item"]
    found += [f"a list holds a {child.kind}" for child in one.children if child.kind not in ("LI", "L")]
    kinds = [[child.kind for child in item.children] for item in one.of("LI")]
    return found + [f"an item of a list is {kind}" for kind in kinds if kind not in (["Lbl", "LBody"], ["LBody"])]


def _of_links(pdf, tree):
    links = [link.annotations for link in tree.all("Link")]
    inside = [one for held in links for one in held]
    found = [] if all(links) else ["a link of the structure leads nowhere"]
    found += ["a link does not say where it leads" for one in inside if not str(one.get("/Contents", "")).strip()]
    drawn = [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
    missing = len({one.objgen for one in drawn} - {one.objgen for one in inside})
    return found + ([f"{missing} links are not in the structure"] if missing else [])


def rows_of(table):
    """Pair each cell of a table with its first column, row by row and part by part."""
    for part in table.of("THead", "TBody", "TFoot"):
        held = {}
        for row in part.of("TR"):
            held = {column: left - 1 for column, left in held.items() if left > 1}
            cells, column = [], 0
            for cell in row.children:
                while column in held:
                    column += 1
                cells.append((column, cell))
                width = int(cell.said("ColSpan") or 1)
                held |= dict.fromkeys(range(column, column + width), int(cell.said("RowSpan") or 1))
                column += width
            yield part, cells


def names_of_rows(table):
    """List the cells that are headers of a row."""
    return [cell for cell in table.all("TH") if cell.said("Scope") == "/Row"]


def of_table(table):
    """List what is wrong with a table."""
    kinds = [child.kind for child in table.children]
    found = [f"holds a {kind}" for kind in kinds if kind not in ("Caption", "THead", "TBody")]
    found += [] if kinds.count("THead") == 1 else ["has no head, or more than one"]
    columns, group, first = {}, [], []
    for part, cells in rows_of(table):
        if part.kind == "THead":
            for column, cell in cells:
                for spanned in range(column, column + int(cell.said("ColSpan") or 1)):
                    columns.setdefault(spanned, set()).add(str(cell.said("ID")))
                if cell.kind != "TH" or cell.said("Scope") != "/Column":
                    found.append("a cell of the head is no header of its column")
        elif len(cells) == 1 and cells[0][1].kind == "TH" and cells[0][1].said("Scope") == "/Column":
            group = [str(cells[0][1].said("ID"))]
        else:
            first += [cell for column, cell in cells if column == 0]
            for column, cell in cells:
                told = [str(name) for name in cell.said("Headers") or []]
                row = {str(first[-1].said("ID"))} if column and names_of_rows(table) else set()
                wanted = columns.get(column, set()) | set(group) | row
                found += [f"a cell lacks {sorted(wanted - set(told))}"] if wanted - set(told) else []
                if cell.kind == "TH" and (column or cell.said("Scope") != "/Row"):
                    found.append("a header of a row stands elsewhere")
    named = [cell.kind == "TH" for cell in first]
    return found + ([] if all(named) or not any(named) else ["names some of its rows only"])

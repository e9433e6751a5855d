"""The PDF: every page of the book in one Typst file, compiled to one that can be cited and read aloud."""

import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util.nodes import inline_all_toctrees

from reviewbook.book import state
from reviewbook.book.drawings import beside, drawing
from reviewbook.book.pages.nodes import ARTICLE, SUPPLEMENT, figure_output, tiles_output
from reviewbook.book.paper import attached, compiler, taken
from reviewbook.book.paper.division import PRINTED, Division
from reviewbook.book.paper.finished import finished
from reviewbook.book.paper.text import string
from reviewbook.book.paper.typst import Translator

TEMPLATE = Path(__file__).with_name("template")
# in the order in which each builds on those before
TEMPLATES = ("type", "blocks", "floats", "front", "book")
PAGE_MARK = re.compile(r"^// page: (.*)$")
PANIC = "panicked with: "
FAULT = re.compile(r"^(?:error|warning): ", re.MULTILINE)
STANDARD = re.compile(r"^PDF/\S+(?:, PDF/\S+)* error: ")
PLACE = re.compile(r"┌─ (.+?):(\d+):\d+")


class PublicationError(SphinxError):
    """Say, a line each, what must not be published."""

    category = "PDF"


class PdfBuilder(Builder):
    """Write all pages as one Typst file, and compile it."""

    name = format = "typst"
    epilog = "The PDF is in %(outdir)s."
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]  # noqa: RUF012
    allow_parallel = False

    def get_outdated_docs(self) -> str:
        """Say that the whole book has to be written, as it is one file."""
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Address a page by a name that no file has."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Address a page the same way from everywhere."""
        return self.get_target_uri(to, typ)

    def init(self) -> None:
        """Let pages ask whether they are printed."""
        super().init()
        self.tags.add("print")

    def write(self, *ignored: Any) -> None:
        """Write the article and, where it is wanted, its supplement."""
        drawn: dict[str, Path] = {}
        for part in PRINTED if self.config.supplement else (ARTICLE,):
            tree = self._whole()
            drawn = drawn or self._drawn(tree)
            self._write_part(part, tree, drawn)

    def _write_part(self, part: str, tree: nodes.document, drawn: dict[str, Path]) -> None:
        """Translate what a part prints of the whole, and compile it."""
        division = Division(tree)
        division.leave(tree, part)
        self.env.resolve_references(tree, self.config.root_doc, self)
        self.post_process_images(tree)
        folder = _scratch(self.app) / "paper" / part
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        edition = json.loads(json.dumps(self.config.edition, default=str))
        translator = Translator(self, self._pictures(drawn, folder), division, part)
        front, body = translator.book(tree)
        if translator.problems:
            raise PublicationError("\n".join(sorted(set(translator.problems))))
        edition.setdefault("title", self.config.project)
        title = self.env.titles[self.config.root_doc].astext()
        edition["running_title"] = f"Scenario: {edition['scenario']}" if edition.get("scenario") else title
        edition["subject"] = edition.get("abstract") or None
        about = string(json.dumps(edition, ensure_ascii=False, sort_keys=True))
        told = ", ".join(f"{name}: [{written}]" for name, written in front.items())
        parts = [
            f"#let in-article = {'true' if part == ARTICLE else 'false'}",
            *((TEMPLATE / f"{name}.typ").read_text(encoding="utf-8") for name in TEMPLATES),
            f"#show: book.with(json(bytes({about})), {told})",
            *(_attachments(self._attached(), folder) if part == ARTICLE else ()),
            body,
        ]
        (folder / "book.typ").write_text("\n".join(parts), encoding="utf-8")
        made = compiled(folder / "book.typ", _moment(edition))
        ending = "" if part == ARTICLE else f"-{part}"
        made = finished(made, edition, self.config.html_baseurl)
        Path(self.outdir, f"{self.config.pdf_name}{ending}.pdf").write_bytes(made)

    def _attached(self) -> list[attached.Attached]:
        try:
            return attached.files(Path(self.srcdir), self.config.pdf_attachments, state.of(self.app).published)
        except ValueError as error:
            raise PublicationError(str(error)) from None

    def _whole(self) -> nodes.document:
        """Put all pages into one tree."""
        root = self.config.root_doc
        tree: Any = inline_all_toctrees(self, {root}, root, self.env.get_doctree(root), str, [root])
        tree["docname"] = root
        return tree

    def _drawn(self, tree: nodes.document) -> dict[str, Path]:
        """Draw the published figures of all pages, by their keys; the site takes them, too."""
        shown = [node for kind in (figure_output, tiles_output) for node in tree.findall(kind)]
        figures = {node["key"]: node["figure"] for node in shown}
        try:
            beside.wait()
            found = drawing.draw(figures, _scratch(self.app) / "figures")
            taken.write(found, _scratch(self.app) / taken.FOLDER)
        except drawing.DrawingError as error:
            raise PublicationError(str(error)) from None
        return found

    def _pictures(self, drawn: dict[str, Path], folder: Path) -> dict[str, str]:
        """Bring every picture below the folder of the Typst file."""
        found = drawn | {uri: Path(self.srcdir, uri) for uri in self.images}
        pictures = {}
        for name, path in found.items():
            target = folder / "pictures" / self.images.get(name, path.name)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)
            pictures[name] = f"pictures/{target.name}"
        return pictures


def compiled(path: Path, moment: int) -> bytes:
    """Compile a Typst file of this book; the bytes depend on nothing but its folder and the moment.

    Parameters
    ----------
    moment
        Seconds since 1970, the time that the file will claim to be from.

    Raises
    ------
    PublicationError
        Says on which page what the compiler refuses.
    """
    made, faults = compiler.compiled(path, moment)
    if faults:
        raise PublicationError("\n".join(_explained(*fault, path=path) for fault in faults))
    return made


def _explained(message: str, diagnostic: str, path: Path) -> str:
    """Turn what the compiler says into a line for each place: the page, what is wrong, near which text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines) if PAGE_MARK.match(line))
    found: dict[int, dict[str, None]] = {}
    for fault in FAULT.split(diagnostic)[1:] or [message]:
        message = STANDARD.sub("", fault.splitlines()[0])
        places = [int(line) for name, line in PLACE.findall(fault) if Path(name).name == path.name]
        places = [line for line in places if line > first] or _picture_at(fault, lines, path.parent) or places
        # the compiler names the innermost place first; the outermost is the text of the book
        found.setdefault(places[-1] if places else 0, {})[message] = None
    return "\n".join(_located(lines, number, "; ".join(messages)) for number, messages in found.items())


def _located(lines: list[str], number: int, message: str) -> str:
    if message.startswith(PANIC):
        return message.removeprefix(PANIC)
    if not number:
        return f"the book: {message}"
    marks = (found[1] for line in reversed(lines[:number]) if (found := PAGE_MARK.match(line)))
    return f"{next(marks, TEMPLATE.name)}: {message}, near '{lines[number - 1].strip()[:90]}'"


def _picture_at(fault: str, lines: list[str], folder: Path) -> list[int]:
    """Find the line that shows the picture which the compiler complains of, by its name or by the text in it."""
    names = [f"pictures/{Path(name).name}" for name, _ in PLACE.findall(fault)]
    for text in re.findall('`"(.+?)"`', fault.splitlines()[0])[:1]:
        names += [f"pictures/{p.name}" for p in folder.glob("pictures/*.svg") if text in p.read_text(encoding="utf-8")]
    return [number for number, line in enumerate(lines, start=1) if any(f'"{name}"' in line for name in names)]


def _moment(edition: dict[str, Any]) -> int:
    """Take the time of the revision, or the day of the edition where SOURCE_DATE_EPOCH is not set."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    return int(datetime.fromisoformat(edition.get("date") or "1980-01-01").replace(tzinfo=UTC).timestamp())


def _attachments(files: list[attached.Attached], folder: Path) -> list[str]:
    lines = []
    for file in files:
        path = folder / "attached" / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        lines.append(
            f"#pdf.attach({string(file.name)}, read({string(f'attached/{file.name}')}, encoding: none), relationship: "
            f"{string(file.relationship)}, mime-type: {string(file.kind)}, description: {string(file.description)})"
        )
    return lines


def _scratch(app: Sphinx) -> Path:
    return Path(app.doctreedir).parent


def setup(app: Sphinx) -> None:
    """Register the builder and what it reads from the configuration."""
    app.add_builder(PdfBuilder)
    app.add_config_value("edition", {}, "", dict)
    app.add_config_value("pdf_name", "book", "", str)
    app.add_config_value(SUPPLEMENT, False, "", bool)
    app.add_config_value("pdf_attachments", [], "", list)

"""The drawings of the PDF as files that a reader of the web takes: SVG that brings its letters, and PNG."""

import shutil
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from reviewbook.book.drawings import drawing
from reviewbook.book.pages import figure
from reviewbook.book.paper import compiler

# beside that in which the PDF is made
FOLDER = "drawn"
TYPES = Path(__file__).parents[1] / "site" / "static" / "fonts"
# what a drawing holds that has letters of another weight
REGULAR, BOLD = ("400", "sans-regular.woff2"), ("bold", "sans-semibold.woff2")
# points of a pixel on paper
POINTS = 0.75
PAGE = """#set page(width: {width}pt, height: auto, margin: 0pt)
#set block(spacing: 0pt)
{images}
"""


def write(drawn: Mapping[str, Path], place: Path) -> None:
    """Write the drawing of each figure, by its key, into a folder, and nothing else, from where the site takes it.

    Raises
    ------
    drawing.DrawingError
        Says what keeps a drawing from becoming a picture.
    """
    pictures = _pictures(drawn.values())
    shutil.rmtree(place, ignore_errors=True)
    for key, path in drawn.items():
        target = place / figure.file(key, "svg")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(with_letters(path.read_text(encoding="utf-8")), encoding="utf-8")
        shutil.copyfile(pictures[path], place / figure.file(key, "png"))


def with_letters(drawing_: str) -> str:
    """Put the letters of a drawing into it, as whoever opens it may not have them."""
    faces = "".join(
        f"@font-face {{ font-family: {drawing.FAMILY}; font-weight: {weight}; "
        f"src: url(data:font/woff2;base64,{b64encode((TYPES / name).read_bytes()).decode()}) }}"
        for weight, name in (REGULAR, BOLD)
        if weight == REGULAR[0] or weight in drawing_
    )
    opening, end, rest = drawing_.partition(">")
    return f"{opening}{end}<style>{faces}</style>{rest}"


def _pictures(drawn: Iterable[Path]) -> dict[Path, Path]:
    """Make a picture of each drawing beside it; what was made before is not made again."""
    paths = {path: path.with_suffix(".png") for path in drawn}
    missing = [path for path, picture in paths.items() if not _whole(picture)]
    if missing:
        images = "\n#pagebreak()\n".join(f'#image("{path.name}", width: 100%)' for path in missing)
        source = missing[0].parent / "pictures.typ"
        source.write_text(PAGE.format(width=drawing.WIDTH * POINTS, images=images), encoding="utf-8")
        made, faults = compiler.compiled(source, None)
        if faults:
            raise drawing.DrawingError(f"a figure cannot be made a picture: {faults[0][0]}")
        for path, content in zip(missing, made, strict=True):
            fresh = path.with_suffix(".fresh")
            fresh.write_bytes(content)
            fresh.replace(paths[path])
    return paths


def _whole(picture: Path) -> bool:
    # one that was emptied or cut short later is none
    return picture.is_file() and picture.read_bytes().endswith(b"IEND\xaeB`\x82")

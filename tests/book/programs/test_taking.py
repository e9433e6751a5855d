"""Below every figure stands what can be taken of it, and it can be: a picture, a drawing, its data, a reference."""

import csv
import io
import re
import struct
from xml.etree import ElementTree

import pytest
import yaml
from browser import pages

from reviewbook.book.paper import taken

SVG = "{http://www.w3.org/2000/svg}"
MENU = re.compile(r'<details class="take">.*?</details>', re.DOTALL)
KEY = re.compile(r'<div class="(?:figure-output|tiles)" data-key="([^"]+)"')
# the colours of a picture, and how large it is
LOOKS = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const [width, height] = [image.naturalWidth, image.naturalHeight];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const ground = canvas.getContext("2d");
  ground.drawImage(image, 0, 0);
  const data = new Uint32Array(ground.getImageData(0, 0, width, height).data.buffer);
  return { width, height, colours: new Set(data).size };
}"""
WIDE = """async (src) => {
  const image = Object.assign(new Image(), { src });
  await image.decode();
  return image.naturalWidth;
}"""


@pytest.fixture(scope="module")
def figures(site):
    """Each figure of a page with the menu below it."""
    found = []
    for path in pages():
        text = (site.folder / path).read_text(encoding="utf-8")
        keys, menus = KEY.findall(text), MENU.findall(text)
        assert len(keys) == len(menus), path
        found += [(path, key, menu) for key, menu in zip(keys, menus, strict=True)]
    assert len(found) > 12
    return found


def test_every_figure_offers_a_picture_a_drawing_its_data_and_a_reference(site, figures):
    for path, key, menu in figures:
        up = "../" * path.count("/")
        addresses = re.findall(r'<a href="([^"]+)" download>(\w+)</a>', menu)
        assert addresses == [(f"{up}figures/{key}.{form.lower()}", form) for form in ("PNG", "SVG", "CSV")]
        assert "Cite this figure" in menu


def test_a_picture_has_two_pixels_for_each_of_its_drawing(site, figures):
    for _, key, _ in figures:
        drawing = ElementTree.parse(site.folder / "figures" / f"{key}.svg").getroot()
        assert drawing.tag == f"{SVG}svg"
        assert drawing.get("width") == "560"
        assert [*drawing.iter(f"{SVG}text")], key
        assert "data:font/woff2;base64," in drawing.find(f"{SVG}style").text
        picture = (site.folder / "figures" / f"{key}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", picture[16:24])
        assert (width, height) == (1120, pytest.approx(2 * float(drawing.get("height")), abs=2))


def test_the_data_of_a_figure_are_rows(site):
    with (site.folder / "figures" / "characteristics.patients.csv").open(encoding="utf-8", newline="") as file:
        patients = list(csv.DictReader(file))
    assert sorted(int(row["Patients"]) for row in patients) == [25, 30, 60, 80, 98, 191, 211, 237, 325, 567]
    with (site.folder / "figures" / "direction.order_in_time.csv").open(encoding="utf-8", newline="") as file:
        _, *tiles = csv.reader(file)
    # ten studies, two hypotheses, four levels
    assert len(tiles) == 80
    assert ["Feeley 1999", "Improvement predicts alliance", "tested it", "trend"] in tiles
    assert ["Berger 2018", "Alliance predicts outcome", "tested both orders", "not counted"] in tiles
    assert ["Berger 2018", "Improvement predicts alliance", "tested it", "no test reported"] in tiles


@pytest.mark.parametrize("path", ["index.html", "notebooks/characteristics.html"])
def test_a_figure_is_downloaded_with_what_it_shows(site, visit, tmp_path, path):
    with visit() as window:
        page = window.open(f"{site.http}/{path}")
        menu = page.locator("details.take").first
        menu.locator("summary").focus()
        page.keyboard.press("Enter")
        for form, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg "), ("CSV", b"Study,")):
            with page.expect_download() as download:
                menu.get_by_role("link", name=form).click()
            download.value.save_as(tmp_path / form)
            assert (tmp_path / form).read_bytes().startswith(begins)
            assert download.value.suggested_filename.endswith(f".{form.lower()}")
        for form in ("PNG", "SVG"):
            address = menu.get_by_role("link", name=form).evaluate("(link) => link.href")
            looks = page.evaluate(LOOKS, address)
            assert looks["colours"] > 20
            assert looks["width"] == {"PNG": 1120, "SVG": 560}[form]
        # the library that draws figures has no menu of its own
        assert page.locator(".modebar").count() == 0


def test_a_figure_can_be_seen_alone_from_the_disk(site, visit):
    with visit() as window:
        page = window.open(f"{site.file}/notebooks/characteristics.html")
        menu = page.locator("details.take").first
        menu.locator("summary").click()
        for form, width in (("PNG", 1120), ("SVG", 560)):
            address = menu.get_by_role("link", name=form).evaluate("(link) => link.href")
            assert address.startswith("file:")
            assert page.evaluate(WIDE, address) == width


@pytest.mark.parametrize("over", ["http", "file"])
def test_a_reference_says_who_when_what_and_where(site, contexts, folder, over):
    contexts["light"].grant_permissions(["clipboard-read", "clipboard-write"])
    page = contexts["light"].new_page()
    start = getattr(site, over)
    page.goto(f"{start}/notebooks/characteristics.html")
    menu = page.locator("details.take").first
    menu.locator("summary").click()
    menu.get_by_role("button", name="Copy the reference").click()
    menu.get_by_role("status").get_by_text("Copied").wait_for()
    version = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))["version"]
    where = "notebooks/characteristics.html#fig-patients"
    expected = (
        "The reviewbook contributors (2026). Fig. S2: Number of patients in each study, and the hypothesis under which "
        "the article counts it. In: Therapeutic alliance in major depressive disorder: A reproducible edition of a "
        f"literature review, version {version}. Draft, no identifier. "
        f"{f'{site.http}/' if over == 'http' else ''}{where}"
    )
    assert page.evaluate("() => navigator.clipboard.readText()") == expected
    page.close()


def test_a_reference_has_the_address_of_the_site_where_that_is_known(addressed):
    text = (addressed.folder / "_build" / "html" / "notebooks" / "characteristics.html").read_text(encoding="utf-8")
    assert (
        ">https://reader.example.org/a-review/notebooks/characteristics.html#fig-patients</a>" in MENU.findall(text)[0]
    )


def test_where_no_drawing_is_made_there_is_what_is_there(edited):
    # the edited book has figures; without a PDF nobody draws them
    done = edited.pages()
    assert done.returncode == 0, done.stderr
    built = edited.folder / "_build" / "html"
    menus = [menu for path in built.rglob("*.html") for menu in MENU.findall(path.read_text(encoding="utf-8"))]
    assert menus
    assert {form for menu in menus for form in re.findall(r"download>(\w+)<", menu)} == {"CSV"}
    assert not [*built.glob("figures/*.png"), *built.glob("figures/*.svg")]
    assert [*built.glob("figures/*.csv")]


def test_no_search_finds_what_is_said_in_every_menu(site):
    for name in ("places.js", "rows.js"):
        text = (site.folder / name).read_text(encoding="utf-8")
        assert "Take this figure" not in text
        assert "Cite this figure" not in text


def test_a_drawing_brings_its_letters_and_bold_ones_where_it_has_any():
    plain = '<svg width="9"><text style="font-weight: normal">a</text></svg>'
    assert taken.with_letters(plain).count("@font-face") == 1
    assert taken.with_letters(plain.replace("normal", "bold")).count("@font-face") == 2
    ElementTree.parse(io.StringIO(taken.with_letters(plain)))

"""What is declared is used, what is imported is declared, and all of it is under licences that go together.

Where they are listed for people is CONTRIBUTING.md, which is held to be what the metadata of the packages say.
"""

import ast
import re
import sys
import tomllib
from functools import cache
from importlib import metadata

import pytest
from copies import FOLDER
from packaging.requirements import Requirement

from reviewbook.edition import provenance

PROJECT = tomllib.loads((FOLDER / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# who may import what: the package what is needed to run, the others that and their own
DECLARED = {
    "reviewbook": PROJECT["dependencies"],
    "tests": PROJECT["dependencies"] + EXTRAS["test"],
    "benchmarks": PROJECT["dependencies"] + EXTRAS["bench"],
}
# what no line imports, and where it is used instead: a file, and words in it
USED = {
    # one of its files is read
    "check-jsonschema": ("reviewbook/edition/works/cff.py", '"check_jsonschema/builtin_schemas/'),
    # a program
    "kaleido": ("reviewbook/book/drawings/drawing.py", 'resources.files("kaleido")'),
    "mypy": ("tests/test_types.py", '"-m", "mypy"'),
    "nbconvert": ("benchmarks/update.py", '"nbconvert"'),
    "ruff": ("Makefile", "-m ruff check"),
    "uv": ("Makefile", "uv pip compile"),
    # plug-ins of pytest
    "nbval": ("Makefile", "--nbval"),
    "pytest-xdist": ("Makefile", "--numprocesses"),
    # what builds the package, which pip calls
    "setuptools": ("pyproject.toml", 'build-backend = "setuptools.'),
    # modules that are imported by a name in a string
    "myst-nb": ("reviewbook/book/build/startup.py", '"myst_nb.sphinx_ext"'),
}

# how packages name a licence, in the order in which it is tried, and what it is called here
LICENCES = {
    r"MIT-CMU|MIT\b.*": "MIT",
    r"0BSD|(The )?(New )?BSD\b.*": "BSD",
    r"Apache\b.*": "Apache 2.0",
    r"ISC\b.*": "ISC",
    r"PSF\b.*|Python Software Foundation License": "PSF",
    r"Zlib": "Zlib",
    r"CC0-1\.0|Public Domain": "public domain",
    r"MPL-2\.0|Mozilla Public License 2\.0.*": "MPL 2.0",
    r"Artistic License": "Artistic",
    r"(L?GPL|GNU ).*": "GPL",
}
# these ask for their text to go along where a copy goes; MPL for changes of its own files, and nobody changes any
COMPATIBLE = {"MIT", "BSD", "Apache 2.0", "ISC", "PSF", "Zlib", "public domain", "MPL 2.0"}
# the others, each with the reason
OTHERWISE = {
    "docutils": "a mode for Emacs, which no wheel brings, is under the GPL",
    "text-unidecode": "under the Artistic License, or under the GPL for who prefers it",
}


def plain(name):
    """The one spelling of a name of a package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements):
    return {plain(Requirement(line).name) for line in requirements}


@cache
def locked():
    return set(map(plain, provenance.locked(FOLDER)))


@cache
def module_owners():
    return {module: plain(names[0]) for module, names in metadata.packages_distributions().items()}


def brought(requirements):
    """What a list of requirements brings to this machine, itself included."""
    found, waiting = set(), [(Requirement(line), "") for line in requirements]
    while waiting:
        asked, extra = waiting.pop()
        if asked.marker and not asked.marker.evaluate({"extra": extra}):
            continue
        for one in ("", *asked.extras):
            if (key := (plain(asked.name), one)) not in found:
                found.add(key)
                waiting += [(Requirement(line), one) for line in metadata.requires(asked.name) or ()]
    return {name for name, _ in found}


def imported(source):
    """The modules of others that a text of Python imports: the first name, or two of a room that packages share."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        for name in names:
            first, _, rest = name.partition(".")
            shared = first == "sphinxcontrib"
            yield f"{first}-{rest.split('.')[0]}" if shared else first


@cache
def packages_imported(room):
    """The packages that a folder imports, each with the files that do."""
    own = {path.stem for path in (FOLDER / "tests").rglob("*") if path.suffix == ".py" or path.is_dir()} | {
        "reviewbook"
    }
    found = {}
    for path in sorted((FOLDER / room).rglob("*.py")):
        for module in set(imported(path.read_text(encoding="utf-8"))) - own - sys.stdlib_module_names:
            found.setdefault(module_owners().get(module, plain(module)), []).append(path.relative_to(FOLDER).as_posix())
    return found


def test_imports_are_found_in_every_form():
    source = (
        "import a.b as c, json\nfrom d.e import f\nfrom . import g\ndef h():\n    from sphinxcontrib.bibtex.x import y"
    )
    assert set(imported(source)) == {"a", "json", "d", "sphinxcontrib-bibtex"}


@pytest.mark.parametrize("room", DECLARED)
def test_what_is_imported_is_declared_or_comes_with_what_is(room):
    """A package that only the tests ask for is not there where a book is built."""
    found, there = packages_imported(room), brought(DECLARED[room]) & locked()
    assert len(found) >= 1
    assert {name: where for name, where in found.items() if name not in there} == {}


def test_what_the_package_imports_beyond_the_list_is_named_as_such():
    document = (FOLDER / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (told,) = re.findall(
        r"^What the code imports beyond the list \((.*)\) comes with these", document, flags=re.MULTILINE
    )
    beyond = (packages_imported("reviewbook").keys() | {"myst-nb"}) - named(PROJECT["dependencies"])
    assert sorted(map(plain, told.split(", "))) == sorted(beyond)


@pytest.mark.parametrize("room", DECLARED)
def test_what_is_declared_is_imported_or_used_in_another_way(room):
    others = (
        {name for one in DECLARED if one != room for name in named(DECLARED[one])} if room != "reviewbook" else set()
    )
    asked = named(DECLARED[room]) - others
    assert asked - packages_imported(room).keys() - USED.keys() == set()


@pytest.mark.parametrize("name", USED)
def test_what_no_line_imports_is_used_where_it_is_said(name):
    path, words = USED[name]
    assert words in (FOLDER / path).read_text(encoding="utf-8")
    assert name not in packages_imported(path.split("/")[0])


def terms(package):
    """What a package says of its licence: the families, of which all hold, or of which one may be chosen."""
    told = package.metadata
    said = [expression] if (expression := told.get("License-Expression")) else []
    said = said or [
        one.split(" :: ")[-1].strip()
        for one in told.get_all("Classifier", [])
        if one.startswith("License :: ") and one != "License :: OSI Approved"
    ]
    said = said or [(told["License"] or "").partition("\n")[0]]
    choice = any(" OR " in one for one in said)
    parts = [part.strip(" ()") for one in said for part in re.split(r" AND | OR |, (?!Version)", one)]
    return {family(part, package.name) for part in parts if part != "dependency licenses"}, choice


def family(said, name):
    for pattern, found in LICENCES.items():
        if re.fullmatch(pattern, said):
            return found
    raise AssertionError(f"{name}: what licence is {said!r}?")


def installed():
    """The packages of the lock that are on this machine, by name."""
    found = {plain(package.name): package for package in metadata.distributions()}
    return {name: found[name] for name in sorted(locked() & found.keys())}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("License-Expression: MIT OR Apache-2.0", ({"MIT", "Apache 2.0"}, True)),
        (
            "License-Expression: BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
            ({"BSD", "MIT", "Zlib", "public domain"}, False),
        ),
        (
            "License: MIT\nClassifier: License :: OSI Approved :: GNU General Public License v2 (GPLv2)",
            ({"GPL"}, False),
        ),
        ("License: BSD 3-Clause License", ({"BSD"}, False)),
        ("License: LGPL-3.0", ({"GPL"}, False)),
    ],
)
def test_what_a_package_says_of_its_licence_is_read(tmp_path, told, expected):
    (tmp_path / "METADATA").write_text(f"Metadata-Version: 2.4\nName: one\n{told}\n")
    assert terms(metadata.PathDistribution(tmp_path)) == expected


@pytest.mark.parametrize("told", ["", "License: UNKNOWN", "License-Expression: AGPL-3.0-only", "License: Proprietary"])
def test_a_licence_that_nobody_knows_is_asked_for(tmp_path, told):
    (tmp_path / "METADATA").write_text(f"Metadata-Version: 2.4\nName: one\n{told}\n")
    with pytest.raises(AssertionError, match="one: what licence is"):
        terms(metadata.PathDistribution(tmp_path))


def test_every_package_of_the_lock_may_be_used_with_the_others():
    found = {name: terms(package) for name, package in installed().items()}
    assert len(found) > 100
    unfit = {
        name: families
        for name, (families, choice) in found.items()
        if not (families & COMPATIBLE if choice else families <= COMPATIBLE)
    }
    assert unfit.keys() == OTHERWISE.keys(), unfit


def test_the_licences_are_listed():
    rows = {}
    for name, package in installed().items():
        families, choice = terms(package)
        rows.setdefault((" or " if choice else ", ").join(sorted(families, key=str.lower)), set()).add(name)
    # what the table would be, where it is to be written anew
    print(*(f"| {licence} | {', '.join(sorted(rows[licence]))} |" for licence in sorted(rows, key=str.lower)), sep="\n")
    document = (FOLDER / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = document.partition("| Licence | Packages |\n|---|---|\n")[2].partition("\n\n")[0]
    listed = {licence: names.split(", ") for licence, names in re.findall(r"^\| (.*) \| (.*) \|$", table, re.MULTILINE)}
    assert {licence: names - set(listed.get(licence, ())) for licence, names in rows.items()} == {
        row: set() for row in rows
    }
    # other systems and other versions of Python install other packages of the lock
    names = [name for row in listed.values() for name in row]
    assert len(names) == len(set(names))
    assert set(names) <= locked()

"""What environment, disk, processes and browsers do to the command: what is done, and what is true then.

Each case is (name, kind, what is done, what is expected).
"""

import errno

# what the system says when a file is read or written, and the line of it; the folder of the book is /book
SAID = [
    ("no right", "disk", (errno.EACCES, "/book/data/studies.csv"), "data/studies.csv: may not be read or written by"),
    ("read only", "disk", (errno.EROFS, "/book/notebooks/x.ipynb"), "notebooks/x.ipynb: lies on a disk that is read"),
    ("folder for a file", "disk", (errno.EISDIR, "/book/references.bib"), "references.bib: is a folder, where a file"),
    (
        "file for a folder",
        "disk",
        (errno.ENOTDIR, "/book/_build/work"),
        "_build/work: lies below a file",
    ),
    ("file for a new folder", "disk", (errno.EEXIST, "/book/_build"), "_build: is a file, where a folder should be"),
    ("gone", "disk", (errno.ENOENT, "/book/data/flow.csv"), "data/flow.csv: is not there"),
    ("link to itself", "disk", (errno.ELOOP, "/book/data/flow.csv"), "data/flow.csv: is a link that leads to itself"),
    ("full, named", "disk", (errno.ENOSPC, "/book/_build/x"), "_build/x: there is no room left on its disk"),
    ("full, not named", "disk", (errno.ENOSPC, None), "_build: there is no room left on its disk"),
    ("quota", "disk", (errno.EDQUOT, "/book/_build/x"), "_build/x: there is no room left for this user"),
    ("elsewhere", "disk", (errno.EACCES, "/elsewhere/x"), "/elsewhere/x: may not be read or written by this user"),
    ("rare", "disk", (errno.EIO, "/book/data/flow.csv"), "data/flow.csv: Input/output error"),
]

# the same of a file of a book in which there are a notebook x and an empty `_build`, and the whole line
NOT_READ, READ_ONLY = "may not be read or written by this user", "lies on a disk that is read only"
ELSEWHERE = "; REVIEWBOOK_BUILD names another folder to build in"
CLOSED = [
    ("a notebook", "disk", errno.EACCES, "notebooks/x.ipynb", f"notebooks/x.ipynb: {NOT_READ}"),
    ("a notebook beside it", "disk", errno.EACCES, "notebooks/.x.ipynb.new", f"notebooks: {NOT_READ}"),
    ("a notebook beside it, read only", "disk", errno.EROFS, "notebooks/.x.ipynb.new", f"notebooks: {READ_ONLY}"),
    ("where one builds", "disk", errno.EACCES, "_build", f"_build: {NOT_READ}{ELSEWHERE}"),
    ("what is made where one builds", "disk", errno.EROFS, "_build/lock", f"_build: {READ_ONLY}{ELSEWHERE}"),
]

# variables of the environment, and the beginning of the line that refuses them; None where they are as good as any
VARIABLES = [
    ("another owner", "environment", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, "git cannot say of which revision"),
    ("time in words", "environment", {"SOURCE_DATE_EPOCH": "abc"}, "SOURCE_DATE_EPOCH: 'abc' is not a number"),
    ("time empty", "environment", {"SOURCE_DATE_EPOCH": ""}, "SOURCE_DATE_EPOCH: '' is not a number"),
    ("time before", "environment", {"SOURCE_DATE_EPOCH": "-1"}, "SOURCE_DATE_EPOCH: '-1' is not a number"),
    ("time in other digits", "environment", {"SOURCE_DATE_EPOCH": "٣"}, "SOURCE_DATE_EPOCH: '٣' is not a number"),
    ("time too far", "environment", {"SOURCE_DATE_EPOCH": "9" * 12}, "SOURCE_DATE_EPOCH: '999999999999' is not"),
    ("time of the first computers", "environment", {"SOURCE_DATE_EPOCH": "0"}, None),
    ("no git", "environment", {"PATH": "/nowhere"}, None),
    ("no home", "environment", {"HOME": "/proc/nowhere"}, None),
    ("git speaks German", "environment", {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}, None),
]

# arguments of `serve` that are refused, and the line
ADDRESSES = [
    ("port too high", "serve", ["--port", "99999"], "--port '99999' is not a port"),
    ("port one too high", "serve", ["--port", "65536"], "--port '65536' is not a port"),
    ("port in words", "serve", ["--port", "http"], "--port 'http' is not a port"),
    ("port below", "serve", ["--port=-1"], "--port '-1' is not a port"),
    ("port in other digits", "serve", ["--port", "٣"], "--port '٣' is not a port"),
    ("port broken", "serve", ["--port", "80.5"], "--port '80.5' is not a port"),
    ("port endless", "serve", ["--port", "9" * 5000], "--port '99999"),
    ("port taken", "serve", ["--port", "TAKEN"], "cannot be served: Address already in use"),
    ("host elsewhere", "serve", ["--port", "0", "--host", "192.0.2.1"], "port 0 of '192.0.2.1' cannot be served"),
    ("host empty", "serve", ["--port", "0", "--host", ""], "port 0 of '' cannot be served"),
    ("host too long", "serve", ["--port", "0", "--host", "a" * 70], "cannot be served"),
    ("host with a blank", "serve", ["--port", "0", "--host", "a b"], "port 0 of 'a b' cannot be served"),
]

# what a browser asks: path, Host (None for that of the book), status
ASKED = [
    ("the first page", "serve", ("/", None), 200),
    ("a page", "serve", ("/index.html", None), 200),
    ("a page with a question", "serve", ("/index.html?x=1", None), 200),
    ("its name", "serve", ("/", "localhost:8000"), 200),
    ("its address", "serve", ("/", "127.0.0.1"), 200),
    ("its name in capitals", "serve", ("/", "LOCALHOST"), 200),
    ("no page", "serve", ("/nothing.html", None), 404),
    ("NUL", "serve", ("/index%00.html", None), 404),
    ("NUL alone", "serve", ("/%00", None), 404),
    ("above", "serve", ("/../secret.txt", None), 404),
    ("above, in numbers", "serve", ("/%2e%2e/secret.txt", None), 404),
    ("above, slash in numbers", "serve", ("/..%2fsecret.txt", None), 404),
    ("above, from below", "serve", ("/below/../../secret.txt", None), 404),
    ("whole path", "serve", ("//etc/passwd", None), 404),
    ("a link to above", "serve", ("/link.txt", None), 404),
    ("backslashes", "serve", ("/..\\secret.txt", None), 404),
    ("folder without a page", "serve", ("/below/", None), 404),
    ("half a letter", "serve", ("/%ff", None), 404),
    ("half a pair", "serve", ("/%ed%a0%80", None), 404),
    ("name too long", "serve", ("/" + "a" * 3000, None), 404),
    ("foreign name", "serve", ("/", "evil.example"), 421),
    ("foreign name with port", "serve", ("/", "evil.example:8000"), 421),
    ("foreign name that begins like it", "serve", ("/", "localhost.evil.example"), 421),
    ("foreign name that leads here", "serve", ("/", "127.0.0.1.nip.example"), 421),
    ("foreign address", "serve", ("/", "93.184.216.34"), 421),
    ("foreign name for the state", "serve", ("/-/state/none", "evil.example"), 421),
    ("name of nothing", "serve", ("/", ""), 421),
    ("brackets that do not end", "serve", ("/", "[::1"), 404),
]

# what becomes of a published file, by the end of its name
LOST = [
    ("page deleted", "refusal", ("html/chapters/methods.html", None), "made again"),
    ("page emptied", "refusal", ("html/chapters/methods.html", b""), "made again"),
    ("page cut short", "refusal", ("html/index.html", b"<html>"), "made again"),
    ("script emptied", "refusal", ("html/_static/book.js", b""), "made again"),
    ("PDF cut short", "refusal", ("pdf/*.pdf", b"%PDF-"), "made again"),
    ("PDF deleted", "refusal", ("pdf/*.pdf", None), "made again"),
    ("page of the working folder emptied", "refusal", ("work/html/chapters/methods.html", b""), "made again"),
    ("tree of the working folder emptied", "refusal", ("work/doctrees/chapters/methods.doctree", b""), "made again"),
    ("drawing emptied", "refusal", ("work/figures/*.svg", b""), "made again"),
]

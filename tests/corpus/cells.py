"""Planted cells: what a notebook may not do, what no notebook can hold, and what is right though unusual.

Each is a cell of a small book, and what the line says after the name of the cell; nothing where the cell may run.
"""

WRITES = "writes {}; a notebook changes no file of the book, and shows results by publish"
ASKS = "asks the network for {}; a notebook reads nothing but data/"
STARTS = "starts another program, {}; nobody sees what it reads and writes"
MAGIC = "`{}` is a command of IPython; a notebook of this book holds Python only"
ROOT = "from reviewbook.edition.project import root\n"

ACTS = [
    ("a table written anew", "writes", "open('../data/studies.csv', 'w')", WRITES.format("data/studies.csv")),
    ("a table written to", "writes", "open('../data/studies.csv', 'a')", WRITES.format("data/studies.csv")),
    ("a table opened for both", "writes", "open('../data/studies.csv', 'r+')", WRITES.format("data/studies.csv")),
    ("a new file beside the tables", "writes", "open('../data/new.txt', 'x')", WRITES.format("data/new.txt")),
    (
        "a file by pandas",
        "writes",
        "import pandas\npandas.DataFrame({'a': [1]}).to_csv('../data/a.csv')",
        WRITES.format("data/a.csv"),
    ),
    ("a file by pathlib", "writes", f"{ROOT}(root() / 'data' / 'a').write_text('a')", WRITES.format("data/a")),
    (
        "a file by its handle",
        "writes",
        "import os\nos.open('../data/a', os.O_CREAT | os.O_WRONLY)",
        WRITES.format("data/a"),
    ),
    ("a file beside the notebook", "writes", "open('a.png', 'wb')", WRITES.format("notebooks/a.png")),
    ("a file among the chapters", "writes", f"{ROOT}(root() / 'a.md').write_text('a')", WRITES.format("a.md")),
    ("a file where the book is built", "writes", f"{ROOT}(root() / '_build').mkdir()", WRITES.format("_build")),
    ("a folder", "writes", "import os\nos.mkdir('../data/a')", WRITES.format("data/a")),
    ("a table deleted", "writes", "import os\nos.remove('../data/studies.csv')", WRITES.format("data/studies.csv")),
    (
        "a table deleted by pathlib",
        "writes",
        f"{ROOT}(root() / 'data' / 'studies.csv').unlink()",
        WRITES.format("data/studies.csv"),
    ),
    (
        "a table renamed",
        "writes",
        "import os\nos.rename('../data/studies.csv', '../../studies.csv')",
        WRITES.format("data/studies.csv"),
    ),
    (
        "a table replaced",
        "writes",
        "import os\nos.replace('../../none', '../data/studies.csv')",
        WRITES.format("data/studies.csv"),
    ),
    (
        "a table cut short",
        "writes",
        "import os\nos.truncate('../data/studies.csv', 0)",
        WRITES.format("data/studies.csv"),
    ),
    (
        "a table made unreadable",
        "writes",
        "import os\nos.chmod('../data/studies.csv', 0)",
        WRITES.format("data/studies.csv"),
    ),
    ("a link among the tables", "writes", "import os\nos.symlink('/tmp', '../data/a')", WRITES.format("data/a")),
    (
        "a copy among the tables",
        "writes",
        "import shutil\nshutil.copy('../data/studies.csv', '../data/a.csv')",
        WRITES.format("data/a.csv"),
    ),
    ("the folder of tables deleted", "writes", "import shutil\nshutil.rmtree('../data')", "writes data/…"),
    ("a database", "writes", "import sqlite3\nsqlite3.connect('../data/a.db')", WRITES.format("data/a.db")),
    (
        "what is refused and caught",
        "writes",
        "try:\n    open('../data/a', 'w')\nexcept Exception:\n    pass",
        WRITES.format("data/a"),
    ),
    (
        "an address",
        "network",
        "import urllib.request\nurllib.request.urlopen('http://example.org/a')",
        ASKS.format("http://example.org/a"),
    ),
    ("a host", "network", "import socket\nsocket.create_connection(('example.org', 80))", ASKS.format("example.org")),
    (
        "a number of a host",
        "network",
        "import socket\nsocket.socket().connect(('127.0.0.1', 9))",
        ASKS.format("127.0.0.1:9"),
    ),
    (
        "a host that is looked up",
        "network",
        "import socket\nsocket.gethostbyname('example.org')",
        ASKS.format("example.org"),
    ),
    (
        "a message",
        "network",
        "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'a', ('127.0.0.1', 9))",
        ASKS.format("127.0.0.1:9"),
    ),
    (
        "a table from an address",
        "network",
        "import pandas\npandas.read_csv('http://example.org/a.csv')",
        ASKS.format("http://example.org/a.csv"),
    ),
    (
        "a request that is caught",
        "network",
        "import urllib.request\ntry:\n    urllib.request.urlopen('http://example.org')\nexcept OSError:\n    pass\nexcept Exception:\n    pass",
        ASKS.format("http://example.org"),
    ),
    ("a program", "program", "import subprocess\nsubprocess.run(['touch', '../data/a'])", STARTS.format("touch")),
    ("a command of a shell", "program", "import os\nos.system('touch ../data/a')", STARTS.format("touch ../data/a")),
    (
        "an output without end",
        "output",
        "while True:\n    print('x' * 1_000_000)",
        "its output is larger than 50 MB, which no page can show",
    ),
    (
        "an output too large",
        "output",
        "print('x' * 60_000_000)",
        "its output is larger than 50 MB, which no page can show",
    ),
    ("a value too large", "output", "'x' * 60_000_000", "its output is larger than 50 MB, which no page can show"),
    ("a line of IPython", "magic", "%matplotlib inline", MAGIC.format("%matplotlib inline")),
    ("a cell of IPython", "magic", "%%time\n1", MAGIC.format("%%time")),
    ("a command of a shell as IPython has it", "magic", "!pip install pandas", MAGIC.format("!pip install pandas")),
    ("a question to IPython", "magic", "print?", MAGIC.format("print?")),
    ("no Python", "syntax", "total =", "invalid syntax"),
    ("a table that is read", "accepted", "open('../data/studies.csv').read(3)", None),
    (
        "a file elsewhere",
        "accepted",
        "import tempfile\nwith tempfile.TemporaryDirectory() as place:\n    open(f'{place}/a', 'w').close()",
        None,
    ),
    (
        "a process of Python",
        "accepted",
        "import multiprocessing\nmultiprocessing.get_context('fork').Process(target=print).start()",
        None,
    ),
    ("a table that is looked for", "accepted", "import os\nos.path.exists('../data/none.csv')", None),
    ("much output", "accepted", "for _ in range(10_000):\n    print('x' * 100)", None),
]

"""Numbers in the prose of notebooks: names for the book, values for who reads the file."""

import pytest

from reviewbook.manuscript import values

KNOWN = {"light.n": "4", "light.n.words": "four", "light.query": "a [b] *c* `d` \\e", "light.n.cited": ""}
# as written, and as a run writes it
WRITTEN = [
    ("of {{ light.n.words }} studies", "of [four](#number:light.n.words) studies"),
    ("of {{light.n}} studies", "of [4](#number:light.n) studies"),
    ("[five](#number:light.n.words)", "[four](#number:light.n.words)"),
    ("{{ light.query }}", r"[a \[b\] \*c\* \`d\` \\e](#number:light.query)"),
    (r"[a \] b](#number:light.query) c", r"[a \[b\] \*c\* \`d\` \\e](#number:light.query) c"),
    ("words{{ light.n.cited }}, more", "words[](#number:light.n.cited), more"),
    ("```{output} light.x\n{{ light.n }}\n```", "```{output} light.x\n[4](#number:light.n)\n```"),
    # what nobody publishes stays for the build to refuse, and a value of it is none
    ("{{ light.typo }}", "{{ light.typo }}"),
    ("[4](#number:light.typo)", "[?](#number:light.typo)"),
    # what is code, and other links, are what they are
    ("`{{ light.n }}` and `[4](#number:light.n)`", "`{{ light.n }}` and `[4](#number:light.n)`"),
    ("[here](#light.n) and [there](https://example.org)", "[here](#light.n) and [there](https://example.org)"),
]


@pytest.mark.parametrize(("written", "stored"), WRITTEN)
def test_a_run_writes_the_value_of_each_number(written, stored):
    assert values.shown(written, KNOWN.get) == stored
    assert values.shown(stored, KNOWN.get) == stored


@pytest.mark.parametrize("written", ["of {{ light.n.words }} studies", "{{ light.query }}", "words{{ light.n.cited }}"])
def test_the_book_reads_the_name_alone(written):
    assert values.named(values.shown(written, KNOWN.get)) == written

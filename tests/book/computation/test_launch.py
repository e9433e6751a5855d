"""Where a notebook can be run, by the addresses that these places document."""

import pytest

from reviewbook.book.computation import launch

PATH = "notebooks/lamps.ipynb"
SETTINGS = {
    "revision": "1.2.0",
    "notebook_interface": "jupyterlab",
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
    "jupyterhub_url": "https://hub.example.org/",
}


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("", []),
        (
            "https://github.com/some/lamps",
            [
                ("Binder", "https://mybinder.org/v2/gh/some/lamps/1.2.0?urlpath=lab/tree/notebooks/lamps.ipynb"),
                ("Colab", "https://colab.research.google.com/github/some/lamps/blob/1.2.0/notebooks/lamps.ipynb"),
                (
                    "JupyterHub",
                    "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A//github.com/some/lamps"
                    "&urlpath=lab/tree/lamps/notebooks/lamps.ipynb&branch=1.2.0",
                ),
            ],
        ),
        # Colab knows GitHub alone, and Binder other places by their whole address
        (
            "https://gitlab.com/some/lamps",
            [
                ("Binder", "https://mybinder.org/v2/gl/some%2Flamps/1.2.0?urlpath=lab/tree/notebooks/lamps.ipynb"),
                (
                    "JupyterHub",
                    "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A//gitlab.com/some/lamps"
                    "&urlpath=lab/tree/lamps/notebooks/lamps.ipynb&branch=1.2.0",
                ),
            ],
        ),
        (
            "https://git.example.org/lamps",
            [
                (
                    "Binder",
                    "https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Flamps/1.2.0"
                    "?urlpath=lab/tree/notebooks/lamps.ipynb",
                ),
                (
                    "JupyterHub",
                    "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A//git.example.org/lamps"
                    "&urlpath=lab/tree/lamps/notebooks/lamps.ipynb&branch=1.2.0",
                ),
            ],
        ),
    ],
)
def test_a_notebook_can_be_opened_where_the_settings_say(repository, expected):
    assert launch.addresses(SETTINGS, repository, PATH) == expected


def test_nothing_is_offered_that_is_not_set():
    assert launch.addresses({"revision": "1"}, "https://github.com/some/lamps", PATH) == []
    (one,) = launch.addresses(
        {"revision": "main", "binderhub_url": "https://mybinder.org"}, "https://github.com/some/lamps", PATH
    )
    # the other interface of Jupyter Book's settings is the default there
    assert one[1] == "https://mybinder.org/v2/gh/some/lamps/main?urlpath=tree/notebooks/lamps.ipynb"

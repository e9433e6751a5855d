import pytest
from program import Stub

from reviewbook.book.drawings import drawing


@pytest.fixture
def stub(tmp_path, monkeypatch):
    def put(script):
        put_there = Stub(tmp_path / "stub", script)
        monkeypatch.setattr(drawing, "_home", lambda: put_there.home)
        return put_there

    return put

"""The transcripts beside this are what the server says now. transcripts.py --update writes them; their diffs are read."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "contract")]

from scenes import SCENES  # noqa: E402
from transcripts import difference, record  # noqa: E402


@pytest.fixture(scope="module")
def texts():
    return record()


@pytest.mark.parametrize("name", SCENES)
def test_a_transcript_is_unchanged(texts, name):
    assert not (change := difference(name, texts[name])), change

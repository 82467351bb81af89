"""The transcripts in tests/golden are what the server says now. transcripts.py there writes them; their diffs are read."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "golden"))

from scenes import SCENES  # noqa: E402
from transcripts import difference, record  # noqa: E402


@pytest.fixture(scope="module")
def texts():
    return record()


@pytest.mark.parametrize("name", SCENES)
def test_a_transcript_is_unchanged(texts, name):
    assert not (change := difference(name, texts[name])), change

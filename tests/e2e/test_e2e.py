"""The parts of tests/e2e/run as tests."""

import sys
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from parts import PARTS, install  # noqa: E402


@pytest.fixture(scope="module", autouse=True)
def packages():
    install()


@pytest.mark.parametrize("part", PARTS)
def test_clients_of_others_work(part):
    PARTS[part]()

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contract"))

from accounts import set_up  # noqa: E402
from server import Server  # noqa: E402


@pytest.fixture
def launch():
    started = []

    def make(**options):
        server = Server(**options)
        started.append(server)
        server.start()
        server.admin = set_up(server)
        return server

    yield make
    for server in started:
        server.dispose()

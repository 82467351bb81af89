import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import accounts  # noqa: E402
import server as servers  # noqa: E402

if os.environ.get("RUSTYGPT_PRESET") in ("asan", "tsan"):
    collect_ignore = ["test_memory.py"]


@pytest.fixture(scope="session")
def shared():
    """One server for all tests that leave no trace outside their own users."""
    if not os.access(servers.binary(), os.X_OK):
        pytest.exit(f"no server at {servers.binary()}: build it, or name it in RUSTYGPT_SERVER", returncode=2)
    server = servers.Server().start()
    server.admin = accounts.set_up(server)
    yield server
    server.dispose()


@pytest.fixture
def admin(shared):
    client = shared.admin.copy()
    yield client
    client.close()


@pytest.fixture(scope="module")
def member(shared):
    """Somebody whose session the tests of a module share and do not end."""
    client = accounts.newcomer(shared)
    yield client
    client.close()


@pytest.fixture
def person(shared):
    """Somebody new."""
    client = accounts.newcomer(shared)
    yield client
    client.close()


@pytest.fixture
def stranger(shared):
    """Somebody new who has nothing to do with the others."""
    client = accounts.newcomer(shared)
    yield client
    client.close()


@pytest.fixture
def nobody(shared):
    client = accounts.Client(shared)
    yield client
    client.close()


@pytest.fixture
def launch():
    """Servers of a test's own."""
    started = []

    def make(set_up=True, start=True, **options):
        server = servers.Server(**options)
        started.append(server)
        if start:
            server.start()
            if set_up:
                server.admin = accounts.set_up(server)
        return server

    yield make
    for server in started:
        server.dispose()

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "contract"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import folder  # noqa: E402
from guest import Guest  # noqa: E402

BUILT = folder.TREE / "build/package"


def only(pattern):
    found = sorted(BUILT.glob(pattern))
    assert len(found) == 1, f"{BUILT}/{pattern}: {found}; ./dev package makes it"
    return found[0]


@pytest.fixture(scope="session")
def package():
    return only("rustygpt_*.deb")


@pytest.fixture(scope="session")
def package_before():
    """The release before. Where none is given, this one under a lower number (dev.d/test.sh): there is no release yet, and building an
    old state takes too long. An old database is another test's."""
    given = os.environ.get("RUSTYGPT_PACKAGE_BEFORE")
    return Path(given) if given else only("before/rustygpt_*.deb")


@pytest.fixture(scope="session")
def machine(package, package_before):
    guest = Guest(folder.machine(folder.TREE / "build/machine", {"before": package_before, "new": package}))
    yield guest
    guest.end()

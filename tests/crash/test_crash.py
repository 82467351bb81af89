"""The crash trial, five rounds of it, with the numbers of the acceptance test: 200 streams and 200 posts."""

import os
import subprocess
import sys
from pathlib import Path

CRASH = Path(__file__).resolve().parent / "crash.py"


def test_five_kills_under_load_lose_nothing_and_repeat_nothing():
    sanitized = os.environ.get("RUSTYGPT_PRESET") in ("asan", "tsan")
    done = subprocess.run([sys.executable, str(CRASH), "--rounds", "5", *(["--patient"] if sanitized else [])],
                          capture_output=True, text=True, timeout=900)
    print(done.stdout)
    assert done.returncode == 0 and done.stdout.strip().endswith("5 passed, 0 failed"), done.stdout + done.stderr

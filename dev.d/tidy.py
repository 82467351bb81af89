"""Runs clang-tidy over every source of ours, all cores, and remembers by content what was found clean.

The memory is a file per unit under build/tidy/, named after what went in: the unit's text, the headers of ours (all of
them: simple and safe), the checks and the compiler's options.
"""

import concurrent.futures
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLEAN = ROOT / "build" / "tidy"


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def common() -> bytes:
    files = [ROOT / ".clang-tidy", *sorted((ROOT / "src").rglob("*.h"))]
    return digest(*(file.read_bytes() for file in files)).encode()


def tidy(folder: Path, file: Path, stamp: Path) -> bool:
    if stamp.exists():
        return True
    command = ["clang-tidy-19", "-p", str(folder), "--quiet", str(file)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        print(f"{file.relative_to(ROOT)}\n{run.stdout}", flush=True)
        return False
    stamp.touch()
    return True


def main(folder: Path) -> int:
    CLEAN.mkdir(parents=True, exist_ok=True)
    shared = common()
    work = {}
    for entry in json.loads((folder / "compile_commands.json").read_text()):
        file = Path(entry["file"])
        # Only instantiates a library of others.
        if file.exists() and file.name != "asio.cpp":
            work[file] = CLEAN / digest(shared, file.read_bytes(), entry["command"].encode())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        clean = list(pool.map(lambda item: tidy(folder, *item), work.items()))
    print(f"clang-tidy: {sum(clean)} of {len(clean)} units clean")
    return 0 if clean and all(clean) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))

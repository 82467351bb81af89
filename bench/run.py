"""./dev bench [NAME...] [--rounds N]: runs parts of the benchmark and prints a Markdown table.

Both sides of a comparison run in turns in one go, and the table has the medians: what else the machine does meets both. Exit code 1 where a target is
not met.
"""

import argparse
import os
import platform
import sys

from parts import PARTS


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if unknown := set(options.names) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    rows = []
    for name in options.names or PARTS:
        print(f"== {name}", file=sys.stderr, flush=True)
        rows += PARTS[name](options.rounds)
    print(f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, medians of {options.rounds} rounds\n")
    print("| measure | ours | reference | ratio | target | met |\n|---|---|---|---|---|---|")
    for row in rows:
        print(row.markdown())
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

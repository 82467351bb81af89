"""Sums up JUnit files and exit statuses: a line per suite, and as the last line `N passed, N failed`.

A test that was skipped counts as failed: nobody saw it pass. So does a suite that ended badly without saying why, or
that ran no test at all.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def cases_of(report: Path) -> tuple[int, int]:
    passed = failed = 0
    for case in ElementTree.parse(report).iter("testcase"):
        bad = any(case.find(tag) is not None for tag in ("failure", "error", "skipped"))
        failed += bad
        passed += not bad
    return passed, failed


def suite(status_file: Path) -> tuple[int, int, int]:
    status, seconds = map(int, status_file.read_text().split())
    report = status_file.with_suffix(".xml")
    try:
        passed, failed = cases_of(report)
    except (OSError, ElementTree.ParseError):
        passed, failed = 0, 0
    if not failed and (status or not passed):
        failed = 1
    return passed, failed, seconds


def main(folder: Path) -> int:
    all_passed = all_failed = 0
    for status_file in sorted(folder.glob("*.status")):
        passed, failed, seconds = suite(status_file)
        print(f"{status_file.stem:16} {passed:5} passed {failed:4} failed {seconds:5} s")
        all_passed += passed
        all_failed += failed
    print(f"{all_passed} passed, {all_failed} failed")
    return 1 if all_failed or not all_passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

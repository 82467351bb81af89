"""Fails where the documents have fallen behind: dead links, undocumented settings, modules that don't introduce themselves."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_README_LINES = 20


def dead_links() -> list[str]:
    wrong = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]:
        for number, line in enumerate(page.read_text().splitlines(), 1):
            for target in re.findall(r"\]\(([^)#\s]+)", line):
                if not target.startswith(("http://", "https://")) and not (page.parent / target).exists():
                    wrong.append(f"{page.relative_to(ROOT)}:{number}: no such file: {target}")
    return wrong


def anchors(page: Path) -> set[str]:
    """Of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_anchors() -> list[str]:
    wrong = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]:
        for target, anchor in re.findall(r"\]\(([^)#\s:]*)#([^)\s]+)\)", page.read_text()):
            there = page.parent / target if target else page
            if there.suffix == ".md" and there.exists() and anchor not in anchors(there):
                wrong.append(f"{page.relative_to(ROOT)}: no such heading: {target}#{anchor}")
    return wrong


def named_files() -> list[str]:
    """Files of src/ that the documents speak of, written `http/router.cpp` or `src/http/router`."""
    wrong = []
    for page in (ROOT / "docs").rglob("*.md"):
        for number, line in enumerate(page.read_text().splitlines(), 1):
            for name in re.findall(r"`(?:src/)?([a-z]+/[\w/]+\.(?:cpp|h))`", line):
                if not (ROOT / "src" / name).exists() and not (ROOT / name).exists():
                    wrong.append(f"{page.relative_to(ROOT)}:{number}: no such source: {name}")
    return wrong


def settings() -> list[str]:
    keys = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', (ROOT / "src/config/keys.cpp").read_text()))
    told = set(re.findall(r"^\| `([a-z_]+(?:\.[a-z_]+)+)`", (ROOT / "docs/configuration.md").read_text(), re.M))
    return [f"docs/configuration.md: {key} is not documented" for key in sorted(keys - told)] + \
        [f"docs/configuration.md: there is no {key}" for key in sorted(told - keys)]


def codes() -> list[str]:
    there = set(re.findall(r'Row\{[\w:]+, "(\w+)", (\d+)\}', (ROOT / "src/base/failure.cpp").read_text()))
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", (ROOT / "docs/errors.md").read_text(), re.M)
    told = {(code, status) for status, code in rows}
    return [f"docs/errors.md: {code} ({status}) is not documented" for code, status in sorted(there - told)] + \
        [f"docs/errors.md: there is no {code} ({status})" for code, status in sorted(told - there)]


def readmes() -> list[str]:
    wrong = []
    for module in sorted(path for path in (ROOT / "src").iterdir() if any(path.glob("*.cpp"))):
        readme = module / "README.md"
        lines = len(readme.read_text().splitlines()) if readme.exists() else 0
        if not 1 <= lines <= MOST_README_LINES:
            wrong.append(f"src/{module.name}/README.md: {lines} lines, expected 1 to {MOST_README_LINES}")
    return wrong


def decisions() -> list[str]:
    """docs/adr is numbered without a gap, and each page is named by its number."""
    wrong = []
    for number, page in enumerate(sorted((ROOT / "docs/adr").glob("*.md")), 1):
        if not page.name.startswith(f"{number:04}-"):
            wrong.append(f"docs/adr/{page.name}: {number:04} is missing, or there twice")
        if not page.read_text().startswith(f"# {page.name[:4]}: "):
            wrong.append(f"docs/adr/{page.name}: its title has another number")
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]:
        for said, linked in re.findall(r"\[(\d{4})\]\((?:[^)]*/)?(\d{4})-[^)/]*\.md\)", page.read_text()):
            if said != linked:
                wrong.append(f"{page.relative_to(ROOT)}: {said} leads to {linked}")
    return wrong


def main() -> int:
    wrong = dead_links() + dead_anchors() + named_files() + settings() + codes() + readmes() + decisions()
    print("\n".join(wrong) or "documents: links, settings, modules and decisions are as the sources are")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

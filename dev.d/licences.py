"""What the built server contains of others, and under which licences: found out from the build itself, told in Debian's copyright
format, and held against the table of docs/dependencies.md.

    licences.py check BUILD          fails where the table and the binary differ
    licences.py write BUILD FOLDER   FOLDER/copyright and, as they are, the libraries' own in FOLDER/libraries/
"""

import gzip
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVER = "rustygpt-server"
# The C library, the C++ runtime and the compilers' own headers: shared, or excepted by their licences from what they compile.
TOOLCHAIN = re.compile(r"libc6-dev|linux-libc-dev|libstdc\+\+-\d+-dev|libgcc-\d+-dev|libclang-common-\d+-dev")
# Debian's names of licences, and ours.
SPDX = {"Expat": "MIT", "Expat with embedded exception": "MIT", "BSD-3-clause": "BSD-3-Clause", "BSD-3-google": "BSD-3-Clause",
        "BSD-3-snowball": "BSD-3-Clause", "public-domain": "public domain"}
# What the table calls Debian's source packages, where it has another name for them.
NAMES = {"abseil": "Abseil", "boost1.81": "Boost", "cli11": "CLI11", "fmtlib": "fmt", "gumbo-parser": "gumbo", "openssl": "OpenSSL", "re2": "RE2",
         "snowball": "libstemmer", "sqlite3": "SQLite", "tomlplusplus": "toml++"}
HEADER = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: RustyGPT
Comment: The server contains the libraries that follow: it is linked with them, or compiled with their headers. What applies to
 single files of theirs is in /usr/share/doc/rustygpt/libraries, as those libraries say it.

Files: *
Copyright: 2026 The RustyGPT authors
License: Apache-2.0
"""


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ninja(build: Path, *words: str) -> str:
    return output("ninja", "-C", str(build), "-t", *words)


def archives(build: Path) -> set[str]:
    """Libraries of the machine that the link names."""
    link = ninja(build, "commands", SERVER).splitlines()[-1]
    return set(re.findall(r"(?<=\s)/usr/\S+\.(?:a|so)\b", link))


def headers(build: Path) -> set[str]:
    """Headers of the machine that the server's objects were compiled with."""
    objects = set(ninja(build, "inputs", SERVER).split())
    found, wanted = set(), False
    for line in ninja(build, "deps").splitlines():
        if not line.startswith(" "):
            wanted = line.split(":")[0] in objects
        elif wanted and (path := line.strip()).startswith("/usr/"):
            found.add(path)
    return found


def packages_of(paths: set[str]) -> dict[str, set[str]]:
    """{package: its files among these}"""
    found: dict[str, set[str]] = {}
    names = sorted(paths)
    for start in range(0, len(names), 500):
        for line in output("dpkg", "-S", *names[start:start + 500]).splitlines():
            owners, path = line.split(": ", 1)
            for owner in owners.split(", "):
                found.setdefault(owner.split(":")[0], set()).add(path)
    return found


class Library:
    """A source package of Debian that the server has something of."""

    def __init__(self, source: str, version: str) -> None:
        self.source, self.version = source, version
        self.packages: set[str] = set()
        self.files: set[str] = set()

    @property
    def upstream(self) -> str:
        return re.sub(r"^\d+:", "", self.version)

    @cached_property
    def own_copyright(self) -> str:
        return Path(f"/usr/share/doc/{min(self.packages)}/copyright").read_text(errors="replace")

    @cached_property
    def paragraphs(self) -> list[dict[str, str]]:
        """[{field: its lines}]"""
        made: list[dict[str, str]] = [{}]
        field = ""
        for line in self.own_copyright.splitlines():
            if not line.strip():
                made.append({})
            elif line[0].isspace():
                made[-1][field] = made[-1].get(field, "") + "\n" + line
            else:
                field, _, rest = line.partition(":")
                made[-1][field] = rest.strip()
        return made

    @cached_property
    def whole(self) -> dict[str, str]:
        """The paragraph that stands for all of its files."""
        return next(one for one in self.paragraphs if one.get("Files", "").strip() == "*")

    @property
    def licence(self) -> str:
        return self.whole["License"].split("\n")[0].strip()

    def how(self) -> str:
        archive = sorted(Path(path).name for path in self.files if path.endswith((".a", ".so")))
        return ", ".join(archive) if archive else "headers"

    def licence_text(self) -> str:
        """The text that goes with the licence's name; where Debian has it in one place, that place."""
        if self.licence in ("Apache-2.0", "public-domain"):
            return ""
        for one in self.paragraphs:
            name, _, text = one.get("License", "").partition("\n")
            if name.strip() == self.licence and text.strip():
                return text
        raise SystemExit(f"{self.source}: no text of {self.licence}")


def libraries(build: Path) -> list[Library]:
    found: dict[str, Library] = {}
    for package, files in packages_of(archives(build) | headers(build)).items():
        if TOOLCHAIN.fullmatch(package):
            continue
        source, version = output("dpkg-query", "-W", "-f", "${source:Package} ${source:Version}\n", package).split()[:2]
        library = found.setdefault(source, Library(source, version))
        library.packages.add(package)
        library.files |= files
    if not found:
        raise SystemExit("no library found: is the server built?")
    return [found[name] for name in sorted(found)]


def documented() -> list[tuple[str, str, str]]:
    """[(name, version, licence)] of the table of what is in the server."""
    text = (ROOT / "docs/dependencies.md").read_text().split("## In the server")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    return [(row[0], row[1], row[2]) for row in cells[2:]]


def check(build: Path) -> list[str]:
    wrong, rows = [], documented()
    used = [row for row in rows if row[0].startswith("[poppler]")]  # loaded at run time, by its name
    for library in libraries(build):
        mine = [row for row in rows if NAMES.get(library.source, library.source) in row[0]]
        used += mine
        if not mine:
            wrong.append(f"{library.source} is in the server ({library.how()}) and not in the table")
        for name, version, licence in mine:
            if not library.upstream.startswith(version):
                wrong.append(f"{name}: the table says {version}, the server has {library.upstream}")
            if SPDX.get(library.licence, library.licence) not in licence:
                wrong.append(f"{name}: the table says {licence}, Debian says {library.licence}")
    wrong += [f"{row[0]} is in the table and not in the server" for row in rows if row not in used]
    return [f"docs/dependencies.md: {line}" for line in wrong]


def indented(text: str) -> str:
    return "\n".join(" " + line.strip() if line.strip() else " ." for line in text.strip("\n").splitlines())


def copyright_file(there: list[Library]) -> str:
    parts, texts = [HEADER], {}
    for library in there:
        whole, name = library.whole, library.licence.replace(" ", "-")
        if name not in ("Apache-2.0", "public-domain"):
            name = f"{name}-{library.source}"  # its text names who wrote it
            texts[name] = library.licence_text()
        holders = indented(whole["Copyright"]).strip() or "see the licence"
        parts.append(f"Files: libraries/{library.source}/*\nCopyright: {holders}\nLicense: {name}\n"
                     f"Comment: Debian's {library.source} {library.version}: {library.how()}\n")
    texts["Apache-2.0"] = "On Debian the whole text is in /usr/share/common-licenses/Apache-2.0."
    texts["public-domain"] = "Its authors have dedicated it to the public domain."
    parts += [f"License: {name}\n{indented(text)}\n" for name, text in sorted(texts.items())]
    return "\n".join(parts)


def write(build: Path, folder: Path) -> None:
    there = libraries(build)
    (folder / "libraries").mkdir(parents=True, exist_ok=True)
    (folder / "copyright").write_text(copyright_file(there))
    for library in there:
        packed = gzip.compress(library.own_copyright.encode(), 9, mtime=0)
        (folder / "libraries" / f"{library.source}.copyright.gz").write_bytes(packed)


def main() -> int:
    what, build = sys.argv[1], Path(sys.argv[2])
    wrong = check(build)
    if wrong:
        print("\n".join(wrong))
        return 1
    if what == "write":
        write(build, Path(sys.argv[3]))
    else:
        print("\n".join(f"{library.source} {library.version}: {library.licence} ({library.how()})" for library in libraries(build)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

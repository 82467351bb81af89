"""Holds the sources to the architecture: which module may know which, and what stays where.

  architecture.py               checks this tree; prints FILE:LINE: what is wrong
  architecture.py --self-test   breaks each rule in a tree of its own and expects to be told
"""

import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# module -> the modules that it may include. `base` and `telemetry` are open to all but themselves.
# CMakeLists.txt links the same arrows; a difference is an error.
ALL = {"*"}
ARROWS = {
    "base": set(),
    "telemetry": set(),
    "config": set(),
    "limits": set(),
    "tools": set(),
    "reasoning": set(),
    "stream": set(),
    "words": set(),
    "documents": {"words"},
    "nodes": {"reasoning", "tools", "documents", "words"},
    "models": {"reasoning", "tools", "words"},
    "accounts": {"limits"},
    "chat": {"reasoning", "stream"},
    "storage": {"accounts", "chat", "limits", "stream", "documents", "words"},
    "http": {"limits"},
    "api": {"http", "accounts", "chat", "limits", "stream", "reasoning", "tools", "documents"},
    "app": ALL,  # the composition root
}
OPEN = {"base", "telemetry"}

# Headers of others that a header of ours may include: our values are described with the first, carried by the second, and
# kept in place by the third.
VOCABULARY = ("boost/describe/", "boost/json/", "boost/container/small_vector.hpp")
# The headers that exist to hide a vendor from the rest.
GLUE = {
    "base/task.h": "gives Asio's coroutine type its one name",
    "base/completion.h": "leads from a thread back into a coroutine",
    "base/run_blocking.h": "runs a coroutine on a thread that has no loop",
    "base/dto.h": "walks described members",
    "tools/decimal_rep.h": "shares what a Decimal holds between decimal*.cpp, for them alone",
    "http/socket.h": "gives Asio's socket types their names, for this module alone",
}
# Where a vendor's headers may be included at all.
HOMES = {
    "boost/beast": {"http"},
    "sqlite3.h": {"storage", "tools"},
    "re2/": {"tools"},
    "openssl/": {"base", "tools"},
    "libpq-fe.h": {"storage"},
    "sodium": {"base", "accounts"},
    "spdlog": {"telemetry"},
    "prometheus/": {"telemetry"},
    "toml++": {"config"},
    "CLI/": {"app"},
    "absl/": {"tools"},
    "gumbo.h": {"documents"},
    "libstemmer.h": {"words"},
}
POSIX = ("sys/", "netinet/", "arpa/", "linux/", "net/")
POSIX_FILES = {"unistd.h", "fcntl.h", "signal.h", "poll.h", "netdb.h", "pthread.h", "dirent.h", "termios.h", "sched.h",
               "errno.h", "syslog.h", "spawn.h", "grp.h", "pwd.h", "time.h"}

SQL = re.compile(r'"[^"]*\b(SELECT\s+\S.*\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX))\b')
SQL_HOMES = ("storage/", "tools/csv_sql")

MOST_LINES = 300
LONG = {
    "src/base/dto.h": "one Codec per kind of member, and they need each other",
}
# What nobody wrote.
NOT_MEASURED = {"node_modules", "generated"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


class Tree:
    def __init__(self, root: Path):
        self.root = root
        self.sources = sorted(p for p in (root / "src").rglob("*") if p.suffix in (".h", ".cpp"))
        self.found: list[str] = []

    def wrong(self, path: Path, line: int, message: str):
        self.found.append(f"{path.relative_to(self.root)}:{line}: {message}")

    def name(self, path: Path) -> str:
        return path.relative_to(self.root / "src").as_posix()

    def includes(self, path: Path):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if match := INCLUDE.match(line):
                yield number, match[1] == '"', match[2]


# Of a home, the files that may do it alone.
CORNERS = {("sqlite3.h", "tools"): "tools/csv_sql"}


def module_of(name: str) -> str:
    return name.split("/")[0]


def is_test(name: str) -> bool:
    return name.endswith(("_test.cpp", "_test.h"))


def may_include(module: str, other: str) -> bool:
    if other == module or other in ARROWS.get(module, set()) or ARROWS.get(module) == ALL:
        return True
    return other == "base" or (other in OPEN and module not in OPEN)


def check_arrows(tree: Tree):
    for path in tree.sources:
        module = module_of(tree.name(path))
        if module not in ARROWS:
            tree.wrong(path, 1, f"module {module} is not in the table of arrows")
        for number, ours, target in tree.includes(path):
            if not ours:
                continue
            if not (tree.root / "src" / target).exists():
                tree.wrong(path, number, f'"{target}" is no file below src/')
            elif not may_include(module, module_of(target)):
                tree.wrong(path, number, f"{module} must not know {module_of(target)}")


def check_cmake(tree: Tree):
    path = tree.root / "CMakeLists.txt"
    linked = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if match := re.match(r"rustygpt_module\((\w+)\s*(?:LINK\s+(.*))?\)", line):
            linked[match[1]] = number, set((match[2] or "").split()) & ARROWS.keys()
    for module, allowed in ARROWS.items():
        number, arrows = linked.get(module, (1, None))
        if arrows is None:
            tree.wrong(path, number, f"module {module} is in the table of arrows and not built")
        elif allowed != ALL and arrows - OPEN != allowed:
            tree.wrong(path, number, f"{module} links {sorted(arrows - OPEN)}, the table of arrows says {sorted(allowed)}")
    for module in linked.keys() - ARROWS.keys():
        tree.wrong(path, linked[module][0], f"module {module} is not in the table of arrows")


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    done, trail = set(), []

    def visit(node):
        if node in trail:
            return trail[trail.index(node):] + [node]
        if node in done:
            return []
        trail.append(node)
        for following in sorted(graph.get(node, ())):
            if cycle := visit(following):
                return cycle
        trail.pop()
        done.add(node)
        return []

    for start in sorted(graph):
        if cycle := visit(start):
            return cycle
    return []


def check_cycles(tree: Tree):
    files, modules = {}, {}
    for path in tree.sources:
        name = tree.name(path)
        targets = {target for _, ours, target in tree.includes(path) if ours}
        files[name] = targets
        modules.setdefault(module_of(name), set()).update(module_of(t) for t in targets)
    for module in modules:
        modules[module].discard(module)
    if cycle := find_cycle(files):
        tree.wrong(tree.root / "src" / cycle[0], 1, "files include each other: " + " -> ".join(cycle))
    if cycle := find_cycle(modules):
        tree.wrong(tree.root / "src" / cycle[0], 1, "modules include each other: " + " -> ".join(cycle))


def is_vendor(target: str) -> bool:
    if target.startswith(POSIX) or target in POSIX_FILES:
        return False
    return "/" in target or "." in target


def check_vendors(tree: Tree):
    for path in tree.sources:
        name = tree.name(path)
        for number, ours, target in tree.includes(path):
            if ours or not is_vendor(target):
                continue
            for prefix, homes in HOMES.items():
                if target.startswith(prefix) and module_of(name) not in homes:
                    tree.wrong(path, number, f"<{target}> belongs into {', '.join(sorted(homes))}")
                corner = CORNERS.get((prefix, module_of(name)))
                if target.startswith(prefix) and corner and not name.startswith(corner):
                    tree.wrong(path, number, f"<{target}> belongs into {corner}*")
            header = path.suffix == ".h" and not is_test(name)
            if header and name not in GLUE and not target.startswith(VOCABULARY):
                tree.wrong(path, number, f"<{target}> in a header: hide it in a .cpp file")


def check_sql(tree: Tree):
    for path in tree.sources:
        # A test may look into the tables to see what a module has done to them.
        if tree.name(path).startswith(SQL_HOMES) or is_test(path.name):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if SQL.search(line):
                tree.wrong(path, number, "SQL belongs into storage")


def check_lengths(tree: Tree):
    folders = [tree.root / name for name in ("src", "tests", "bench", "dev.d", "web/src")]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix not in (".h", ".cpp", ".py", ".sh", ".ts", ".js", ".css") or NOT_MEASURED & set(path.parts):
                continue
            lines = len(path.read_text().splitlines())
            if lines > MOST_LINES and path.relative_to(tree.root).as_posix() not in LONG:
                tree.wrong(path, MOST_LINES + 1, f"{lines} lines; {MOST_LINES} are the most without a reason in LONG")


def violations(root: Path) -> list[str]:
    tree = Tree(root)
    for check in (check_arrows, check_cmake, check_cycles, check_vendors, check_sql, check_lengths):
        check(tree)
    return tree.found


# What to write into a clean tree, and what has to be said about it.
BROKEN = [
    ({"src/base/a.h": '#include "http/b.h"\n', "src/http/b.h": ""}, "src/base/a.h:1: base must not know http"),
    ({"src/api/a.h": '#include "storage/b.h"\n', "src/storage/b.h": ""}, "src/api/a.h:1: api must not know storage"),
    ({"src/telemetry/a.h": '\n#include "config/b.h"\n', "src/config/b.h": ""}, "src/telemetry/a.h:2: telemetry must not"),
    ({"src/api/a.h": '#include "http/gone.h"\n'}, 'src/api/a.h:1: "http/gone.h" is no file'),
    ({"src/novel/a.h": ""}, "src/novel/a.h:1: module novel is not in the table"),
    ({"src/chat/a.h": '#include "chat/b.h"\n', "src/chat/b.h": '#include "chat/a.h"\n'}, "files include each other"),
    ({"src/app/a.h": '#include "api/b.h"\n', "src/api/b.h": '#include "app/c.h"\n', "src/app/c.h": ""},
     "modules include each other: api -> app -> api"),
    ({"src/chat/a.cpp": "#include <boost/beast/core.hpp>\n"}, "src/chat/a.cpp:1: <boost/beast/core.hpp> belongs into http"),
    ({"src/http/a.h": "#include <boost/beast/core.hpp>\n"}, "src/http/a.h:1: <boost/beast/core.hpp> in a header"),
    ({"src/chat/a.cpp": "#include <sqlite3.h>\n"}, "src/chat/a.cpp:1: <sqlite3.h> belongs into storage"),
    ({"src/tools/a.cpp": "#include <sqlite3.h>\n"}, "src/tools/a.cpp:1: <sqlite3.h> belongs into tools/csv_sql"),
    ({"src/chat/a.cpp": 'auto q = "SELECT id FROM users";\n'}, "src/chat/a.cpp:1: SQL belongs into storage"),
    ({"src/chat/a.cpp": 'auto q = R"(INSERT INTO users)";\n'}, "src/chat/a.cpp:1: SQL belongs into storage"),
    ({"src/chat/a.cpp": "\n" * 301}, "src/chat/a.cpp:301: 301 lines"),
    ({"CMakeLists.txt": "rustygpt_module(limits LINK base http)\n"}, "CMakeLists.txt:1: limits links ['http']"),
    ({"CMakeLists.txt": "rustygpt_module(novel)\n"}, "CMakeLists.txt:1: module novel is not in the table"),
]
FINE = {
    "src/storage/a.cpp": '#include <sqlite3.h>\n#include "accounts/b.h"\nauto q = "SELECT id FROM users";\n',
    "src/accounts/b.h": '#include <string>\n#include <sys/stat.h>\n#include <boost/json/value.hpp>\n',
    "src/app/c.cpp": '#include "storage/d.h"\n#include "http/e.h"\n',
    "src/storage/d.h": "", "src/http/e.h": '#include "base/f.h"\n', "src/base/f.h": "",
    "src/base/task.h": "#include <boost/asio/awaitable.hpp>\n",
    "src/chat/a_test.h": "#include <gtest/gtest.h>\n", "src/chat/a_test.cpp": 'auto q = "SELECT id FROM users";\n',
    "src/chat/g.cpp": '// SELECT a conversation FROM the list\nauto text = "select one from the list";\n',
}


def told_about(files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        modules = [f"rustygpt_module({m} LINK {' '.join(sorted(a - ALL))})" for m, a in ARROWS.items()]
        tree = {"CMakeLists.txt": "\n".join(modules), **files}
        for name, text in tree.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return violations(root)


def self_test() -> list[str]:
    wrong = [f"told about a fine tree: {told}" for told in told_about(FINE)]
    for files, expected in BROKEN:
        told = told_about({**FINE, **files})
        if not any(expected in line for line in told):
            wrong.append(f"expected '{expected}', was told {told}")
    return wrong


def main() -> int:
    wrong = self_test() if "--self-test" in sys.argv else violations(ROOT)
    print("\n".join(wrong) or f"architecture: {'each rule can fail' if '--self-test' in sys.argv else 'holds'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

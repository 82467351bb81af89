"""What is in the package, and what others' tools say of it."""

import re
import subprocess
import sys

import pytest

import folder

sys.path.insert(0, str(folder.TREE / "dev.d"))

import licences  # noqa: E402

RELEASE = folder.TREE / "build/release"


@pytest.fixture(scope="module")
def unpacked(package, tmp_path_factory):
    target = tmp_path_factory.mktemp("unpacked")
    folder.run("dpkg-deb", "--raw-extract", package, target)
    return target


def test_lintian_has_nothing_to_say(package):
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", "--no-tag-display-limit", package]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done


def test_overrides_say_why(unpacked):
    lines = (unpacked / "usr/share/lintian/overrides/rustygpt").read_text().splitlines()
    assert lines[0].startswith("#") and len([line for line in lines if not line.startswith("#")]) <= 3


def test_the_table_of_dependencies_is_what_is_linked():
    assert licences.check(RELEASE) == []


def test_a_library_that_the_table_lacks_is_told(monkeypatch):
    changed = {"[SQLite](https://sqlite.org)": ("3.39", "public domain"), "[libsodium](https://libsodium.org)": ("1.0.18", "MIT")}
    rows = [(name, *changed.get(name, rest)) for name, *rest in licences.documented() if "RE2" not in name] + [("zlib", "1.2", "Zlib")]
    monkeypatch.setattr(licences, "documented", lambda: rows)
    told = "\n".join(licences.check(RELEASE))
    assert len(told.splitlines()) == 4
    assert all(text in told for text in ("re2 is in the server", "SQLite](https://sqlite.org): the table says 3.39", "zlib is in the table",
                                         "libsodium.org): the table says MIT")), told


def test_its_copyright_names_every_library_with_version_and_text(unpacked):
    text = (unpacked / "usr/share/doc/rustygpt/copyright").read_text()
    assert text.startswith("Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n")
    used = set(re.findall(r"^License: (\S+)$", text.split("\nLicense: Apache-2.0\n ")[0], re.M))
    explained = set(re.findall(r"^License: (\S+)\n (?=\S)", text, re.M))
    assert used and used <= explained, used - explained
    libraries = licences.libraries(RELEASE)
    assert len(libraries) >= 13
    for library in libraries:
        assert f"Debian's {library.source} {library.version}" in text
        assert (unpacked / f"usr/share/doc/rustygpt/libraries/{library.source}.copyright.gz").stat().st_size > 300
    # A static archive leaves its symbols' names in the binary as built; what is there has to be named.
    symbols = subprocess.run(["nm", "--defined-only", RELEASE / "rustygpt-server"], capture_output=True, text=True).stdout
    for symbol, source in {"sqlite3_open_v2": "sqlite3", "crypto_pwhash": "libsodium", "gumbo_parse_with_options": "gumbo-parser",
                           "utf8proc_map": "utf8proc", "EVP_MD_fetch": "openssl"}.items():
        assert re.search(rf" T {symbol}$", symbols, re.M) and f"Debian's {source} " in text, symbol


def test_its_unit_is_the_one_that_is_installed_by_hand(unpacked):
    mine = (unpacked / "lib/systemd/system/rustygpt.service").read_text()
    by_hand = (folder.TREE / "deploy/systemd/rustygpt.service").read_text()
    assert mine == by_hand.split("\n\n", 1)[1].replace("/usr/local/bin/", "/usr/bin/")
    for kind in ("sysusers", "tmpfiles"):
        assert (unpacked / f"usr/lib/{kind}.d/rustygpt.conf").read_text() == \
            (folder.TREE / f"deploy/systemd/rustygpt.{kind}.conf").read_text()
    assert (unpacked / "etc/rustygpt/rustygpt.toml").read_text() == (folder.TREE / "deploy/rustygpt.toml").read_text()
    assert (unpacked / "DEBIAN/conffiles").read_text() == "/etc/rustygpt/rustygpt.toml\n"


def test_it_is_the_binary_that_was_tested_without_its_symbols(unpacked):
    packed, built = unpacked / "usr/bin/rustygpt-server", RELEASE / "rustygpt-server"
    identity = [re.search(r"Build ID: (\S+)", subprocess.run(["readelf", "-n", one], capture_output=True, text=True).stdout)
                for one in (packed, built)]
    assert all(identity) and identity[0][1] == identity[1][1], "packed before the last build?"
    assert packed.stat().st_size < built.stat().st_size


def test_what_it_depends_on(unpacked):
    control = (unpacked / "DEBIAN/control").read_text()
    depends = re.search(r"^Depends: (.*)$", control, re.M)[1]
    needed = re.findall(r"\(NEEDED\).*\[(\S+)\]", subprocess.run(["readelf", "-d", unpacked / "usr/bin/rustygpt-server"],
                                                                 capture_output=True, text=True).stdout)
    owners = {"libc.so.6": "libc6", "libm.so.6": "libc6", "libgcc_s.so.1": "libgcc-s1", "libstdc++.so.6": "libstdc++6",
              "libfmt.so.9": "libfmt9", "libspdlog.so.1.10": "libspdlog1.10", "libprometheus-cpp-core.so.1.0": "libprometheus-cpp-core1.0"}
    for name in needed:
        assert name in owners and owners[name] in depends, (name, depends)
    assert "tzdata" in depends and "libpoppler-glib8" in re.search(r"^Recommends: (.*)$", control, re.M)[1]


def commands(*words):
    done = subprocess.run([RELEASE / "rustygpt-server", *words, "--help"], capture_output=True, text=True, check=True)
    return re.findall(r"^  ([a-z-]+) {2,}", done.stdout.partition("Subcommands:")[2], re.M)


def test_the_manual_has_every_command_of_the_binary():
    page = (folder.TREE / "deploy/debian/rustygpt-server.8").read_text().replace("\\-", "-")
    told = "\n".join(line for line in page.splitlines() if line.startswith((".B ", ".BI ")))
    assert {"user", "backup", "restore"} <= set(commands())
    for command in commands():
        for word in [command, *commands(command)]:
            assert re.search(rf"(?<![-\w]){word}(?![-\w])", told), f"{command} {word}"

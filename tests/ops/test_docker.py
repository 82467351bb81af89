"""deploy/docker without a docker: what the files say is held against the tree, the binary and Debian's package lists. Whether
others' linters like them is asked in tests/e2e (part deploy)."""

import fnmatch
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from server import binary

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "deploy/docker"
INSTRUCTIONS = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENV", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def instructions(name):
    """[(word, rest)], continued lines joined, comments left out."""
    lines = [line for line in (DOCKER / name).read_text().split("\n") if not line.lstrip().startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    found = [line.split(None, 1) for line in text.split("\n") if line.strip()]
    assert all(len(one) == 2 and one[0] in INSTRUCTIONS for one in found), found
    return [tuple(one) for one in found]


def stages(name):
    made = []
    for word, rest in instructions(name):
        if word == "FROM":
            made.append([])
        made[-1].append((word, rest))
    return made


def installed(stage):
    """The packages that a stage names."""
    text = " ".join(rest for word, rest in stage if word == "RUN")
    return {name for part in re.findall(r"--no-install-recommends ([^&]*)", text) for name in part.split()}


@pytest.mark.parametrize("name", ["Dockerfile", "nginx.Dockerfile"])
def test_only_debian_and_only_what_is_in_the_tree(name):
    ignored = (ROOT / ".dockerignore").read_text().split()
    sent = [line[1:] for line in ignored if line.startswith("!")]
    assert ignored[0] == "*"
    for word, rest in instructions(name):
        if word == "FROM":
            assert rest.split()[0] == "debian:bookworm-slim"
        if word == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert any(source == one or source.startswith(one + "/") or fnmatch.fnmatch(source, one) for one in sent), \
                    f"{source} is not sent to the builder"


def test_the_image_runs_as_nobody_of_importance():
    final = stages("Dockerfile")[-1]
    user = [rest for word, rest in final if word == "USER"]
    assert user == ["rustygpt"] and any("useradd --system --uid 10001" in rest for word, rest in final if word == "RUN")
    order = [word for word, _ in final]
    assert order.index("USER") > max(i for i, word in enumerate(order) if word == "RUN"), "nothing is run as root after it"


def test_the_image_has_the_libraries_that_the_binary_needs():
    """From ldd to packages to what the final stage installs, or what that depends on."""
    linked = re.findall(r"=> (/\S+)", subprocess.run(["ldd", binary()], capture_output=True, text=True, check=True).stdout)
    sanitizers = re.compile(r"lib(asan|tsan|ubsan|clang_rt)")
    named = installed(stages("Dockerfile")[-1])
    for path in linked:
        if sanitizers.search(path):
            continue
        pattern = f"*/{Path(path).resolve().name}"  # whichever of /lib and /usr/lib the package says
        owners = subprocess.run(["dpkg", "-S", pattern], capture_output=True, text=True, check=True).stdout
        packages = {line.split(":")[0] for line in owners.splitlines()}
        assert packages & (named | depended_on(named)), f"{path} is in {packages}"


def test_the_image_has_what_the_binary_loads_and_reads():
    named = installed(stages("Dockerfile")[-1])
    soname = re.search(r'library_name = "(\S+)"', (ROOT / "src/documents/pdf_text.cpp").read_text())[1]
    owner = subprocess.run(["dpkg", "-S", f"*/{soname}"], capture_output=True, text=True, check=True).stdout.split(":")[0]
    assert {owner, "poppler-data", "tzdata"} <= named


def depended_on(packages):
    text = subprocess.run(["dpkg-query", "-W", "-f", "${Depends}, ${Pre-Depends}\n", *packages], capture_output=True, text=True).stdout
    return {re.split(r"[ :(]", one.strip())[0] for line in text.split("\n") for one in line.split(",") if one.strip()}


def test_the_image_builds_from_what_the_project_lists():
    build = stages("Dockerfile")[0]
    script = next(rest for word, rest in build if word == "RUN" and "packages.txt" in rest)
    listing = re.search(r"(sed .*?\})'", script)[1] + "'"
    made = subprocess.run(["sh", "-c", listing], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {"cmake", "ninja-build", "clang-19", "libsqlite3-dev"} <= set(made)
    assert any("--preset release" in rest for word, rest in build if word == "RUN")


def test_what_is_copied_is_enough_to_configure(tmp_path):
    """The building itself takes minutes; what is missing shows here."""
    build = stages("Dockerfile")[0]
    for word, rest in build:
        if word == "COPY":
            *sources, target = rest.split()
            for source in sources:
                copy = tmp_path / (source if target == "./" else target)
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, copy)
                else:
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, copy)
    script = next(rest for word, rest in build if word == "RUN" and "--preset" in rest)
    configure, made = script.split("&&")
    done = subprocess.run(configure, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    target = re.search(r"--target (\S+)", made)[1]
    assert subprocess.run(["ninja", "-C", tmp_path / "build/release", "-n", target], capture_output=True).returncode == 0


def test_its_health_check_needs_no_curl():
    final = stages("Dockerfile")[-1]
    check = next(rest for word, rest in final if word == "HEALTHCHECK")
    assert check.endswith('CMD ["rustygpt-server", "health"]') and "curl" not in str(final)


def test_its_settings_are_settings(tmp_path):
    final = stages("Dockerfile")[-1]
    settings = dict(pair.split("=", 1) for word, rest in final if word == "ENV" for pair in rest.split())
    compose = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    settings |= {key: re.sub(r"\$\{PUBLIC_URL.*\}", "https://chat.example.org", value)
                 for key, value in compose["services"]["rustygpt"]["environment"].items()}
    done = subprocess.run([binary(), "config", "check"], env=settings, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done
    assert settings["RUSTYGPT__SERVER__TRUSTED_PROXIES"] == compose["networks"]["inside"]["ipam"]["config"][0]["subnet"]


def test_compose_waits_for_health_and_longer_than_the_drain():
    services = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
    assert services["nginx"]["depends_on"]["rustygpt"]["condition"] == "service_healthy"
    drain = int(services["rustygpt"]["environment"]["RUSTYGPT__SERVER__DRAIN_SECONDS"])
    assert int(services["rustygpt"]["stop_grace_period"].rstrip("s")) > drain
    assert "ports" not in services["rustygpt"], "only nginx is reached from outside"
    for service in services.values():
        assert (ROOT / service["build"]["dockerfile"]).exists() and (DOCKER / service["build"]["context"]).resolve() == ROOT

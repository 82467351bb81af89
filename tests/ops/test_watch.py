"""deploy/grafana, deploy/prometheus and docs/operations/watch.md: what they ask for is what the server tells."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

import chat
from exposition import scrape
from server import ROOT

PROMETHEUS = ROOT / "deploy/prometheus"
DASHBOARDS = sorted((ROOT / "deploy/grafana").glob("*.json"))
PAGE = ROOT / "docs/operations/watch.md"
# Added by Prometheus to everything that it reads, and to what it derives.
ITS_OWN_LABELS = {"job", "instance", "le"}
ITS_OWN_METRICS = {"up"}
NAME = re.compile(r"\b((?:rustygpt|process)_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPING = re.compile(r"\bby\s*\(([^)]*)\)")


def rules():
    """Every rule of both files."""
    return [rule for name in ("rules.yml", "alerts.yml") for group in yaml.safe_load((PROMETHEUS / name).read_text())["groups"]
            for rule in group["rules"]]


def panels(dashboard):
    return json.loads(dashboard.read_text())["panels"]


def filled(expression):
    """As Grafana sends it."""
    return expression.replace("$__rate_interval", "1m").replace("$instance", ".+")


def queries():
    """(where it stands, the expression) of everything that asks."""
    for rule in rules():
        yield rule.get("alert") or rule["record"], rule["expr"]
    for dashboard in DASHBOARDS:
        for panel in panels(dashboard):
            for target in panel["targets"]:
                yield f"{dashboard.name}: {panel['title']}", filled(target["expr"])


@pytest.fixture(scope="module")
def told():
    """What a server tells that has done something of everything that the queries look for."""
    from accounts import set_up
    from server import Server
    server = Server().start()
    server.admin = set_up(server)
    chat.finished(server.admin)
    server.admin.get("/api/conversations")
    yield scrape(server)
    server.dispose()


def labels_of(told, name):
    found = [dict(pairs) for (sample, pairs) in told.samples if sample == name]
    return set().union(*found) if found else None


@pytest.mark.parametrize("where,expression", list(queries()))
def test_every_query_names_what_the_server_tells(told, where, expression):
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    without_recorded = re.sub(r"\brustygpt:\w+(:\w+)*", "", expression)
    derived = set(re.findall(r"\brustygpt:\w+(?::\w+)*", expression))
    assert derived <= recorded, f"{where}: no rule records {derived - recorded}"
    names = NAME.findall(without_recorded)
    assert names or derived, f"{where}: it asks for nothing: {expression}"
    known = set(ITS_OWN_LABELS)
    for name, matchers in names:
        if name in ITS_OWN_METRICS:
            continue
        labels = labels_of(told, name)
        assert labels is not None, f"{where}: the server does not tell {name}"
        known |= labels
        for label, _, _ in MATCHER.findall(matchers):
            assert label in labels | ITS_OWN_LABELS, f"{where}: {name} has no label {label}"
    if names:
        for group in GROUPING.findall(without_recorded):
            asked = {label.strip() for label in group.split(",")}
            assert asked <= known, f"{where}: nobody gives {asked - known}"


CLOSED = {"rustygpt_answers_total": "status", "rustygpt_auth_logins_total": "result", "rustygpt_pool_queue_depth": "pool",
          "rustygpt_database_size_bytes": "file"}


@pytest.mark.parametrize("where,expression", list(queries()))
def test_every_query_asks_for_values_that_there_are(told, where, expression):
    for name, matchers in NAME.findall(expression):
        for label, operator, value in MATCHER.findall(matchers):
            if CLOSED.get(name) == label and operator == "=":
                assert told.of(name, **{label: value}), f"{where}: {name} never has {label}={value!r}"


def test_routes_in_the_rules_are_routes(told):
    from server import Server
    server = Server().start()
    paths = {re.sub(r"\{(\w+)\}", r":\1", path) for path in server.answers("/api/openapi.json")["paths"]}
    server.dispose()
    named = {route for _, expression in queries() for _, matchers in NAME.findall(expression)
             for label, _, value in MATCHER.findall(matchers) if label == "route" for route in value.split("|")}
    assert named and named <= paths


def promtool(*arguments, cwd=PROMETHEUS):
    return subprocess.run(["promtool", *arguments], cwd=cwd, capture_output=True, text=True)


def test_promtool_takes_the_rules_the_configuration_and_the_alerts_own_tests():
    for arguments in (["check", "rules", "rules.yml", "alerts.yml"], ["check", "config", "prometheus.yml"],
                      ["test", "rules", "alerts_test.yml"]):
        done = promtool(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_is_seen_to_fire():
    scenes = yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text())["tests"]
    fired = {name for scene in scenes for look in scene["promql_expr_test"] for sample in look["exp_samples"]
             for name in re.findall(r'alertname="(\w+)"', sample["labels"])}
    assert fired == {rule["alert"] for rule in rules() if "alert" in rule}


def test_a_changed_threshold_fails_the_alerts_own_tests(tmp_path):
    for name in ("rules.yml", "alerts.yml", "alerts_test.yml"):
        text = (PROMETHEUS / name).read_text()
        (tmp_path / name).write_text(text.replace("> 0.02", "> 0.2") if name == "alerts.yml" else text)
    assert promtool("test", "rules", "alerts_test.yml", cwd=tmp_path).returncode != 0


def test_promtool_can_read_every_query_of_the_dashboards(tmp_path):
    asked = [{"record": f"a:q{number}", "expr": filled(target["expr"])} for number, target in enumerate(
        target for dashboard in DASHBOARDS for panel in panels(dashboard) for target in panel["targets"])]
    assert len(asked) > 30
    (tmp_path / "q.yml").write_text(yaml.safe_dump({"groups": [{"name": "q", "rules": asked}]}))
    done = promtool("check", "rules", "q.yml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_dashboards_are_whole():
    dashboards = [json.loads(path.read_text()) for path in DASHBOARDS]
    assert len(dashboards) >= 3
    for key in ("uid", "title"):
        values = [dashboard[key] for dashboard in dashboards]
        assert len(set(values)) == len(values) and all(values), key
    for dashboard in dashboards:
        ids = [panel["id"] for panel in dashboard["panels"]]
        assert len(set(ids)) == len(ids)
        variables = {variable["name"] for variable in dashboard["templating"]["list"]}
        assert set(re.findall(r"\$\{?(\w+)", json.dumps(dashboard))) - {"__rate_interval", "__all"} <= variables
        taken = set()
        for panel in dashboard["panels"]:
            place = panel["gridPos"]
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            assert place["x"] + place["w"] <= 24 and not cells & taken, f"{dashboard['title']}: {panel['title']} overlaps"
            taken |= cells
            assert panel["description"].endswith("."), panel["title"]


def test_every_alert_is_explained():
    told = set(re.findall(r"^### (RustyGpt\w+)$", PAGE.read_text(), re.M))
    assert told == {rule["alert"] for rule in rules() if "alert" in rule}


def test_every_metric_is_in_the_table(told):
    table = set(re.findall(r"^\| `((?:rustygpt|process)_\w+)", PAGE.read_text(), re.M))
    assert table == set(told.types)


def test_the_commands_of_the_page_work(launch):
    """Literally, but for the server's address."""
    server = launch()
    blocks = re.findall(r"^```sh[^\n]*\n(.*?)^```", PAGE.read_text(), re.M | re.S)
    assert blocks
    for block in blocks:
        command = block.replace("http://127.0.0.1:8080", server.origin).replace("127.0.0.1:8080", server.origin[7:])
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True,
                              env={**os.environ, "PATH": os.environ["PATH"]})
        assert done.returncode == 0, block + done.stdout + done.stderr

"""Section 6: an export is audited without the server and its database."""

import copy
import json
import subprocess

import pytest

from chat import finished
from server import binary
from traces import TAMPERINGS, export_of


def audit(tmp_path, content):
    file = tmp_path / "file.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    done = subprocess.run([binary(), "trace", "verify", str(file)], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert not list(tmp_path.glob("*.db*")), "it needs no database"
    return done


@pytest.fixture(scope="module")
def exported(member):
    id = finished(member)["conversation_id"]
    finished(member, "1/0, hello and 2+2", f"/api/conversations/{id}/reply")
    return export_of(member, id)


def test_an_export_has_its_traces_and_verifies_offline(exported, tmp_path):
    assert [trace["message_id"] for trace in exported["traces"]] == [m["id"] for m in exported["messages"] if
                                                                     m["role"] == "assistant"]
    done = audit(tmp_path, exported)
    assert done.returncode == 0 and done.stderr == "", done
    assert done.stdout == "Traces: 2. Steps: 13, of them 13 verified, 0 failed, 0 can't be verified.\n"


def test_a_single_trace_verifies_offline(exported, tmp_path):
    done = audit(tmp_path, exported["traces"][0])
    assert done.returncode == 0 and done.stdout.startswith("Traces: 1. Steps: 7, of them 7 verified"), done


def answer_changed(export):
    next(m for m in export["messages"] if m["role"] == "assistant")["content"] += "0"


def prompt_changed(export):
    export["messages"][0]["content"] = "another prompt"


def traces_swapped(export):
    first, second = export["traces"]
    first["nodes"], second["nodes"] = second["nodes"], first["nodes"]


EXPORTED = [*(lambda export, change=change: change(export["traces"][0]) for change in TAMPERINGS),
            answer_changed, prompt_changed, traces_swapped]


@pytest.mark.parametrize("change", EXPORTED)
def test_a_changed_export_fails_and_says_where(exported, tmp_path, change):
    export = copy.deepcopy(exported)
    change(export)
    done = audit(tmp_path, export)
    assert done.returncode == 1 and "do not verify" in done.stderr, done
    *lines, summary = done.stdout.splitlines()
    assert lines and all("does not verify" in line or "can't be verified" in line for line in lines), done
    assert summary.startswith("Traces: 2.")


def test_drift_is_told_and_is_no_failure(exported, tmp_path):
    export = copy.deepcopy(exported)
    export["traces"][0]["nodes"][2]["version"] = "0.9.0\x1b[2J"
    done = audit(tmp_path, export)
    assert done.returncode == 0, done
    assert "can't be verified: Drift: it ran in version 0.9.0?[2J" in done.stdout and "\x1b" not in done.stdout


@pytest.mark.parametrize("content", ["", "[", "[]", "{}", '{"nodes": 1}', '{"traces": 1, "messages": []}', "\x00", "[" * 5000,
                                     '{"traces": [{"nodes": []}], "messages": []}', '{"nodes": []}', '{"a": 1, "a": 2}'])
def test_what_is_neither_trace_nor_export_is_refused_in_a_line(tmp_path, content):
    done = audit(tmp_path, content)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "file.json" in done.stderr, done


def test_a_file_that_is_not_there_is_refused(tmp_path):
    done = subprocess.run([binary(), "trace", "verify", "gone.json"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "gone.json: it cannot be read" in done.stderr
    assert subprocess.run([binary(), "trace", "verify"], cwd=tmp_path, capture_output=True, timeout=60).returncode == 2

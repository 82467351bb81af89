"""The time_zone tool's data: the system's, named in the tool's version; what happens without it, or when it changes."""

import shutil
from pathlib import Path

ZONES = Path("/usr/share/zoneinfo")
NEW_YORK = {"input": {"time": "2024-07-01T12:00:00Z", "to": "America/New_York"}}


def version(client):
    return next(tool["version"] for tool in client.get("/api/tools").json()["tools"] if tool["name"] == "time_zone")


def invoke(client):
    return client.post("/api/tools/time_zone/invoke", NEW_YORK)


def test_the_version_names_the_systems_release(member):
    release = (ZONES / "tzdata.zi").read_text().split("\n", 1)[0].removeprefix("# version ")
    assert version(member) == f"1.0.0+tzdata.{release}"


def test_without_data_it_says_so_and_the_rest_works(launch, tmp_path):
    client = launch(env={"TZDIR": str(tmp_path)}).admin
    assert version(client) == "1.0.0+tzdata.none"
    reply = invoke(client)
    assert (reply.status, reply.code) == (422, "validation_failed") and "tzdata" in reply.details["tool_error"], reply
    assert client.post("/api/tools/calculator/invoke", {"input": {"expression": "1+1"}}).status == 200


def test_a_newer_release_is_not_passed_off_as_the_old_one(launch, tmp_path):
    shutil.copytree(ZONES / "America", tmp_path / "America")
    text = (ZONES / "tzdata.zi").read_text()
    (tmp_path / "tzdata.zi").write_text(text)
    server = launch(env={"TZDIR": str(tmp_path)})
    assert invoke(server.admin).json()["output"]["local"] == "2024-07-01T08:00:00"
    (tmp_path / "tzdata.zi").write_text("# version 2099z\n" + text.split("\n", 1)[1])
    reply = invoke(server.admin)
    assert (reply.status, reply.code) == (422, "validation_failed") and "restart" in reply.details["tool_error"], reply
    # A file that lost its head is no release at all.
    (tmp_path / "tzdata.zi").write_bytes(b"\xff\x00" * 1000)
    assert "restart" in invoke(server.admin).details["tool_error"]

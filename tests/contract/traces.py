"""How answers were made: asking for it, and changing it behind the server's back."""

import sqlite3

import jcs


def trace_of(client, id):
    reply = client.get(f"/api/messages/{id}/trace")
    assert reply.status == 200, reply
    return reply.json()


def verify(client, id):
    reply = client.post(f"/api/messages/{id}/verify")
    assert reply.status == 200, reply
    return reply.json()


def export_of(client, conversation_id):
    return client.get(f"/api/conversations/{conversation_id}/export?format=json").json()


def by_kind(body, kind):
    return [node for node in body["nodes"] if node["kind"] == kind]


def database_of(server):
    return sqlite3.connect(next(server.folder.glob("*.db")))


def make_digest_fit(node):
    node["output_digest"] = jcs.digest(node["output"])


def change_output(trace):
    trace["nodes"][2]["output"]["result"] = "1"


def change_output_and_digest(trace):
    change_output(trace)
    make_digest_fit(trace["nodes"][2])


def change_edge(trace):
    trace["nodes"][5]["depends_on"].pop()


def drop_step(trace):
    del trace["nodes"][3]


TAMPERINGS = [change_output, change_output_and_digest, change_edge, drop_step]

"""Section 6: prompts that go on with what tools have worked out before."""

import json

import chat
import jcs
from chat import finished, message, submit
from traces import by_kind, database_of, export_of, trace_of, verify
from test_audit_offline import audit
from test_verify import changed

CHAIN = [("5 miles in km", "5 mi = **8.04672 km**"), ("and in metres?", "5 mi = **8046.72 m**"),
         ("now add 15%", "8046.72 + 15% = **9253.728**"), ("half of that", "9253.728 / 2 = **4626.864**")]


def reply_to(person, receipt, prompt, **fields):
    return finished(person, prompt, f"/api/conversations/{receipt['conversation_id']}/reply", **fields)


def said(receipt):
    return receipt["message"]["content"]


def earlier_of(person, receipt):
    return by_kind(trace_of(person, receipt["message_id"]), "prompt")[0]["input"].get("earlier")


def chain(person, prompts=CHAIN):
    receipts = [finished(person, prompts[0][0])]
    for prompt, _ in prompts[1:]:
        receipts.append(reply_to(person, receipts[-1], prompt))
    return receipts


def test_a_chain_of_follow_ups_verifies_with_its_results_recorded(person):
    receipts = chain(person)
    assert [said(receipt) for receipt in receipts] == [answer for _, answer in CHAIN]
    assert earlier_of(person, receipts[0]) is None
    for before, receipt in zip(receipts, receipts[1:]):
        tool = by_kind(trace_of(person, before["message_id"]), "tool")[0]
        assert earlier_of(person, receipt) == [{key: tool[key] for key in ("tool", "input", "output")}]
        prompt, model = trace_of(person, receipt["message_id"])["nodes"][:2]
        assert prompt["output"]["earlier"] == model["input"]["earlier"] == prompt["input"]["earlier"]
        assert prompt["input_digest"] == jcs.digest(prompt["input"])
        body = verify(person, receipt["message_id"])
        assert body["verified"] is True and all(node["verified"] is True for node in body["nodes"]), body


FOLLOW_UPS = [
    ("17% of 2340", "what about 20%?", "20% of 2340 = **468**"),
    ("17% of 2340", "minus 7", "397.8 - 7 = **390.8**"),
    ("17% of 2340", "take 10% off", "397.8 - 10% = **358.02**"),
    ("12 * 12", "what's the square root of that?", "sqrt(144) = **12**"),
    ("250 + 5", "and in hex?", "255 (base 10) = **ff** (base 16)"),
    ("2024-02-01 plus 30 days", "what weekday is that?", "2024-03-02 is a **Saturday**."),
    ("2024-07-01 12:00 UTC in New York", "and in Tokyo?",
     "2024-07-01 12:00:00 UTC is **2024-07-01 21:00:00** in Asia/Tokyo (Monday, JST, UTC+09:00)."),
    ("mean of 3, 1, 4, 1, 5", "and the median?", "Of 5 numbers: median **3**."),
    ("base64 encode \"a b\"", "decode that", "`YSBi` decoded from base64: `a b`"),
    ("17% of 2340", "5 miles in km", "5 mi = **8.04672 km**"),
]


def test_what_goes_on_with_what(person):
    for first, then, answer in FOLLOW_UPS:
        receipt = reply_to(person, finished(person, first), then)
        assert said(receipt) == answer, (first, then)
        assert verify(person, receipt["message_id"])["verified"] is True


def test_what_there_is_nothing_to_go_on_with_is_said(person):
    alone = finished(person, "and in metres?")
    assert said(alone).startswith("I can\u2019t answer that")
    unclear = reply_to(person, finished(person, "17% of 2340"), "and in metres?")
    assert said(unclear).startswith("I can\u2019t answer that")
    refused = reply_to(person, finished(person, "5 miles in km"), "and in metres?", tools=["calculator"])
    assert not by_kind(trace_of(person, refused["message_id"]), "tool")


def test_other_threads_conversations_and_people_have_no_influence(person, stranger):
    mine = finished(person, "5 miles in km")
    finished(stranger, "7 miles in km")
    finished(person, "9 miles in km")
    other_thread = finished(person, "11 miles in km", conversation_id=mine["conversation_id"])
    below_mine = reply_to(person, mine, "and in metres?", parent_id=mine["message_id"])
    assert said(below_mine) == "5 mi = **8046.72 m**"
    assert said(reply_to(person, mine, "and in metres?", parent_id=other_thread["message_id"])) == "11 mi = **17702.784 m**"
    alone = finished(person, "and in metres?", conversation_id=mine["conversation_id"])
    assert said(alone).startswith("I can\u2019t answer that"), "a thread of its own"
    assert stranger.post(f"/api/conversations/{mine['conversation_id']}/reply", {"prompt": "and in metres?"}).status == 404


def test_the_branch_counts_and_not_the_time(person):
    first = finished(person, "17% of 2340")
    second = reply_to(person, first, "now add 15%")
    edited = reply_to(person, first, "5 miles in km", edits=first["prompt_id"])
    assert said(reply_to(person, first, "double it", parent_id=second["message_id"])) == "`457.47 * 2` = **914.94**"
    assert said(reply_to(person, first, "double it", parent_id=edited["message_id"])) == "`8.04672 * 2` = **16.09344**"
    # A follow-up that is edited stays where it was, and so does what it goes on with.
    assert said(reply_to(person, first, "minus 7", edits=second["prompt_id"])) == "397.8 - 7 = **390.8**"


def regenerated(person, receipt, **fields):
    reply = person.post(f"/api/messages/{receipt['message_id']}/regenerate", fields, headers=[("Prefer", "wait=60")])
    assert reply.status == 200, reply
    return reply.json()


def test_answers_made_again_go_on_with_the_same(person):
    first = finished(person, "17% of 2340 and 5 miles in km")
    second = reply_to(person, first, "double it")
    assert said(second) == "`8.04672 * 2` = **16.09344**"
    # The earlier answer made again, with fewer tools: a sibling, which those below the first one don't see.
    other = regenerated(person, first, tools=["calculator"])
    assert said(regenerated(person, second)) == said(second)
    assert said(reply_to(person, first, "double it", parent_id=other["message_id"])) == "`397.8 * 2` = **795.6**"
    for receipt in (second, regenerated(person, second)):
        assert verify(person, receipt["message_id"])["verified"] is True


def test_at_most_the_eighth_answer_above_is_gone_on_with(person):
    last = finished(person, "5 miles in km")
    for _ in range(7):
        last = reply_to(person, last, "hello")
    assert said(last := reply_to(person, last, "hello")).startswith("Hello!")
    eighth = message(person, message(person, last["prompt_id"])["parent_id"])
    assert said(reply_to(person, last, "and in metres?", parent_id=eighth["id"])) == "5 mi = **8046.72 m**"
    assert said(reply_to(person, last, "and in metres?", parent_id=last["message_id"])).startswith("I can\u2019t")


def test_follow_ups_go_on_after_kill_9_and_a_restart(launch):
    server = launch()
    receipts = chain(server.admin, CHAIN[:2])
    server.restart(kill=True)
    third = reply_to(server.admin, receipts[-1], CHAIN[2][0])
    assert said(third) == CHAIN[2][1]
    server.restart()
    assert said(reply_to(server.admin, third, CHAIN[3][0])) == CHAIN[3][1]
    for receipt in [*receipts, third]:
        assert verify(server.admin, receipt["message_id"])["verified"] is True


def test_a_follow_up_that_a_killed_server_had_accepted_goes_on(launch):
    server = launch()
    first = finished(server.admin, "5 miles in km")
    reply = f"/api/conversations/{first['conversation_id']}/reply"
    waiting = [submit(server.admin, "and in metres?", reply, parent_id=first["message_id"]) for _ in range(8)]
    server.restart(kill=True)
    for receipt in waiting:
        chat.recorded(server.admin, receipt)
        stored = message(server.admin, receipt["message_id"])
        assert stored["status"] == "interrupted" or stored["content"] == CHAIN[1][1], stored
    assert "completed" in {message(server.admin, receipt["message_id"])["status"] for receipt in waiting}


def change_output(trace):
    trace["nodes"][0]["input"]["earlier"][0]["output"]["value"] = "1"


def change_output_and_digest(trace):
    change_output(trace)
    trace["nodes"][0]["input_digest"] = jcs.digest(trace["nodes"][0]["input"])


def take_away(trace):
    del trace["nodes"][0]["input"]["earlier"]
    trace["nodes"][0]["input_digest"] = jcs.digest(trace["nodes"][0]["input"])


def spoil(trace):
    trace["nodes"][0]["input"]["earlier"] = "nothing"
    trace["nodes"][0]["input_digest"] = jcs.digest(trace["nodes"][0]["input"])


def test_changed_earlier_results_do_not_verify(launch, tmp_path):
    server = launch()
    first = finished(server.admin, "5 miles in km")
    for change in (change_output, change_output_and_digest, take_away, spoil):
        receipt = reply_to(server.admin, first, "and in metres?", parent_id=first["message_id"])
        changed(server, receipt["message_id"], change)
        assert verify(server.admin, receipt["message_id"])["verified"] is False, change


def test_an_export_with_follow_ups_verifies_offline(person, tmp_path):
    receipts = chain(person)
    export = export_of(person, receipts[0]["conversation_id"])
    done = audit(tmp_path, export)
    assert done.returncode == 0 and done.stdout.startswith("Traces: 4. Steps: 16, of them 16 verified"), done
    change_output_and_digest(export["traces"][2])
    done = audit(tmp_path, export)
    assert done.returncode == 1, done


def test_a_spoiled_earlier_trace_is_passed_over(launch):
    server = launch()
    first = finished(server.admin, "5 miles in km")
    changed(server, first["message_id"], lambda trace: trace.update(nodes="gone"))
    assert said(reply_to(server.admin, first, "and in metres?")).startswith("I can\u2019t answer that")
    server.stop()
    with database_of(server) as database:
        rows = database.execute("SELECT trace FROM traces").fetchall()
    assert len(rows) == 2 and "earlier" not in json.loads(rows[1][0])["nodes"][0]["input"]

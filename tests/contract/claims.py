"""What the contract claims of every response. Checked on each one that a test reads."""

import json
import re

CODES = {
    400: {"malformed_request"},
    401: {"authentication_required", "invalid_credentials", "session_expired", "invalid_token"},
    403: {"csrf_failed", "forbidden", "insufficient_scope", "user_disabled"},
    404: {"not_found"},
    405: {"method_not_allowed"},
    408: {"request_timeout"},
    409: {"conflict", "already_set_up", "last_admin", "answer_in_progress", "profile_in_use"},
    412: {"precondition_failed"},
    413: {"payload_too_large"},
    414: {"uri_too_long"},
    415: {"unsupported_media_type"},
    422: {"validation_failed", "limit_exceeded", "unknown_model", "document_unreadable", "idempotency_key_reused"},
    429: {"rate_limit_exceeded", "quota_exceeded"},
    431: {"headers_too_large"},
    500: {"internal_error"},
    502: {"upstream_failed"},
    503: {"unavailable", "queue_full", "storage_full"},
    504: {"upstream_timeout"},
}
TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TOKEN = re.compile(r"[A-Za-z0-9_\-]{22,}")  # 128 bits or more in base64url or hexadecimal


def check_reply(reply):
    assert len(reply.all("trace_id")) == 1, f"one trace_id: {reply}"
    assert TRACE_ID.fullmatch(reply.header("trace_id")), f"trace_id of 32 lower-case hex digits: {reply}"
    assert reply.all("X-Content-Type-Options") == ["nosniff"], f"nosniff: {reply}"
    assert reply.all("Referrer-Policy") == ["no-referrer"], f"no-referrer: {reply}"
    names = [name.lower() for name, _ in reply.headers if name.lower() not in ("set-cookie", "vary")]
    assert len(names) == len(set(names)), f"no header is repeated: {reply}"
    if reply.target and reply.target.startswith("/api/") and reply.method != "OPTIONS":
        caching = reply.all("Cache-Control")
        assert caching == ["no-store"] or (caching == ["private, no-cache"] and reply.header("ETag")), \
            f"no-store, or private with an ETag: {reply}"
    if reply.status >= 400:
        check_failure(reply)
    if reply.status in (204, 304):
        assert reply.body == b""


def check_failure(reply):
    if reply.status == 405:
        assert reply.header("Allow"), f"405 names what is allowed: {reply}"
    if reply.status == 401:
        assert reply.header("WWW-Authenticate", "").split(" ")[0] in ("session", "Bearer"), f"{reply}"
    if reply.method == "HEAD":
        return
    assert reply.header("Content-Type", "").split(";")[0] == "application/json", f"JSON: {reply}"
    envelope = json.loads(reply.body.decode("utf-8"))
    assert set(envelope) == {"code", "message", "details"}, f"all three fields, no other: {reply}"
    assert envelope["code"] in CODES[reply.status], f"a code of the table: {reply}"
    assert isinstance(envelope["message"], str) and envelope["message"], f"a message: {reply}"
    assert isinstance(envelope["details"], dict), f"details is an object: {reply}"
    for error in envelope["details"].get("errors", []):
        assert set(error) == {"in", "path", "message"}, f"{reply}"
    if reply.status in (429, 503):
        seconds = reply.header("Retry-After", "")
        assert seconds.isdigit() and int(seconds) >= 1, f"Retry-After in seconds: {reply}"
        assert envelope["details"].get("retry_after_seconds") == int(seconds), f"the same number: {reply}"


MESSAGE = {"id", "conversation_id", "root_id", "parent_id", "depth", "edited_from", "role", "author_id", "content",
           "reasoning", "status", "finish_reason", "error", "model", "parameters", "usage", "citations",
           "next_sequence", "created_at", "completed_at"}
FINAL = {"completed", "cancelled", "interrupted", "failed"}
CONVERSATION = {"id", "title", "created_at", "updated_at", "last_activity_at", "archived", "owner_id",
                "message_count", "messages", "next_cursor", "stream_cursor"}
RECEIPT = {"conversation_id", "conversation_created", "root_id", "prompt_id", "message_id", "status", "stream_url",
           "message"}
USER = {"id", "email", "username", "display_name", "role", "disabled", "created_at", "last_seen_at"}
SESSION = {"id", "issued_at", "expires_at", "absolute_expires_at"}


def check_message(message, extra=()):
    assert set(message) == MESSAGE | set(extra), set(message) ^ (MESSAGE | set(extra))
    for key in ("id", "conversation_id", "root_id"):
        assert UUID7.fullmatch(message[key]), key
    assert message["role"] in ("user", "assistant", "system", "tool")
    assert message["status"] in FINAL | {"queued", "streaming"}
    assert TIME.fullmatch(message["created_at"])
    if message["status"] in FINAL:
        assert message["completed_at"] is None or TIME.fullmatch(message["completed_at"])
    if message["usage"] is not None:
        usage = message["usage"]
        assert set(usage) == {"prompt_tokens", "completion_tokens", "total_tokens"}
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]


def check_signed_in(body):
    assert set(body) == {"user", "session", "csrf_token"}, body.keys()
    assert set(body["user"]) == USER and set(body["session"]) == SESSION
    assert UUID7.fullmatch(body["user"]["id"]) and UUID7.fullmatch(body["session"]["id"])
    for key in ("issued_at", "expires_at", "absolute_expires_at"):
        assert TIME.fullmatch(body["session"][key]), key
    assert body["session"]["issued_at"] < body["session"]["expires_at"] <= body["session"]["absolute_expires_at"]

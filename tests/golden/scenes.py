"""The scenes that the transcripts play, one per resource."""

SCENES = {}
ABSENT = "01900000-0000-7000-8000-000000000000"
WAIT = [("Prefer", "wait=60")]
SUM = "What is 17% of 2340?"


def scene(play):
    SCENES[play.__name__] = play
    return play


@scene
def operations(on):
    """Health, readiness, set-up's state, and what unknown paths and methods are told."""
    for path in ("/api/health", "/api/ready", "/api/setup", "/api/nothing", "/api/health/"):
        on.ask("nobody", "GET", path)
    on.ask("nobody", "HEAD", "/api/health")
    on.ask("nobody", "POST", "/api/health")
    on.ask("nobody", "OPTIONS", "/api/setup")
    on.ask("nobody", "GET", "/metrics", headers=[("X-Forwarded-For", "192.0.2.1")])
    on.ask("nobody", "POST", "/api/setup", {"username": "eve", "email": "eve@example.org", "password": "a long password 1",
                                            "setup_token": "none"})


@scene
def sign_in(on):
    """Login, me, refresh, sessions, logout."""
    from accounts import PASSWORD
    on.ask("nobody", "POST", "/api/auth/login", {"email": "sign_in@example.org", "password": "wrong"})
    on.ask("nobody", "POST", "/api/auth/login", {"email": 5})
    on.ask("nobody", "POST", "/api/auth/login", {}, headers=[("Origin", "https://evil.example")])
    on.ask("nobody", "POST", "/api/auth/login", {}, headers=[("Host", "chat.example.org"), ("Origin", "https://chat.example.org")])
    on.ask("nobody", "GET", "/api/auth/me")
    on.ask("bob", "POST", "/api/auth/login", {"email": "sign_in@example.org", "password": PASSWORD})
    on.people["bob"].csrf = on.ask("bob", "GET", "/api/auth/me")["csrf_token"]
    on.people["bob"].csrf = on.ask("bob", "POST", "/api/auth/refresh")["csrf_token"]
    on.ask("bob", "GET", "/api/account/sessions")
    on.ask("bob", "DELETE", f"/api/account/sessions/{ABSENT}")
    on.ask("bob", "POST", "/api/account/password", {"current_password": "wrong", "new_password": "short"})
    on.ask("bob", "POST", "/api/chat", {"prompt": "x"}, headers=[("X-CSRF-Token", "wrong")])
    on.ask("bob", "POST", "/api/auth/logout")
    on.ask("bob", "GET", "/api/auth/me")


@scene
def limits(on):
    """Profiles and assignments: made, changed, refused, taken away; a preview."""
    root = "/api/admin/limits"
    rate = {"requests_per_second": 0.001, "burst": 10}
    made = on.ask("ada", "POST", root + "/profiles", {"name": "golden", "params": rate})
    profile = f"{root}/profiles/{made['id']}"
    on.ask("ada", "POST", root + "/profiles", {"name": "golden", "params": rate})
    on.ask("ada", "POST", root + "/profiles", {"name": "", "params": {"requests_per_second": 0, "burst": 1.5, "more": 1}})
    on.ask("ada", "PUT", profile, {"name": "golden", "params": {**rate, "burst": 2}}, headers=[("If-Match", made["etag"])])
    on.ask("ada", "PUT", profile, {"name": "golden", "params": rate}, headers=[("If-Match", made["etag"])])
    on.ask("ada", "GET", profile)
    pattern = {"method": "GET", "path": f"/api/messages/{ABSENT}"}
    assigned = on.ask("ada", "POST", root + "/assignments", {"profile_id": made["id"], **pattern})
    on.ask("ada", "POST", root + "/assignments", {"profile_id": made["id"], **pattern})
    on.ask("ada", "POST", root + "/assignments", {"profile_id": made["id"], "method": "get", "path": "/api//x"})
    for _ in range(3):
        on.ask("bob", "GET", f"/api/messages/{ABSENT}")
    on.ask("ada", "GET", root + "/profiles")
    on.ask("ada", "GET", root + "/assignments")
    on.ask("ada", "POST", root + "/preview", {"params": rate, **pattern, "window_minutes": 5})
    on.ask("ada", "DELETE", profile)
    on.ask("ada", "DELETE", f"{root}/assignments/{assigned['id']}")
    on.ask("ada", "DELETE", profile)
    on.ask("ada", "GET", profile)
    on.ask("bob", "GET", root + "/profiles")


@scene
def chat(on):
    """A prompt and its answer in each form, and what is refused."""
    on.ask("bob", "POST", "/api/chat", {"prompt": SUM}, headers=WAIT)
    key = [("Idempotency-Key", "golden"), *WAIT]
    on.ask("bob", "POST", "/api/chat", {"prompt": "1/0"}, headers=key)
    on.ask("bob", "POST", "/api/chat", {"prompt": "1/0"}, headers=key)
    on.ask("bob", "POST", "/api/chat", {"prompt": "2/0"}, headers=key)
    on.ask("bob", "POST", "/api/chat", {"prompt": "Write me a poem about the sea"}, headers=WAIT)
    on.ask("bob", "POST", "/api/chat", {"prompt": "", "more": 1, "parameters": {"seed": "x"}})
    on.ask("bob", "POST", "/api/chat", raw=b'{"prompt": "a", "prompt": "b"}')
    on.ask("bob", "POST", "/api/chat", {"prompt": "a", "model": "none"})
    on.ask("bob", "POST", "/api/chat", raw=b"prompt=a", headers=[("Content-Type", "text/plain")])
    on.ask("reader", "POST", "/api/chat", {"prompt": "a"})
    on.ask("nobody", "POST", "/api/chat", {"prompt": "a"})


@scene
def conversations(on):
    """The list, one conversation, a reply, changes, export, deletion."""
    on.ask("bob", "GET", "/api/conversations")
    made = on.ask("bob", "POST", "/api/chat", {"prompt": SUM, "title": "Percentages"}, headers=WAIT)
    target = f"/api/conversations/{made['conversation_id']}"
    on.ask("bob", "POST", target + "/reply", {"prompt": "5 miles in km"}, headers=WAIT)
    on.ask("bob", "GET", target)
    on.ask("bob", "GET", target + "?limit=1")
    on.ask("bob", "GET", "/api/conversations?q=percentages&limit=1")
    on.ask("bob", "PATCH", target, {"title": "Renamed", "archived": True})
    on.ask("bob", "PATCH", target, {"title": ""})
    on.ask("bob", "PATCH", target, {"title": "one\n## two"})
    on.ask("bob", "GET", target + "/export?format=json")
    on.ask("bob", "GET", target + "/export?format=markdown")
    on.ask("bob", "POST", f"/api/messages/{made['message_id']}/regenerate", {}, headers=WAIT)
    on.ask("bob", "GET", target + "/export?format=markdown")
    on.ask("ada", "GET", target)
    on.ask("bob", "DELETE", target)
    on.ask("bob", "GET", target)
    on.ask("bob", "GET", "/api/conversations?limit=0")
    on.ask("bob", "GET", "/api/conversations?cursor=x")


@scene
def messages(on):
    """One message, cancel, regenerate."""
    made = on.ask("bob", "POST", "/api/chat", {"prompt": SUM}, headers=WAIT)
    target = f"/api/messages/{made['message_id']}"
    on.ask("bob", "GET", f"/api/messages/{made['prompt_id']}")
    on.ask("bob", "POST", target + "/cancel")
    on.ask("bob", "POST", target + "/regenerate", {"parameters": {"seed": 2}}, headers=WAIT)
    on.ask("bob", "POST", target + "/regenerate", {"prompt": "x"})
    on.ask("bob", "GET", f"/api/messages/{ABSENT}")


@scene
def traces(on):
    """How an answer was made, and running it again."""
    made = on.ask("bob", "POST", "/api/chat", {"prompt": "17% of 2340 and 1/0"}, headers=WAIT)
    target = f"/api/messages/{made['message_id']}"
    on.ask("bob", "GET", target + "/trace")
    on.ask("bob", "POST", target + "/verify")
    on.ask("bob", "GET", f"/api/messages/{made['prompt_id']}/trace")
    on.ask("bob", "PUT", target + "/trace")
    on.ask("ada", "POST", target + "/verify")
    on.ask("nobody", "GET", target + "/trace")


@scene
def follow_ups(on):
    """A question, and prompts that go on with its result; how they were made, and running one of them again."""
    made = on.ask("bob", "POST", "/api/chat", {"prompt": "5 miles in km"}, headers=WAIT)
    target = f"/api/conversations/{made['conversation_id']}/reply"
    for prompt in ("and in metres?", "now add 15%", "and in Tokyo?"):
        made = on.ask("bob", "POST", target, {"prompt": prompt}, headers=WAIT)
    parent = on.ask("bob", "GET", f"/api/messages/{made['prompt_id']}")["parent_id"]
    on.ask("bob", "GET", f"/api/messages/{parent}/trace")
    on.ask("bob", "POST", f"/api/messages/{parent}/verify")


@scene
def stream(on):
    """The stream of an answer, live inline and replayed; a cursor that nobody knows."""
    made = on.ask("bob", "POST", "/api/chat", {"prompt": SUM}, headers=WAIT)
    on.stream("bob", made["stream_url"], "message.done")
    on.stream("bob", "/api/chat", "message.done", "POST", {"prompt": "What is 12^3?"})
    on.stream("bob", "/api/chat/stream", "stream.reset", headers=[("Last-Event-ID", "nothing")])
    on.ask("bob", "GET", f"/api/chat/stream?conversation_id={ABSENT}")
    on.ask("nobody", "GET", "/api/chat/stream")


@scene
def tools(on):
    """The list, and what invoking answers."""
    on.ask("bob", "GET", "/api/tools")
    invoke = "/api/tools/calculator/invoke"
    on.ask("bob", "POST", invoke, {"input": {"expression": "17% of 2340 + 12^3"}})
    for expression in ("1/0", "1 +", "9^9^9^9"):
        on.ask("bob", "POST", invoke, {"input": {"expression": expression}})
    on.ask("bob", "POST", invoke, {"input": {"nothing": 1}})
    on.ask("bob", "POST", "/api/tools/nothing/invoke", {"input": {}})
    for name, given in (("statistics", {"values": [3, 1, "4.5"], "measures": ["mean", "stddev"]}),
                        ("time_zone", {"time": "2024-11-03T01:30", "from": "America/New_York", "to": "UTC"}),
                        ("time_zone", {"time": "2024-11-03T01:30", "to": "Mars/Olympus"}),
                        ("cron_next", {"expression": "0 9 * * 8", "after": "2024-03-01T00:00:00Z"}),
                        ("ip_subnet", {"cidr": "::/0", "split": 128}),
                        ("finance", {"operation": "loan", "principal": 1, "annual_rate": 0, "months": 1200})):
        on.ask("bob", "POST", f"/api/tools/{name}/invoke", {"input": given})
    sales = {"sales": "city,amount\nRome,0.1\nOslo,2\nRome,0.2\n"}
    for query in ("SELECT city, sum(amount) FROM sales GROUP BY city ORDER BY city", "SELECT * FROM nothing", "DELETE FROM sales"):
        on.ask("bob", "POST", "/api/tools/csv_sql/invoke", {"input": {"query": query, "tables": sales}})
    for path in ("$..b", "$["):
        on.ask("bob", "POST", "/api/tools/json_query/invoke", {"input": {"document": {"a": [{"b": 1}]}, "path": path}})


@scene
def tokens(on):
    """API tokens: made, used, listed, refused, revoked."""
    on.ask("bob", "GET", "/api/tokens")
    made = on.ask("bob", "POST", "/api/tokens", {"name": "a script", "scopes": ["chat", "read"]})
    with_token = [("Authorization", f"Bearer {made['token']}")]
    on.ask("nobody", "GET", "/api/auth/me", headers=with_token)
    on.ask("nobody", "POST", "/api/chat", {"prompt": SUM}, headers=[*with_token, *WAIT])
    on.ask("nobody", "GET", "/api/admin/users", headers=with_token)
    on.ask("nobody", "GET", "/api/tokens", headers=with_token)
    on.ask("bob", "GET", f"/api/tokens/{made['id']}")
    on.ask("bob", "POST", "/api/tokens", {"name": "", "scopes": ["admin", "all"], "expires_at": "2020-01-01T00:00:00Z"})
    on.ask("bob", "DELETE", f"/api/tokens/{made['id']}")
    on.ask("bob", "DELETE", f"/api/tokens/{made['id']}")
    on.ask("nobody", "GET", "/api/auth/me", headers=with_token)
    on.ask("nobody", "GET", "/api/auth/me", headers=[("Authorization", "Basic YTpi")])


@scene
def people(on):
    """Administrators: people made, found, changed; the audit; who may not."""
    from accounts import PASSWORD
    wanted = {"email": "Eve@example.org", "username": "eve", "password": PASSWORD}
    made = on.ask("ada", "POST", "/api/admin/users", wanted)
    on.ask("ada", "POST", "/api/admin/users", {**wanted, "email": "EVE@EXAMPLE.ORG", "username": "other"})
    on.ask("ada", "POST", "/api/admin/users", {"email": "no address", "role": "king"})
    target = f"/api/admin/users/{made['id']}"
    on.ask("ada", "GET", "/api/admin/users?q=EVE")
    on.ask("ada", "PATCH", target, {"role": "read_only", "display_name": "Eve E."})
    on.ask("ada", "PATCH", target, {"disabled": True})
    on.ask("ada", "GET", target)
    on.ask("ada", "PATCH", target, {"role": None, "email": "x@example.org"})
    on.ask("ada", "PATCH", f"/api/admin/users/{on.people['ada'].user['id']}", {"role": "member"})
    on.ask("ada", "PATCH", f"/api/admin/users/{ABSENT}", {"role": "member"})
    on.ask("ada", "GET", f"/api/admin/audit?subject={made['id']}")
    on.ask("ada", "GET", "/api/admin/audit?limit=0")
    on.ask("bob", "GET", "/api/admin/users")
    on.ask("nobody", "GET", "/api/admin/audit")


@scene
def documents(on):
    """An upload in both forms, an answer that cites it, a search, what is refused, deletion."""
    text = "# Holidays\n\nEverybody has thirty days of holidays a year.\n\n# Pay\n\nWages come on the 25th of each month."
    made = on.ask("bob", "POST", "/api/documents", {"title": "Handbook", "media_type": "text/markdown", "content": text})
    form = [("Content-Type", "multipart/form-data; boundary=b")]
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="pay.csv"\r\n\r\nname,pay\nAda,3\n\r\n--b--\r\n'
    on.ask("bob", "POST", "/api/documents", raw=part, headers=form)
    on.ask("bob", "POST", "/api/documents", raw=part[:-9], headers=form)
    on.ask("bob", "POST", "/api/documents", {"title": "T", "media_type": "application/json", "content": "{"})
    on.ask("bob", "POST", "/api/documents", {"title": "", "media_type": "image/png", "more": 1})
    on.ask("reader", "POST", "/api/documents", {"title": "T", "media_type": "text/plain", "content": "x"})
    target = f"/api/documents/{made['id']}"
    on.ask("bob", "GET", target)
    on.ask("bob", "GET", "/api/documents?limit=1")
    on.ask("bob", "POST", "/api/chat", {"prompt": "How many days of holidays do I have?"}, headers=WAIT)
    on.ask("bob", "POST", "/api/chat", {"prompt": "2+2 and when do wages come?"}, headers=WAIT)
    on.ask("bob", "POST", "/api/chat", {"prompt": "Who was the king of Lydia?"}, headers=WAIT)
    on.ask("bob", "GET", "/api/search?q=thirty+holi&limit=3")
    on.ask("bob", "GET", "/api/search")
    on.ask("ada", "GET", target)
    on.ask("bob", "DELETE", target)
    on.ask("bob", "GET", target)

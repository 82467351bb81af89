"""A package's life on a clean Debian 12, in its order: installed, used, upgraded, removed, installed again, purged; where there is a
section of docs/operations/install.md, by the commands there. The tests share one machine; each begins where the one before ended."""

import gzip
import re
import shutil
import sqlite3

import pytest

import chat
import folder
import papers
from accounts import PASSWORD, Client
from guest import Refused

CONFIGURATION = "/etc/rustygpt/rustygpt.toml"
DATA, BACKUPS = "/var/lib/rustygpt", "/var/backups/rustygpt"
AGAIN = f"{BACKUPS}/before-reinstall.db"
GRACE, ADA = "grace@example.org", "ada@example.org"
NEW = "/packages/new/rustygpt_*.deb"
FACT = "The observatory opens at nineteen hundred hours on Thursdays."


@pytest.fixture(scope="module")
def person(machine):
    """Who signs in once, and stays signed in."""
    return Client(machine)


def owner(machine, *names):
    """{path: "user:group mode"}"""
    lines = machine.sh(f"stat --format='%n %U:%G %a' {' '.join(names)}").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def version(machine):
    return machine.sh("dpkg-query --show --showformat='${Version}' rustygpt")


def query(file, sql):
    connection = sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)
    try:
        return connection.execute(sql).fetchone()[0]
    finally:
        connection.close()


def answers(machine, person):
    """It is there, and so is what was written."""
    assert machine.is_active() == "active"
    assert chat.message(person, person.receipt["message_id"])["content"] == person.text
    assert papers.fetched(person, person.document)["title"] == "Opening hours"
    assert chat.finished(person)["status"] == "completed"


def test_without_what_it_needs_it_is_not_installed(machine):
    with pytest.raises(Refused, match="dependency problems"):
        machine.sh("dpkg --install /packages/before/*.deb")
    machine.sh("dpkg --purge rustygpt")


def test_installs_with_all_that_it_needs(machine):
    machine.printed = machine.follow("Install the package", "/packages/before", slice(1))
    assert "journalctl -u rustygpt" in machine.printed[0], "how to go on"
    assert machine.is_active() == "active" and machine.ask("systemctl is-enabled rustygpt").stdout.strip() == "enabled"
    assert "not found" not in machine.sh("ldd /usr/bin/rustygpt-server")
    assert owner(machine, "/etc/rustygpt", CONFIGURATION, DATA, "/var/backups/rustygpt", f"{DATA}/rustygpt.db",
                 f"{DATA}/rustygpt.db.key") == {
        "/etc/rustygpt": "root:rustygpt 750", CONFIGURATION: "root:root 644", DATA: "rustygpt:rustygpt 700",
        "/var/backups/rustygpt": "rustygpt:rustygpt 700", f"{DATA}/rustygpt.db": "rustygpt:rustygpt 600",
        f"{DATA}/rustygpt.db.key": "rustygpt:rustygpt 600"}
    assert machine.sh("dpkg --verify rustygpt") == ""


def test_runs_as_its_user_confined(machine):
    pid = machine.main_process()
    assert machine.sh(f"stat --format=%U /proc/{pid}").strip() == "rustygpt"
    status = machine.sh(f"cat /proc/{pid}/status")
    assert re.search(r"^NoNewPrivs:\s*1$", status, re.M) and re.search(r"^Seccomp:\s*2$", status, re.M)
    assert re.search(r"^CapBnd:\s*0+$", status, re.M)
    assert machine.sh("systemd-analyze verify --man=no rustygpt.service") == ""


def test_its_log_is_the_journal_and_nothing_to_rotate(machine):
    assert machine.has_said('"event":"listening"')
    assert machine.sh("find /var/log -name '*rusty*'") == ""


def test_a_newcomer_sets_it_up_by_the_link_in_the_journal(machine, person):
    printed = machine.follow("Install the package", "/", slice(2, None))
    assert len(printed) == 1
    link = re.fullmatch(r"Set it up: http://127\.0\.0\.1:8080/#setup=(\S+)\n", printed[0])
    browser = [("Origin", "http://127.0.0.1:8080"), ("Host", "127.0.0.1:8080"), ("Content-Type", "application/json")]
    reply = person.post("/api/setup", {"username": "grace", "email": GRACE, "password": PASSWORD, "setup_token": link[1]}, headers=browser)
    assert reply.status == 201, reply
    person.signed_in(reply)


def test_another_person_is_made_from_the_shell(machine):
    machine.follow("Install the package", "/", slice(1, 2))
    assert re.search(rf"^{ADA} +admin", machine.server("user list"), re.M)
    assert Client(machine).login(ADA, "a long enough phrase").get("/api/auth/me").status == 200


def test_it_answers_and_reads_pdfs(machine, person):
    person.receipt = chat.finished(person)
    person.text = chat.message(person, person.receipt["message_id"])["content"]
    assert "397.8" in person.text
    reply = papers.send_file(person, papers.pdf(papers.page(FACT)), "application/pdf", title="Opening hours")
    assert reply.status == 201, reply
    person.document = reply.json()["id"]
    asked = chat.finished(person, "When does the observatory open on Thursdays?")
    assert "nineteen hundred" in chat.message(person, asked["message_id"])["content"]


def test_it_reloads(machine):
    before = machine.main_process()
    machine.sh(f"sed -i 's/^drain_seconds = .*/drain_seconds = 19/' {CONFIGURATION} && systemctl reload rustygpt")
    assert machine.main_process() == before
    assert machine.has_said("configuration reloaded", "drain_seconds")


def test_upgrades_and_keeps_what_there_is(machine, person):
    """A changed configuration, people, sessions, conversations, documents."""
    changed, before, was = machine.path(CONFIGURATION).read_text(), machine.main_process(), version(machine)
    printed = machine.follow("Upgrade the package", "/packages/new", slice(1))[0]
    assert "Backed up to" in printed and '"status":"ready"' in printed
    assert version(machine) != was and machine.main_process() not in ("0", before), "the new binary serves"
    assert machine.path(CONFIGURATION).read_text() == changed and "drain_seconds = 19" in changed
    answers(machine, person)
    assert person.get("/api/auth/me").json()["user"]["email"] == GRACE, "still signed in"
    assert Client(machine).login(ADA, "a long enough phrase").get("/api/auth/me").status == 200
    assert "is sound" in machine.server("check")


def test_the_way_back(machine, person):
    assert owner(machine, f"{BACKUPS}/before-upgrade.db") == {f"{BACKUPS}/before-upgrade.db": "rustygpt:rustygpt 600"}
    assert "is sound" in machine.server(f"check {BACKUPS}/before-upgrade.db")
    new, later = version(machine), chat.finished(person)
    machine.follow("Upgrade the package", "/packages/before", slice(1, None))
    assert version(machine) != new and machine.path(f"{BACKUPS}/before-downgrade.db").exists()
    assert person.get("/api/auth/me").code == "session_expired", "a restore ends sessions"
    person.login(GRACE)
    answers(machine, person)
    assert person.get(f"/api/messages/{later['message_id']}").status == 404
    machine.follow("Upgrade the package", "/packages/new", slice(1))
    answers(machine, person)


def test_its_backup_has_the_secrets_of_the_unit(machine, person):
    """Without them this configuration is refused, in a shell too."""
    machine.sh(f"""cp {CONFIGURATION} /tmp/before
        printf '[[models]]\\nid = "builtin"\\nprovider = "builtin"\\napi_key = "RUSTYGPT__SECRETS__UPSTREAM"\\n' >> {CONFIGURATION}
        (umask 077; printf '# a secret\\nRUSTYGPT__SECRETS__UPSTREAM="a key with spaces and $"' > /etc/rustygpt/environment)""")
    with pytest.raises(Refused, match="the secret named in .* is not set"):
        machine.server("config check")
    machine.apt(f"install --reinstall {NEW}")
    assert machine.path(AGAIN).exists()
    answers(machine, person)
    machine.sh(f"cat /tmp/before > {CONFIGURATION}; systemctl restart rustygpt")


def test_an_upgrade_that_cannot_back_up_changes_nothing(machine, person):
    before = machine.main_process()
    machine.sh(f"mv {BACKUPS} /var/backups/aside && touch {BACKUPS}")
    with pytest.raises(Refused, match="could not be backed up, so nothing was upgraded"):
        machine.apt(f"install --reinstall {NEW}")
    answers(machine, person)
    assert machine.main_process() == before and machine.sh("dpkg --audit") == ""
    machine.sh(f"rm {BACKUPS} && mv /var/backups/aside {BACKUPS}; rm {AGAIN}")
    machine.sh(f"RUSTYGPT_UPGRADE_WITHOUT_BACKUP=yes apt-get -qq --yes install --reinstall {NEW}")
    assert machine.main_process() != before and not machine.path(AGAIN).exists()
    answers(machine, person)


def test_a_service_that_was_switched_off_stays_off(machine, person):
    machine.sh("systemctl disable --now rustygpt")
    machine.apt(f"install --reinstall {NEW}")
    assert machine.is_active() == "inactive"
    machine.sh("systemctl enable --now rustygpt")
    answers(machine, person)


def test_removed_it_leaves_configuration_and_data(machine):
    machine.apt("remove rustygpt")
    assert machine.is_active() == "inactive" and not machine.path("/usr/bin/rustygpt-server").exists()
    assert "drain_seconds = 19" in machine.path(CONFIGURATION).read_text()
    assert machine.path(f"{DATA}/rustygpt.db").exists() and machine.path(f"{DATA}/rustygpt.db.key").exists()


def test_installed_again_it_goes_on(machine, person):
    machine.apt(f"install {NEW}")
    answers(machine, person)
    assert "drain_seconds = 19" in machine.path(CONFIGURATION).read_text()


def test_purged_it_leaves_what_people_wrote_alone(machine):
    machine.sh("systemctl stop rustygpt")  # what SQLite needs while it runs goes with its end
    kept = machine.sh(f"find {DATA} {BACKUPS} | sort").split()
    assert {f"{DATA}/rustygpt.db", f"{DATA}/rustygpt.db.key", f"{BACKUPS}/before-upgrade.db"} <= set(kept)
    said = machine.apt("purge rustygpt")
    assert f"rm -r {DATA} {BACKUPS}" in said, "how to delete the rest"
    assert machine.sh(f"find {DATA} {BACKUPS} | sort").split() == kept
    elsewhere = machine.sh("find /etc /usr /lib /var /run -xdev -iname '*rustygpt*' -not -path '/var/cache/*'").split()
    assert sorted(path for path in elsewhere if path not in kept) == []
    assert owner(machine, DATA) == {DATA: "rustygpt:rustygpt 700"}, "the user stays, whose number nobody else may get"


def test_installed_after_a_purge_it_finds_them(machine, person):
    machine.apt(f"install {NEW}")
    answers(machine, person)
    assert "drain_seconds = 20" in machine.path(CONFIGURATION).read_text(), "as it is shipped"


def test_deleted_for_good_and_never_started_it_leaves_nothing(machine):
    machine.follow("Remove the package")
    machine.sh("systemctl mask rustygpt")
    machine.apt(f"install {NEW}")
    assert machine.is_active() != "active" and not machine.path(f"{DATA}/rustygpt.db").exists()
    machine.apt("purge rustygpt")
    assert not machine.path(DATA).exists() and not machine.path("/etc/rustygpt").exists()
    machine.sh("systemctl unmask rustygpt")


def test_an_old_database_is_brought_up_to_date(machine):
    """schema-10.db was made by a server of that schema: two people, conversations with traces, documents, an API token."""
    machine.apt(f"install {NEW}")
    machine.sh(f"systemctl stop rustygpt; rm {DATA}/rustygpt.db*")
    old = machine.path(f"{DATA}/rustygpt.db")
    old.write_bytes(gzip.decompress((folder.TREE / "tests/package/schema-10.db.gz").read_bytes()))
    machine.sh(f"chown rustygpt:rustygpt {DATA}/rustygpt.db; chmod 600 {DATA}/rustygpt.db")
    schema = "SELECT max(version) FROM schema_migrations"
    machine.apt(f"install --reinstall {NEW}")
    assert query(machine.path(AGAIN), schema) == 10, "as it was"
    newest = max(int(path.name[:4]) for path in (folder.TREE / "src/storage/migrations").glob("*.sql"))
    bob = Client(machine).login("bob@example.org")
    conversation = bob.get("/api/conversations").json()["conversations"][0]
    assert conversation["message_count"] == 4
    assert chat.finished(bob, "5 miles in km?", conversation_id=conversation["id"])["status"] == "completed"
    found = bob.get("/api/search?q=wages").json()["results"]
    assert any(result["kind"] == "document" for result in found), found
    assert "is sound" in machine.server("check")
    machine.sh("systemctl stop rustygpt")
    assert query(old, schema) == newest
    machine.sh("systemctl start rustygpt")
    machine.follow("Remove the package")


def test_it_takes_over_from_an_installation_by_hand(machine):
    tree = machine.path("/tree")
    shutil.copytree(folder.TREE / "deploy", tree / "deploy")
    machine.sh("dpkg-deb --extract /packages/new/*.deb /tmp/unpacked; install -D /tmp/unpacked/usr/bin/rustygpt-server /tree/build/release/rustygpt-server")
    by_hand = (folder.TREE / "docs/operations/deploy.md").read_text().split("\n## Install\n")[1]
    machine.sh("cd /tree\n" + re.search(r"^```sh\n((?:.*\n)*?)```$", by_hand, re.M)[1])
    machine.sh("systemctl daemon-reload && systemctl enable --now rustygpt")
    machine.server("user create --email hand@example.org --username hand --role admin --password-stdin", stdin=PASSWORD + "\n")
    assert "/usr/local/bin/" in machine.sh("systemctl status rustygpt --no-pager")
    machine.follow("From an installation by hand to the package")
    machine.apt(f"install {NEW}")
    assert "/usr/bin/rustygpt-server" in machine.sh("systemctl status rustygpt --no-pager")
    assert Client(machine).login("hand@example.org").get("/api/auth/me").status == 200

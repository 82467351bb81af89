"""A package's life on a clean Debian 12, in its order: installed, used, upgraded, removed, installed again, purged. The tests share
one machine; each begins where the one before ended."""

import re

import pytest

import chat
import papers
from accounts import PASSWORD, Client
from guest import Refused

CONFIGURATION = "/etc/rustygpt/rustygpt.toml"
DATA, BACKUP = "/var/lib/rustygpt", "/var/backups/rustygpt/before-upgrade.db"
ADA, BOB = "ada@example.org", "bob@example.org"
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


def answers(machine, person):
    """It is there, and so is what was written."""
    assert machine.is_active() == "active"
    assert chat.message(person, person.receipt["message_id"])["content"] == person.text
    assert papers.fetched(person, person.document)["title"] == "Opening hours"
    assert chat.finished(person)["status"] == "completed"


def test_installs_with_all_that_it_needs(machine):
    said = machine.apt(f"install {machine.before}")
    assert "journalctl -u rustygpt" in said, "how to go on"
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
    assert '"event":"listening"' in machine.journal()
    assert machine.sh("find /var/log -name '*rusty*'") == ""


def test_a_newcomer_sets_it_up_by_the_link_in_the_journal(machine, person):
    link = re.search(r"http://127\.0\.0\.1:8080/#setup=(\S+)", machine.journal())
    reply = person.post("/api/setup", {"username": "ada", "email": ADA, "password": PASSWORD, "setup_token": link[1]},
                        headers=[("Origin", "http://127.0.0.1:8080"), ("Host", "127.0.0.1:8080"), ("Content-Type", "application/json")])
    assert reply.status == 201, reply
    person.signed_in(reply)


def test_another_person_is_made_from_the_shell(machine):
    machine.server(f"user create --email {BOB} --username bob --role member --password-stdin", stdin=PASSWORD + "\n")
    assert Client(machine).login(BOB).get("/api/auth/me").status == 200
    assert re.search(rf"^{BOB} +member", machine.server("user list"), re.M)


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
    assert any("configuration reloaded" in line and "drain_seconds" in line for line in machine.journal().splitlines())


def test_upgrades_and_keeps_what_there_is(machine, person):
    """A changed configuration, which needs a secret of the unit's environment, people, sessions, conversations, documents."""
    machine.sh(f"""printf '[[models]]\\nid = "builtin"\\nprovider = "builtin"\\napi_key = "RUSTYGPT__SECRETS__UPSTREAM"\\n' >> {CONFIGURATION}
        (umask 077; echo 'RUSTYGPT__SECRETS__UPSTREAM="a key with spaces and $"' > /etc/rustygpt/environment)
        systemctl restart rustygpt""")
    changed, before = machine.path(CONFIGURATION).read_text(), machine.main_process()
    was = version(machine)
    machine.apt(f"install {machine.new}")
    assert version(machine) != was and machine.main_process() not in ("0", before), "the new binary serves"
    assert machine.path(CONFIGURATION).read_text() == changed and "drain_seconds = 19" in changed
    answers(machine, person)
    assert person.get("/api/auth/me").json()["user"]["email"] == ADA, "still signed in"
    assert Client(machine).login(BOB).get("/api/auth/me").status == 200
    assert "is sound" in machine.sh("""set -a; . /etc/rustygpt/environment; cd /
        runuser -u rustygpt -- rustygpt-server check --config /etc/rustygpt/rustygpt.toml""")


def test_the_upgrade_left_a_way_back(machine):
    assert owner(machine, BACKUP) == {BACKUP: "rustygpt:rustygpt 600"}
    machine.sh(f"sed -i '/^..models/,$d' {CONFIGURATION} && systemctl restart rustygpt")
    assert "is sound" in machine.server(f"check {BACKUP}")


def test_an_upgrade_that_cannot_back_up_changes_nothing(machine, person):
    before = machine.main_process()
    machine.sh("mv /var/backups/rustygpt /var/backups/aside && touch /var/backups/rustygpt")
    with pytest.raises(Refused, match="could not be backed up, so nothing was upgraded"):
        machine.apt(f"install --reinstall {machine.new}")
    answers(machine, person)
    assert machine.main_process() == before and machine.sh("dpkg --audit") == ""
    machine.sh("rm /var/backups/rustygpt && mv /var/backups/aside /var/backups/rustygpt")
    machine.sh(f"rm {BACKUP}; RUSTYGPT_UPGRADE_WITHOUT_BACKUP=yes apt-get -qq --yes install --reinstall {machine.new}")
    assert machine.main_process() != before and not machine.path(BACKUP).exists()
    answers(machine, person)


def test_a_service_that_was_switched_off_stays_off(machine, person):
    machine.sh("systemctl disable --now rustygpt")
    machine.apt(f"install --reinstall {machine.new}")
    assert machine.is_active() == "inactive"
    machine.sh("systemctl enable --now rustygpt")
    answers(machine, person)


def test_removed_it_leaves_configuration_and_data(machine):
    machine.apt("remove rustygpt")
    assert machine.is_active() == "inactive" and not machine.path("/usr/bin/rustygpt-server").exists()
    assert "drain_seconds = 19" in machine.path(CONFIGURATION).read_text()
    assert machine.path(f"{DATA}/rustygpt.db").exists() and machine.path(f"{DATA}/rustygpt.db.key").exists()


def test_installed_again_it_goes_on(machine, person):
    machine.apt(f"install {machine.new}")
    answers(machine, person)
    assert "drain_seconds = 19" in machine.path(CONFIGURATION).read_text()


def test_purged_it_leaves_what_people_wrote_alone(machine):
    machine.sh("systemctl stop rustygpt")  # what SQLite needs while it runs goes with its end
    kept = machine.sh(f"find {DATA} /var/backups/rustygpt | sort").split()
    assert {f"{DATA}/rustygpt.db", f"{DATA}/rustygpt.db.key", BACKUP} <= set(kept)
    said = machine.apt("purge rustygpt")
    assert f"rm -r {DATA} /var/backups/rustygpt" in said, "how to delete the rest"
    assert machine.sh(f"find {DATA} /var/backups/rustygpt | sort").split() == kept
    elsewhere = machine.sh("find /etc /usr /lib /var /run -xdev -iname '*rustygpt*' -not -path '/var/cache/*'").split()
    assert sorted(path for path in elsewhere if path not in kept) == []
    assert owner(machine, DATA) == {DATA: "rustygpt:rustygpt 700"}, "the user stays, whose number nobody else may get"


def test_installed_after_a_purge_it_finds_them(machine, person):
    machine.apt(f"install {machine.new}")
    answers(machine, person)
    assert "drain_seconds = 20" in machine.path(CONFIGURATION).read_text(), "as it is shipped"


def test_purged_before_anybody_wrote_nothing_is_left(machine):
    machine.apt("purge rustygpt")
    machine.sh(f"rm -r {DATA} /var/backups/rustygpt")
    machine.sh("systemctl mask rustygpt")
    machine.apt(f"install {machine.new}")
    assert machine.is_active() != "active" and not machine.path(f"{DATA}/rustygpt.db").exists()
    machine.apt("purge rustygpt")
    assert not machine.path(DATA).exists() and not machine.path("/etc/rustygpt").exists()

"""The Prometheus text format, version 0.0.4, as strictly as its readers take it; and what moved between two scrapes."""

import re
import time

LINE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
SUFFIXES = ("_bucket", "_sum", "_count")


class Scrape:
    def __init__(self, text):
        assert text.endswith("\n")
        self.text, self.types, self.helps, self.samples = text, {}, {}, {}
        for line in text.splitlines():
            self.read_comment(line) if line.startswith("#") else self.read_sample(line)

    def read_comment(self, line):
        _, kind, name, rest = line.split(" ", 3)
        table = {"HELP": self.helps, "TYPE": self.types}[kind]
        assert name not in table, f"{kind} twice: {line}"
        table[name] = rest

    def read_sample(self, line):
        match = LINE.fullmatch(line)
        assert match, f"no sample: {line!r}"
        name, labels, value = match[1], match[2] or "", float(match[3])
        assert self.family(name) in self.types, f"a sample without a type: {line!r}"
        pairs = LABEL.findall(labels)
        assert "".join(f'{k}="{v}",' for k, v in pairs).rstrip(",") == labels.rstrip(","), line
        key = name, frozenset(pairs)
        assert key not in self.samples, f"twice: {line!r}"
        self.samples[key] = value

    def family(self, name):
        if name in self.types:
            return name
        return next((name.removesuffix(s) for s in SUFFIXES if name.endswith(s)), name)

    def of(self, name, **labels):
        """Samples of that name that have these labels."""
        wanted = set(labels.items())
        return {dict_of(pairs): value for (n, pairs), value in self.samples.items() if n == name and wanted <= pairs}

    def value(self, name, **labels):
        return sum(self.of(name, **labels).values())

    def label_values(self, label, of=None):
        return {v for name, pairs in self.samples for k, v in pairs if k == label and of in (None, name)}

    def names(self):
        return {name for name, _ in self.samples}


def dict_of(pairs):
    return tuple(sorted(pairs))


def scrape(server, path="/metrics"):
    with server.connect() as connection:
        reply = connection.ask("GET", server.base_path + path)
    assert reply.status == 200, reply
    assert reply.header("Content-Type") == "text/plain; version=0.0.4", reply
    return Scrape(reply.body.decode("utf-8"))


class Watch:
    """What has moved since it was made."""

    def __init__(self, server):
        self.server = server
        self.before = scrape(server)

    def moved(self, name, **labels):
        return scrape(self.server).value(name, **labels) - self.before.value(name, **labels)

    def moves(self, by, name, within=10.0, **labels):
        """True once it has moved by exactly that much: for what is counted a moment after it can be seen."""
        end = time.monotonic() + within
        while (now := self.moved(name, **labels)) != by and time.monotonic() < end:
            time.sleep(0.002)
        assert now == by, f"{name}{labels} moved by {now}, not {by}"
        return True


def settled(look, wanted, within=10.0):
    """True once look() gives what is wanted."""
    end = time.monotonic() + within
    while (found := look()) != wanted and time.monotonic() < end:
        time.sleep(0.005)
    assert found == wanted, (found, wanted)
    return True


"""How the commands for the shell end."""


def good(done):
    assert done.returncode == 0 and done.stderr == b"", done
    return done.stdout.decode()


def refused(done, *parts):
    """One line on standard error that says why."""
    assert done.returncode == 1, done
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1 and all(part in lines[0] for part in parts), lines
    return lines[0]

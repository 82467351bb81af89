"""A clean Debian 12 in a folder: made by debootstrap from the mirror that this machine's own apt uses, kept in .cache as an archive,
unpacked for each use. Needs root, and says so."""

import ctypes
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]
CACHE = TREE / ".cache/debian"
RELEASE = "bookworm"
# The least that systemd runs in; a package has to bring whatever else it needs.
INCLUDED = ["systemd", "systemd-sysv"]
ARCHIVES = "var/cache/apt/archives"
NEW_MOUNTS = 0x00020000  # CLONE_NEWNS
libc = ctypes.CDLL(None, use_errno=True)


def run(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}"
    return done.stdout


def require_root():
    assert os.geteuid() == 0, "this part makes file systems and namespaces of its own, which root alone may: run it as root"


def suites():
    """[(address, suite)] of the machine's own apt, as far as they are Debian 12's."""
    text = run("apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages")
    return {(address, suite) for address, suite, component in map(str.split, text.splitlines())
            if component == "main" and suite in (RELEASE, f"{RELEASE}-updates", f"{RELEASE}-security")}


def sources():
    """Those, the release itself first."""
    if not any(suite == RELEASE for _, suite in suites()):
        run("apt-get", "-qq", "update")  # an image without package lists
    found = sorted(suites(), key=lambda pair: (pair[1] != RELEASE, pair))
    assert found and found[0][1] == RELEASE, f"this machine's apt knows no mirror of {RELEASE}: {found}"
    return found


def use_network_of_the_machine(root):
    """Where names are looked up, and through which proxy apt goes."""
    for name in ("etc/resolv.conf", "etc/hosts"):
        (root / name).unlink(missing_ok=True)
        shutil.copy(f"/{name}", root / name)
    (root / "etc/apt/apt.conf.d/90machine").write_text(run("apt-config", "dump", "Acquire"))
    lines = [f"deb {address} {suite} main\n" for address, suite in sources()]
    (root / "etc/apt/sources.list").write_text("".join(lines))


def in_memory(folder):
    """The folder in memory, for this process and its children alone: a package's installation waits for nothing but the disk. It goes
    with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    if libc.unshare(NEW_MOUNTS) != 0:
        raise OSError(ctypes.get_errno(), "no mounts of one's own here (CAP_SYS_ADMIN is needed)")
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tmpfs", "-o", "size=3G,mode=755", "tmpfs", folder)


def base(room):
    """The clean Debian as one archive, made where it is not there yet; one that was not finished has another name."""
    archive = CACHE / f"{hashlib.sha256(f'{RELEASE} {INCLUDED} 1'.encode()).hexdigest()[:12]}.tar"
    if not archive.exists():
        making = room / "making"
        run("debootstrap", "--variant=minbase", f"--include={','.join(INCLUDED)}", RELEASE, making, sources()[0][0])
        (making / "etc/machine-id").write_text("")
        shutil.rmtree(CACHE, ignore_errors=True)
        CACHE.mkdir(parents=True)
        run("tar", "--create", "--file", CACHE / "unfinished", "--directory", making, ".")
        (CACHE / "unfinished").rename(archive)
        run("rm", "-rf", making)
    return archive


def chroot(root, command):
    return run("chroot", root, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8",
               "sh", "-euc", command)


def clean(room):
    """A clean Debian of its own, in memory, with the machine's network for apt."""
    require_root()
    in_memory(room)
    archive, root = base(room), room / "root"
    root.mkdir()
    run("tar", "--extract", "--file", archive, "--directory", root)
    kept = archive.with_suffix(".archives")
    kept.mkdir(exist_ok=True)
    for file in kept.iterdir():
        shutil.copy(file, root / ARCHIVES)
    use_network_of_the_machine(root)
    return root


def machine(room, packages):
    """A clean Debian with each package in /packages/NAME and all that it depends on downloaded: what follows is done without a
    network."""
    root = clean(room)
    chroot(root, "apt-get -qq update")
    for name, package in packages.items():
        target = root / "packages" / name
        target.mkdir(parents=True)
        shutil.copy(package, target)
        chroot(root, f"apt-get -qq --yes --download-only install /packages/{name}/{package.name}")
    for file in (root / ARCHIVES).glob("*.deb"):  # for the next one
        shutil.copy(file, base(room).with_suffix(".archives"))
    return root

"""The files of Debian packages, and of what they depend on, without a package manager's leave."""

import functools
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sandbox import Failure

# What Debian's slim images leave out of every package.
SLIM = re.compile(r"/usr/share/(doc|man|info|locale|lintian|linda|groff)/")


@functools.cache
def _status():
    """{package: (essential or required, [alternatives of each dependency])} of this system."""
    form = "${binary:Package}\t${Essential}\t${Priority}\t${Pre-Depends}, ${Depends}\t${Provides}\n"
    done = subprocess.run(["dpkg-query", "-W", f"-f={form}"], capture_output=True, text=True, check=True)
    status = {}
    for line in done.stdout.splitlines():
        name, essential, priority, depends, provides = line.split("\t")
        needs = [re.sub(r"\([^)]*\)|:any", "", need).split("|") for need in depends.split(",") if need.strip()]
        entry = essential == "yes" or priority == "required", [[one.strip() for one in need] for need in needs]
        for alias in (name.split(":")[0], *(one.split()[0] for one in provides.split(",") if one.strip())):
            status.setdefault(alias, entry)
    return status


def _closure(names):
    """The packages and everything that they depend on."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in found or name not in _status():
            continue
        found.add(name)
        for alternatives in _status()[name][1]:
            waiting += [one for one in alternatives if one in _status()][:1]
    return found


def _copy(path, root):
    """Copies one path of this system under `root`, links as links; how many bytes that is."""
    source, target = Path(path), root / path.lstrip("/")
    if target.is_symlink() or target.is_file():
        return 0
    if source.is_dir() and not source.is_symlink():
        target.mkdir(parents=True, exist_ok=True)
        return 0
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)
    return 0 if source.is_symlink() else source.stat().st_size


def _install(name, root):
    listed = subprocess.run(["dpkg-query", "-L", name], capture_output=True, text=True)
    if listed.returncode == 0:
        paths = [path for path in listed.stdout.splitlines() if path.startswith("/") and path != "/."]
        # A path can be diverted or have been left out when its package was installed.
        return sum(_copy(path, root) for path in paths if not SLIM.match(path) and Path(path).exists())
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(["apt-get", "download", name], cwd=folder, capture_output=True, text=True)
        files = list(Path(folder).glob("*.deb"))
        if fetched.returncode != 0 or not files:
            raise Failure(f"{name} is neither installed nor to be had by `apt-get download`: {fetched.stderr.strip()}")
        unpacked = Path(folder) / "files"
        subprocess.run(["dpkg-deb", "-x", files[0], unpacked], check=True)
        paths = ["/" + str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if not path.is_dir()]
        kept = [path for path in paths if not SLIM.match(path)]
        size = sum((unpacked / path[1:]).lstat().st_size for path in kept)
        for path in kept:
            target = root / path[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(unpacked / path[1:], target, follow_symlinks=False)
        return size


def lay_out(image, root):
    """Makes the image's root, less what of its base the program cannot need; how many bytes it adds to the base."""
    for name in ("bin", "lib", "lib64", "sbin"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    for name in ("proc", "dev", "etc/mpe", "tmp"):
        (root / name).mkdir(parents=True, exist_ok=True)
    base = _closure(name for name, (is_base, _) in _status().items() if is_base) | _closure(["apt"])
    # What the Dockerfile names counts as added: slim images do without tzdata, of however high a priority it is.
    base -= set(image.final.packages)
    wanted = _closure(image.final.packages) | set(image.final.packages)
    # Of the base only libraries: there is no shell here, so that nothing can need one.
    for name in sorted(_closure(wanted) & base):
        if name.startswith(("lib", "gcc-")):
            _install(name, root)
    added = sum(_install(name, root) for name in sorted(wanted - base) if not name.startswith("debconf"))
    # As the installation of ca-certificates does.
    certificates = sorted((root / "usr/share/ca-certificates").rglob("*.crt"))
    bundle = root / "etc/ssl/certs/ca-certificates.crt"
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_bytes(b"".join(path.read_bytes() for path in certificates))
    return added + bundle.stat().st_size

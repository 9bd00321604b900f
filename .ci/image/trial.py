"""Runs the image's program in its root: read-only, as its user, in namespaces of its own, where there is no shell."""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

import grpc
import wire
from sandbox import Failure, Program

CLONE_NEWNS, CLONE_NEWNET = 0x00020000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def _enter_namespaces():
    """From here on mounts and ports of this process are its own: nothing stays, and no port is taken."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS | CLONE_NEWNET) != 0:
        raise Failure(f"cannot make namespaces: {os.strerror(ctypes.get_errno())}; run it where root may unshare")
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))


def _mount(*words):
    done = subprocess.run(["mount", *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"`mount {' '.join(map(str, words))}` failed: {done.stderr.strip()}")


def _mount_root(root, domain):
    _mount("--make-rprivate", "/")
    inside = root / "etc/mpe" / domain.name
    inside.touch()
    _mount("--bind", root, root)
    _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", root / "dev")
    for name in ("null", "zero", "random", "urandom"):
        (root / "dev" / name).touch()
        _mount("--bind", f"/dev/{name}", root / "dev" / name)
    _mount("--bind", domain, inside)
    _mount("-o", "remount,bind,ro", root)
    if not os.statvfs(root).f_flag & os.ST_RDONLY:
        raise Failure(f"{root} is not read-only")


class Inside:
    """Commands in the root, with process ids of their own."""

    def __init__(self, image, root):
        self.image, self.root = image, root

    def command(self, words):
        return [
            "setpriv", "--no-new-privs", "unshare", "--pid", "--fork", "--kill-child", f"--mount-proc={self.root}/proc",
            "chroot", f"--userspec={self.image.final.user}", self.root, *words,
        ]  # fmt: skip

    def run(self, words):
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run(self.command(words), capture_output=True, text=True, timeout=120, env=environment)

    def mpe(self, *words):
        return self.run([*self.image.final.entrypoint, *words])

    def require(self, what, done, code=0, text=""):
        if done.returncode != code or text not in done.stdout + done.stderr:
            raise Failure(f"{what}: exit code {done.returncode}, {done.stdout}{done.stderr}")


def _first_descendant(pid, name):
    """The process below `pid` whose program is called `name`."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if Path(f"/proc/{child}/comm").read_text().strip() == name:
            return int(child)
        if found := _first_descendant(int(child), name):
            return found
    return None


def _status(pid):
    return dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)


def _check(port, path):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        answer = channel.unary_unary(wire.METHOD)(wire.check_request(path=path), timeout=30, wait_for_ready=True)
        return wire.check_response(answer)


def run(image, root, domain):
    """Yields what is so."""
    program = image.final.entrypoint[0]
    port = image.final.ports[0]
    _enter_namespaces()
    _mount_root(root, domain)
    inside = Inside(image, root)

    listed = inside.run(["/usr/lib64/ld-linux-x86-64.so.2", "--list", program])
    if listed.returncode != 0 or "not found" in listed.stdout:
        raise Failure(f"the image has not every library of {program}:\n{listed.stdout}{listed.stderr}")
    swift = [line for line in listed.stdout.splitlines() if "swift" in line.lower() or "Foundation" in line]
    if swift:
        raise Failure(f"{program} needs libraries of Swift, which the image has not: {swift}")
    yield f"the loader finds all {len(listed.stdout.splitlines())} libraries"

    question = 'time.clock([1767225600000000000, "Asia/Kolkata"])'
    done = inside.mpe("rego", "eval", "--format", "raw", question)
    if done.returncode != 0 or json.loads(done.stdout) != [5, 30, 0]:
        raise Failure(f"`{question}` is not [5, 30, 0], so there are no time zones: {done.stdout}{done.stderr}")
    yield "time zones work"

    inside.require("the health check without a server", inside.run(image.final.health), 1, "nothing listens there")
    arguments = ["serve", "-p", "envoy", "-b", f"/etc/mpe/{domain.name}"]
    with contextlib.closing(Program("mpe", inside.command([*image.final.entrypoint, *arguments]))) as server:
        server.wait_until_listening(port)
        pid = _first_descendant(server.process.pid, Path(program).name)
        status = _status(pid)
        user = image.final.user.split(":")
        facts = (status["Uid"].split(), status["Gid"].split(), int(status["CapEff"], 16), status["NoNewPrivs"].strip())
        if facts != ([user[0]] * 4, [user[1]] * 4, 0, "1"):
            raise Failure(f"mpe runs with the user, group, capabilities and privileges {facts}")
        for path, code in (("/catalogue/lamp", 0), ("/admin/lamp", 7)):
            if (answer := _check(port, path)).code != code:
                raise Failure(f"the Check of {path} is answered by {answer}")
        record = server.line(30)
        if record is None or json.loads(record)["decision"] != "GRANT":
            raise server.failure("wrote no AccessRecord")
        yield f"as user {image.final.user}, without capabilities, on a read-only root it grants and denies Checks"

        inside.require("the health check", inside.run(image.final.health), 0, "is SERVING")
        yield f"`{' '.join(image.final.health)}` says SERVING"
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 30
        while server.running() and time.monotonic() < deadline:
            time.sleep(0.02)
        if server.running() or server.process.returncode != 0:
            raise server.failure(f"did not end well by SIGTERM as process 1: {server.process.returncode}")
    yield "SIGTERM ends it as process 1, with exit code 0"

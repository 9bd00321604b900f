"""A shell that runs the commands of one document, one after the other, in a folder of its own.

Where the system allows it the shell has network and processes of its own: the ports that a document names are free, and
nothing that it started outlives it.
"""

import contextlib
import functools
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 120
LOOPBACK_UP = (
    "import fcntl, socket, struct; "
    "fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sh14x', b'lo', 0x41))"  # SIOCSIFFLAGS: UP, RUNNING
)
BACKGROUND = re.compile(r"(?<!&)&\s*(#.*)?$")
PORTS = re.compile(r"(?:--port[ =]|(?:127\.0\.0\.1|localhost|0\.0\.0\.0|tcp:):|upstream\.py |http\.server )(\d{2,5})\b")


@functools.cache
def isolation():
    """The words that run a command apart from the rest of the system, or none where that is not allowed."""
    apart = ["--net", "--pid", "--fork", "--mount-proc", "--kill-child"]
    for how in (["unshare", "--map-root-user", *apart], ["unshare", *apart]):
        with contextlib.suppress(OSError):
            if subprocess.run([*how, sys.executable, "-c", LOOPBACK_UP], capture_output=True).returncode == 0:
                return how
    return []


def copy_of(root, folder):
    """A copy of the tree as a fresh clone has it, with the tools of `make setup`."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True, text=True
    )
    if (root / ".git").exists() and listed.returncode == 0:
        for path in filter(None, listed.stdout.split("\0")):
            if (root / path).is_file():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / path, folder / path)
    else:
        shutil.copytree(root, folder, ignore=shutil.ignore_patterns(".git", ".build*", ".venv"), dirs_exist_ok=True)
    if (root / ".venv").exists():
        (folder / ".venv").symlink_to((root / ".venv").resolve())


def search_path(root):
    """Where programs are looked for: the system's, then those of `make setup`."""
    return f"{os.environ['PATH']}:{root / '.venv/bin'}"


class Shell:
    def __init__(self, root, mpe):
        self.scratch = Path(tempfile.mkdtemp())
        self.folder = self.scratch / "mpe-envoy"
        self.folder.mkdir()
        copy_of(root, self.folder)
        (self.scratch / "bin").mkdir()
        (self.scratch / "bin/mpe").symlink_to(mpe)
        (self.scratch / "home").mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MPE", "MAKE"))}
        env = kept | {
            "MPE": str(mpe),  # for the project's own scripts
            "PATH": f"{self.scratch}/bin:{search_path(root)}",
            "HOME": str(self.scratch / "home"),
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        self.status = 0
        self.count = 0
        self.process = subprocess.Popen(
            [*isolation(), "bash", "--norc"],
            cwd=self.folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        if isolation():
            self.tell(f"{sys.executable} -c \"{LOOPBACK_UP}\"; echo $?")

    def tell(self, line, seconds=SECONDS):
        """Has the shell run a line that ends by printing a status; None where that does not come, or not in time."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return None
        answer = self.process.stdout.readline().strip()
        return int(answer) if answer else None

    def run(self, command, ready=()):
        """Runs a command of the document. Returns its status (None: it did not end) and the lines that it printed."""
        self.count += 1
        script, output = self.scratch / f"{self.count}.sh", self.scratch / f"{self.count}.out"
        script.write_text(command + "\n")
        before = f"(exit {self.status}); " if self.status else ""
        status = self.tell(f'{before}. "{script}" </dev/null >"{output}" 2>&1; echo $?')
        self.status = status or 0
        if BACKGROUND.search(command):
            for port in sorted({*ready, *ports(command)}):
                if missing := self.wait_for(port):
                    return 1, [missing, *lines_of(output)]
            return status, []
        return status, lines_of(output)

    def wait_for(self, port):
        """Waits until the program started last listens; what is wrong where it does not."""
        status = self.tell(
            f"for _ in $(seq 600); do (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; "
            "kill -0 $! 2>/dev/null || break; sleep 0.05; done; "
            f"(exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; echo $?"
        )
        return None if status == 0 else f"nothing listens on port {port}"

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2 if not isolation() else 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def ports(command):
    """The ports that a command in the background is to listen on."""
    found = [int(port) for port in PORTS.findall(command)]
    if "mpe serve" in command and not re.search(r"--port|--listen", command):
        found.append(9000)
    return found


def lines_of(output):
    return output.read_text("utf-8", "replace").splitlines() if output.exists() else []

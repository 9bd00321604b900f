"""What the clients of Examples/clients are tried against: a relay that counts connections, a service that answers
wrongly in every way that a client must not take for a yes, and addresses that are none of mpe's."""

import contextlib
import socket
import threading
import time

YES = b'{"allow":true}\n'


def answer(body, status="200 OK", extra=b"", length=None):
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n".encode()
    return head + extra + b"\r\n" + body


# What is sent for a request to /NAME/decision. None: nothing at all.
WRONG = {
    "status-500": answer(YES, "500 Internal Server Error"),
    "status-201": answer(YES, "201 Created"),
    "redirect": answer(YES, "307 Temporary Redirect", b"location: /granted/decision\r\n"),
    "found": answer(YES, "302 Found", b"location: /granted/decision\r\n"),
    "empty": answer(b""),
    "no-json": answer(b"allow: true"),
    "null": answer(b"null"),
    "true": answer(b"true"),
    "list": answer(b'[{"allow":true}]'),
    "no-member": answer(b"{}"),
    "text": answer(b'{"allow":"true"}'),
    "number": answer(b'{"allow":1}'),
    "nested": answer(b'{"result":{"allow":true}}'),
    "in-text": answer(b'{"allow":false,"note":"\\"allow\\":true"}'),
    "other-case": answer(b'{"Allow":true}'),
    "upper-case": answer(b'{"ALLOW":true}'),
    "no-then-yes": answer(b'{"allow":false,"allow":true}'),
    "yes-then-no": answer(b'{"allow":true,"allow":false}'),
    "yes-and-another": answer(b'{"allow":true}{"allow":false}'),
    "deep-list": answer(b"[" * 50_000),
    "deep-object": answer(b'{"allow":' * 7_000),
    "cut-off": answer(YES, length=1000),
    "no-length-cut-off": b'HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{"allow":true',
    "chunks-cut-off": b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nf\r\n{"allow":true}\n\r\n',
    "no-http": b"+OK\r\n",
    "silence": None,
    # A byte now and then keeps time-outs of single reads from ending it.
    "drip": answer(b"", length=1000),
}

# Addresses that a client has to refuse with status 2 and a word about the form that it wants.
REFUSED = ["127.0.0.1:{port}", "localhost:{port}", "ftp://127.0.0.1:{port}", "http://", "/", ""]
# Addresses that lead to no mpe: refused, too, or every answer is a no. What speaks TLS has to speak it with https.
UNUSABLE = [
    "https://127.0.0.1:{port}",
    "http:///no-host.invalid",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:nine",
    "http://127.0.0.1:-1",
]


class Server:
    """Accepts connections on a free loopback port, each handled on a thread."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = 0
        self.ended = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._guarded, args=[client], daemon=True).start()

    def _guarded(self, client):
        with contextlib.closing(client), contextlib.suppress(OSError):
            self.handle(client)

    def close(self):
        self.ended = True
        self.listener.close()


class Relay(Server):
    """Passes bytes on to another port."""

    def __init__(self, target):
        self.target = target
        super().__init__()

    def handle(self, client):
        with socket.create_connection(("127.0.0.1", self.target)) as server:
            back = threading.Thread(target=self._pass, args=[server, client], daemon=True)
            back.start()
            self._pass(client, server)
            back.join(5)

    @staticmethod
    def _pass(source, target):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


class Listener(Server):
    """Takes what comes, answers nothing, and notes what came."""

    def __init__(self):
        self.taken = []
        super().__init__()

    def handle(self, client):
        client.settimeout(20)
        self.taken.append(client.recv(65536))


class WrongAnswers(Server):
    """Answers POST /NAME/decision as `WRONG` says, and anything at /granted with a yes."""

    def handle(self, client):
        client.settimeout(20)
        name = self._request(client)
        response = answer(YES) if name == "granted" else WRONG[name]
        if response:
            client.sendall(response)
        if name in ("silence", "drip"):
            while not self.ended:
                time.sleep(0.05)
                if name == "drip":
                    client.sendall(b" ")

    @staticmethod
    def _request(client):
        """Reads one request; the first part of its path."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = client.recv(65536)
            if not piece:
                raise OSError("the connection ended")
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        while lengths and len(body) < lengths[0] and (piece := client.recv(65536)):
            body += piece
        return head.split(b" ")[1].split(b"/")[1].decode()

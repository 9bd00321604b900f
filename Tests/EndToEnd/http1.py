"""HTTP/1.1 by hand: what is sent is what stands here, byte by byte."""

import contextlib
import socket


class Answer:
    """One response."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def __repr__(self):
        return f"{self.status} {self.headers} {self.body[:300]!r}"


class Connection:
    """One connection, to a TCP port or to a Unix socket by its path."""

    def __init__(self, place, seconds=20):
        if isinstance(place, int):
            self.socket = socket.create_connection(("127.0.0.1", place), seconds)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(seconds)
            self.socket.connect(place)
        self.received = b""

    def send(self, data):
        self.socket.sendall(data)

    def _more(self):
        data = self.socket.recv(1 << 16)
        self.received += data
        return bool(data)

    def answer(self, to_head=False):
        """The next response; None where the connection ends instead."""
        try:
            while b"\r\n\r\n" not in self.received:
                if not self._more():
                    return None
            head, _, self.received = self.received.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
            status = int(lines[0].split()[1])
            length = 0 if to_head or status < 200 or status == 204 else int(headers.get("content-length", 0))
            while len(self.received) < length:
                if not self._more():
                    return None
        except ConnectionError:
            return None
        body, self.received = self.received[:length], self.received[length:]
        return Answer(status, headers, body)

    def ended(self):
        """Whether the peer ends the connection, with nothing more to say."""
        try:
            while self._more():
                pass
        except ConnectionError:
            pass
        return not self.received

    def close(self):
        self.socket.close()


def request(method, path, headers=None, body=None, chunked=False):
    """The bytes of a request."""
    headers = {"host": "127.0.0.1"} | (headers or {})
    data = body.encode() if isinstance(body, str) else body
    if chunked:
        headers["transfer-encoding"] = "chunked"
        data = (b"%x\r\n%s\r\n" % (len(data), data) if data else b"") + b"0\r\n\r\n"
    elif data or method in ("POST", "PUT", "PATCH"):
        headers["content-length"] = str(len(data or b""))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (data or b"")


def ask(place, method, path, headers=None, body=None, chunked=False):
    """One request on a connection of its own."""
    with contextlib.closing(Connection(place)) as connection:
        connection.send(request(method, path, headers, body, chunked))
        answer = connection.answer(to_head=method == "HEAD")
        if answer and answer.status == 100:
            answer = connection.answer()
        return answer

"""An HTTP/2 connection that sends one frame at a time, for calls that no well-behaved client makes."""

import socket
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 0x0, 0x1, 0x3, 0x4, 0x6, 0x7
END_STREAM, ACK, END_HEADERS = 0x1, 0x1, 0x4


def frame(kind, flags, stream, payload=b""):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def header_block(headers):
    """HPACK's plainest form: literal names and values, nothing indexed, nothing compressed."""

    def text(value):
        value = value.encode()
        if len(value) > 126:
            raise ValueError("longer than one length byte holds")
        return bytes([len(value)]) + value

    return b"".join(b"\x00" + text(name) + text(value) for name, value in headers)


def grpc_headers(path):
    return header_block(
        [
            (":method", "POST"),
            (":scheme", "http"),
            (":path", path),
            (":authority", "127.0.0.1"),
            ("content-type", "application/grpc"),
            ("te", "trailers"),
        ]
    )


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.goaway = False
        self.reset = set()
        # Payloads of the PINGs that were answered.
        self.pings = []
        self.received = {}
        self.ended = set()
        self.send(PREFACE + frame(SETTINGS, 0, 0))

    def send(self, data):
        self.socket.sendall(data)

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def read_frame(self, seconds):
        """Handles one frame; False where none came in time or the peer has closed."""
        self.socket.settimeout(max(seconds, 0.001))
        try:
            head = self._exactly(9)
            payload = self._exactly(int.from_bytes(head[:3], "big"))
        except (EOFError, TimeoutError, ConnectionError):
            return False
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF
        if kind in (SETTINGS, PING) and not flags & ACK:
            self.send(frame(kind, ACK, 0, payload if kind == PING else b""))
        elif kind == PING:
            self.pings.append(payload)
        elif kind == GOAWAY:
            self.goaway = True
        elif kind == RST_STREAM:
            self.reset.add(stream)
        elif kind == DATA:
            self.received[stream] = self.received.get(stream, b"") + payload
        if kind in (DATA, HEADERS) and flags & END_STREAM:
            self.ended.add(stream)
        return True

    def read_until(self, done, seconds=10):
        """Reads frames until `done()`; whether that came in time."""
        deadline = time.monotonic() + seconds
        while not done():
            left = deadline - time.monotonic()
            if left <= 0 or not self.read_frame(left):
                return done()
        return True

    def message(self, stream, seconds=10):
        """The one gRPC message that answers a stream, without its length prefix."""
        if not self.read_until(lambda: stream in self.ended or stream in self.reset, seconds):
            raise AssertionError(f"stream {stream} has no answer after {seconds} s")
        return self.received.get(stream, b"")[5:]

    def close(self):
        self.socket.close()

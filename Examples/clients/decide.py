"""Asks mpe for decisions by HTTP. Usage: python3 decide.py http://127.0.0.1:9000"""

import http.client
import json
import socket
import sys
import threading
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 1.0
ANSWER_BYTES_MAX = 65536


class DecisionPoint:
    """One connection to mpe, for one thread. Whatever is not a clear yes is a no."""

    def __init__(self, url, timeout_seconds=TIMEOUT_SECONDS):
        parts = urlsplit(url)
        # This connection has no TLS: with https the PORC would go in plain text.
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError("not of the form http://HOST:PORT")
        self.path = parts.path.rstrip("/") + "/decision"
        self.timeout_seconds = timeout_seconds
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout_seconds)

    def allows(self, porc):
        kept = self.connection.sock is not None
        try:
            try:
                return self._ask(porc)
            except (ConnectionError, http.client.RemoteDisconnected):
                # mpe closes connections that are silent for long: then it is asked once more, by a new one.
                self.connection.close()
                if not kept:
                    raise
                return self._ask(porc)
        except Exception as error:  # whatever it is, it is no yes
            self.connection.close()
            print(f"no decision: {type(error).__name__}: {error}", file=sys.stderr)
            return False

    def _ask(self, porc):
        # Opened here, so that the timer below has a socket to end; a connection that is open is used again.
        if self.connection.sock is None:
            self.connection.connect()
        # The socket's time-out is one for each read; this one is for the whole answer.
        timer = threading.Timer(self.timeout_seconds, self.connection.sock.shutdown, [socket.SHUT_RDWR])
        timer.start()
        try:
            self.connection.request("POST", self.path, json.dumps(porc), {"content-type": "application/json"})
            response = self.connection.getresponse()
            text = response.read(ANSWER_BYTES_MAX)
        finally:
            timer.cancel()
        if response.status != 200 or not response.isclosed():
            raise ValueError(f"status {response.status}, {len(text)} bytes")
        # What mpe writes, to the letter: nothing else is taken for a yes.
        return text.strip() == b'{"allow":true}'


def main():
    if len(sys.argv) != 2:
        print("usage: decide.py http://HOST:PORT", file=sys.stderr)
        sys.exit(2)
    try:
        mpe = DecisionPoint(sys.argv[1])
    except ValueError as error:
        print(f"`{sys.argv[1]}`: {error}; say where mpe listens: http://HOST:PORT, without TLS", file=sys.stderr)
        sys.exit(2)
    alice = {"sub": "alice", "mroles": ["mrn:shop:role:customer"]}
    questions = [
        ("alice reads her orders", alice, "mrn:http:shop/orders/alice"),
        ("alice reads bob's orders", alice, "mrn:http:shop/orders/bob"),
        ("anyone reads the catalogue", {}, "mrn:http:shop/catalogue/lamp"),
    ]
    for text, principal, resource in questions:
        allowed = mpe.allows({"principal": principal, "operation": "shop:http:get", "resource": resource})
        print(f"{text}: {'allow' if allowed else 'deny'}")


if __name__ == "__main__":
    main()

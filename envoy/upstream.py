#!/usr/bin/env python3
"""A stand-in for the shop: answers every request with what it got, as JSON. Usage: upstream.py PORT [ADDRESS]"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        seen = {
            "port": self.server.server_port,
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body_bytes": len(body),
        }
        text = json.dumps(seen, indent=1).encode() + b"\n"
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: upstream.py PORT [ADDRESS]")
    address = sys.argv[2] if len(sys.argv) == 3 else "127.0.0.1"
    ThreadingHTTPServer((address, int(sys.argv[1])), Echo).serve_forever()

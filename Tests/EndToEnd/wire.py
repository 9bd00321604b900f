"""The bytes of Envoy's CheckRequest and CheckResponse (envoy.service.auth.v3), written and read by hand.

By hand, so that a test can also say what no generated code would: wrong lengths, wrong types, NUL inside a string.
"""

from collections import namedtuple

METHOD = "/envoy.service.auth.v3.Authorization/Check"

# kind: ok, denied, error or empty. code: the only part by which Envoy lets a request through, where it is 0.
CheckResponse = namedtuple("CheckResponse", "code kind status headers body")


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, payload):
    """A length-delimited field: a string, bytes, or a message."""
    payload = payload.encode() if isinstance(payload, str) else payload
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def number_field(number, value):
    return varint(number << 3) + varint(value)


def entry(key, value):
    """An entry of a map<string, …>."""
    return field(1, key) + field(2, value)


def http_request(method="GET", path="/", host="shop.example", headers=(), raw_body=b"", more=b""):
    """AttributeContext.HttpRequest."""
    named = [(":method", method), (":path", path), (":authority", host), *dict(headers).items()]
    return b"".join(
        [
            field(1, "9237646471236471623"),
            field(2, method),
            *(field(3, entry(name, value)) for name, value in named),
            field(4, path),
            field(5, host),
            field(6, "https"),
            number_field(9, len(raw_body)) if raw_body else b"",
            field(10, "HTTP/2"),
            field(12, raw_body) if raw_body else b"",
            more,
        ]
    )


def address(ip, port):
    """core.Address with a SocketAddress."""
    return field(1, field(2, ip) + number_field(3, port))


def check_request(http=None, metadata=None, more=b"", **request):
    """A CheckRequest. `http`: the encoded HttpRequest, else made of `request`; `more` goes into the attributes."""
    http = http_request(**request) if http is None else http
    attributes = b"".join(
        [
            field(1, field(1, address("203.0.113.7", 49152))),
            field(2, field(1, address("10.0.0.10", 8443)) + field(4, "spiffe://cluster.local/ns/shop/sa/shop")),
            field(4, field(1, number_field(1, 1767225600) + number_field(2, 250000000)) + field(2, http)),
            field(11, metadata) if metadata is not None else b"",
            more,
        ]
    )
    return field(1, attributes)


def framed(message, compressed=False):
    """gRPC's length prefix."""
    return bytes([compressed]) + len(message).to_bytes(4, "big") + message


def parse(data):
    """{field number: [value, …]} of one message."""
    found, at = {}, 0

    def take(count):
        nonlocal at
        if at + count > len(data):
            raise ValueError(f"a message ends inside a field, at byte {at}")
        at += count
        return data[at - count : at]

    def take_varint():
        number = shift = 0
        while True:
            byte = take(1)[0]
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    while at < len(data):
        key = take_varint()
        kind = key & 7
        if kind == 0:
            value = take_varint()
        elif kind == 2:
            value = take(take_varint())
        elif kind in (1, 5):
            value = take(8 if kind == 1 else 4)
        else:
            raise ValueError(f"wire type {kind} at byte {at}")
        found.setdefault(key >> 3, []).append(value)
    return found


def header_options(options):
    """{name: value} of repeated HeaderValueOption."""
    headers = {}
    for option in options:
        header = parse(parse(option)[1][0])
        value = header.get(2) or header.get(3) or [b""]
        headers[header[1][0].decode()] = value[0].decode()
    return headers


def check_response(data):
    message = parse(data)
    code = parse(message[1][0]).get(1, [0])[0] if 1 in message else 0
    if 3 in message:
        return CheckResponse(code, "ok", None, header_options(parse(message[3][0]).get(2, [])), b"")
    for number, kind in ((2, "denied"), (5, "error")):
        if number in message:
            inner = parse(message[number][0])
            status = parse(inner[1][0]).get(1, [None])[0] if 1 in inner else None
            return CheckResponse(code, kind, status, header_options(inner.get(2, [])), inner.get(3, [b""])[0])
    return CheckResponse(code, "empty", None, {}, b"")

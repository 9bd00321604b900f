"""RSA keys that tests make for themselves: tokens signed by RS256, and the JWKS by which they verify.

In plain Python, so neither fast nor safe against anyone who measures: these keys protect nothing.
"""

import base64
import hashlib
import json
import random
import time

BITS = 2048
EXPONENT = 65537
# The DigestInfo of SHA-256, which PKCS #1 v1.5 puts before the digest.
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
SMALL_PRIMES = [number for number in range(3, 2000, 2) if all(number % other for other in range(3, number, 2))]
SYSTEM = random.SystemRandom()


def is_prime(number):
    """By Miller and Rabin; wrong once in 4^20 times."""
    if any(number % prime == 0 for prime in SMALL_PRIMES):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        power = pow(SYSTEM.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


def prime(bits):
    while True:
        # The two highest bits are set, so that a product of two has all its bits.
        number = SYSTEM.getrandbits(bits) | 3 << (bits - 2) | 1
        if (number - 1) % EXPONENT and is_prime(number):
            return number


def encoded(data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class SigningKey:
    def __init__(self, name):
        self.name = name
        first, second = prime(BITS // 2), prime(BITS // 2)
        self.modulus = first * second
        self.private = pow(EXPONENT, -1, (first - 1) * (second - 1))

    def jwks(self):
        modulus = encoded(self.modulus.to_bytes(BITS // 8, "big"))
        key = {"kty": "RSA", "kid": self.name, "use": "sig", "alg": "RS256", "n": modulus, "e": encoded(b"\x01\x00\x01")}
        return json.dumps({"keys": [key]})

    def token(self, claims, lifetime_seconds=3600, algorithm="RS256"):
        now = int(time.time())
        payload = {"iat": now, "exp": now + lifetime_seconds} | claims
        payload = {name: value for name, value in payload.items() if value is not None}
        signed = f"{encoded({'alg': algorithm, 'kid': self.name})}.{encoded(payload)}"
        digest = SHA256 + hashlib.sha256(signed.encode()).digest()
        padded = b"\x00\x01" + b"\xff" * (BITS // 8 - 3 - len(digest)) + b"\x00" + digest
        signature = pow(int.from_bytes(padded, "big"), self.private, self.modulus)
        return f"{signed}.{encoded(signature.to_bytes(BITS // 8, 'big'))}"

"""Prints one key set, and one token for each algorithm, made by PyJWT and cryptography: {"jwks": …, "tokens": {…}}."""

import base64
import json
import sys
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text(number, length):
    return base64.urlsafe_b64encode(number.to_bytes(length, "big")).rstrip(b"=").decode()


def ec_jwk(key, name, size):
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": name, "x": text(numbers.x, size), "y": text(numbers.y, size)}


def rsa_jwk(key):
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": text(numbers.n, 256), "e": text(numbers.e, 3)}


def ed_jwk(key):
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode()}


issuer, secret = sys.argv[1], sys.argv[2]
rsa_key = rsa.generate_private_key(65537, 2048)
keys = {
    "rsa": (rsa_key, rsa_jwk(rsa_key)),
    "ed": (lambda key: (key, ed_jwk(key)))(ed25519.Ed25519PrivateKey.generate()),
}
for name, curve, size in (("P-256", ec.SECP256R1(), 32), ("P-384", ec.SECP384R1(), 48), ("P-521", ec.SECP521R1(), 66)):
    key = ec.generate_private_key(curve)
    keys[name] = (key, ec_jwk(key, name, size))

USED = {
    "RS256": "rsa", "RS384": "rsa", "RS512": "rsa", "PS256": "rsa", "PS384": "rsa", "PS512": "rsa",
    "ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "ed",
}
now = int(time.time())


def claims(iss, algorithm):
    return {
        "iss": iss, "aud": ["account", "shop"], "sub": "of-" + algorithm, "iat": now, "nbf": now, "exp": now + 300,
        "realm_access": {"roles": ["grüße 漢 🙂"]},
    }


tokens = {
    algorithm: jwt.encode(claims(issuer, algorithm), keys[name][0], algorithm=algorithm, headers={"kid": name})
    for algorithm, name in USED.items()
}
for algorithm in ("HS256", "HS384", "HS512"):
    tokens[algorithm] = jwt.encode(claims(issuer + "secret", algorithm), secret, algorithm=algorithm)
print(json.dumps({"jwks": {"keys": [{**jwk, "kid": kid, "use": "sig"} for kid, (_, jwk) in keys.items()]}, "tokens": tokens}))

"""Credentials: what lets its bearer in, where it stands, and how it is kept out of what is shown.

The one place that says what counts as one: headers and parameters of addresses by the words in
their names, and whatever these held, wherever else it is repeated. Journals, ledgers, evidence,
reports, logs and errors hide by what stands here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import unquote

from cometvideo.wire.remembering import remembered

__all__ = [
    "HIDDEN",
    "MOST_KEYS",
    "Credentials",
    "fingerprint",
    "is_credential",
    "is_hideable",
    "keys_in",
    "without_secret",
]

HIDDEN = "[key]"

# Names of headers and parameters by the words in them, and by how they end: `x-auth-token`,
# `apiKey`, `X-Amz-Signature`, `accesstoken`.
_WORDS = frozenset(
    [
        *("auth", "authentication", "authorization", "bearer", "cookie", "credential"),
        *("credentials", "jwt", "key", "passphrase", "passwd", "password", "pwd", "secret"),
        *("session", "sig", "signature", "token"),
    ]
)
_ENDS = ("auth", "cookie", "key", "password", "secret", "signature", "token")
_NONE = re.compile(r"(?i)access-control-.*|idempotency-key|sec-websocket-.*")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

# Words before a key in the header of one (RFC 9110), which are shown.
_SCHEME = re.compile(
    r"(?is)(api-?key|basic|bearer|digest|hawk|jwt|key|negotiate|ntlm|oauth|token) +(\S.*)"
)
# In JSON an & may be written as an escape, and so may the slashes of an address.
_PARAMETER = re.compile(
    r"((?:[?&;#]|\\u0026|^)([\w.%$\[\]-]+)=)((?:[^&;#\\\s]|;(?![\w.%$\[\]-]+=)|\\(?!u0026))*)"
)
_LINK = re.compile(r"https?:(?://|\\/\\/)(?:[^\s\"'\\<>]|\\/|\\u0026|\\?[\"'](?=[\w-]))+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\([\\/\"'])")
_REST = r"(?:\\.|[^\s\"'<>\\])*+"  # of what is written together
_PASSWORD = re.compile(r"((?://|\\/\\/))[^/?#@\\\s]+@")

# A shorter key is taken for a word too often, and replaced in no text; one of letters alone, or not
# much longer, is replaced where it stands as a word, and any other one wherever it stands.
_SHORTEST = 6
_SHORTEST_ANYWHERE = 8
_LETTERS_ANYWHERE = 16
# What is looked for has bounds in time: so much of a key, of which the rest goes with it, and so
# many keys; where there are more, nothing is shown of what came with them.
_LONGEST = 128
MOST_KEYS = 128


class Credentials(NamedTuple):
    """What is to be hidden: the `headers` of a spec's own, in lower case, and `keys` themselves."""

    headers: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Credentials: {len(self.keys)} keys>"

    def with_those_of(self, headers: Iterable[tuple[str, str]], query: str) -> Credentials:
        """The same with the keys that a request lets itself in with."""
        found = [
            key
            for name, value in headers
            if name.lower() in self.headers or is_credential(name)
            for key in keys_in(name, value)
        ]
        found += [
            unquote(value)
            for _, name, value in _PARAMETER.findall(query)
            if is_credential(unquote(name))
        ]
        return self._replace(keys=tuple(dict.fromkeys((*self.keys, *found)))[: MOST_KEYS + 1])

    def header(self, name: str, value: str) -> str:
        """The value of a header as it may be shown: of a credential, whose it is."""
        if name.lower() not in self.headers and not is_credential(name):
            return self.text(_without_parameters(value))
        split = _SCHEME.fullmatch(value.strip())
        scheme, key = split.groups() if split else ("", value)
        return f"{scheme} present:{fingerprint(key)}".strip() if key else value

    def target(self, target: str) -> str:
        """The path and the query of a request as they may be shown."""
        return self.text(_without_parameters(target))

    def body(self, body: bytes) -> bytes:
        """A body as it may be kept: any bytes, without keys and what links let in with."""
        text = body.decode("latin-1")
        links = _LINK.sub(lambda found: _without_parameters(found[0]), text)
        return self.text(links).encode("latin-1")

    def text(self, text: str) -> str:
        """A text as it may be shown, without the keys; nothing of it where they are too many."""
        return HIDDEN if len(self.keys) > MOST_KEYS else _without(text, self.keys)

    def data(self, data: object) -> object:
        """The data of a JSON text, with every text in it as it may be shown."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, Mapping):
            return self.shown(data)
        return [self.data(each) for each in data] if isinstance(data, list | tuple) else data

    def shown(self, data: Mapping[str, object]) -> dict[str, object]:
        """The same for an object; of its names those keys are taken that no word is like."""
        names = Credentials(keys=tuple(filter(is_hideable, self.keys)))
        return {names.text(name): self.data(value) for name, value in data.items()}


@remembered
def is_credential(name: str) -> bool:
    """Whether a header or a parameter of this name lets its bearer in."""
    if _NONE.fullmatch(name):
        return False
    words = {each.lower() for each in _WORD.findall(name)}
    return bool(words & _WORDS) or name.lower().endswith(_ENDS)


def keys_in(name: str, value: str) -> list[str]:
    """The keys in a header that has some: with a scheme and without, unquoted, of every cookie."""
    parts = [value, value.strip().partition(" ")[2]]
    if "cookie" in name.lower():
        parts = [pair.partition("=")[2] or pair for pair in value.split(";")]
    stripped = [each.strip() for each in parts]
    return [each for part in stripped for each in (part, part.strip("'\"")) if each]


@remembered
def fingerprint(key: str) -> str:
    """A short name for a key from which the key cannot be told."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=4).hexdigest()


def is_hideable(secret: str) -> bool:
    """Whether a key is taken out of a text wherever it stands, because no word is like it."""
    return len(secret) >= (_LETTERS_ANYWHERE if secret.isalpha() else _SHORTEST_ANYWHERE)


def without_secret(text: str, secret: str) -> str:
    """A text without a key that somebody put into it; for the edge, where text is shown or kept.

    Its characters may be written as they are, or as JSON and addresses escape them. A key that may
    be a word is replaced where it stands as one, and not at all where it is so short that words
    would be taken for it: headers and links are redacted whatever they hold.
    """
    return _without(text, (secret,))


def _without(text: str, secrets: Iterable[str]) -> str:
    plain = None
    for secret in secrets:
        if len(secret) < _SHORTEST:
            continue
        if secret not in text:
            # To look for escapes costs a thousand times as much.
            if "\\" not in text and "%" not in text:
                continue
            plain = _unescaped(text) if plain is None else plain
            if not any(form in plain for form in _forms(secret)):
                continue
        if len(secret) > _LONGEST:
            text = text.replace(secret, HIDDEN)
        text, plain = _pattern(secret[: _LONGEST + 1]).sub(HIDDEN, text), None
    return text


@remembered
def _pattern(secret: str) -> re.Pattern[str]:
    found = "".join(map(_escaped, secret[:_LONGEST]))
    if len(secret) > _LONGEST:
        found += _REST
    return re.compile(found if is_hideable(secret) else rf"(?<![\w-]){found}(?![\w-])")


def _forms(secret: str) -> list[str]:
    """What stands in a text without its escapes where this is in it."""
    as_bytes = secret.encode("utf-8", "replace").decode("latin-1")
    return [secret, as_bytes, _unescaped(secret), _unescaped(as_bytes)]


def _unescaped(text: str) -> str:
    def sign(found: re.Match[str]) -> str:
        number, itself = found[1] or found[2], found[3]
        return itself or chr(int(number, 16))

    return _ESCAPE.sub(sign, text)


def _escaped(character: str) -> str:
    """A pattern for a character as it is, percent-encoded, or escaped in JSON."""
    percent = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
    ways = [re.escape(character), f"(?i:{percent})", rf"(?i:\\u{ord(character):04x})"]
    if character in "/\"\\'":
        ways.append(re.escape("\\" + character))
    return f"(?:{'|'.join(ways)})"


def _without_parameters(text: str) -> str:
    def hide(found: re.Match[str]) -> str:
        before, name, value = found.groups()
        return f"{before}present" if value and is_credential(unquote(name)) else found[0]

    return _PASSWORD.sub(r"\1present@", _PARAMETER.sub(hide, text))

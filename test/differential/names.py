"""Domain names as tuples of labels (bytes, leftmost first, no root label): text, wire, folding."""

WIRE_MAX = 255  # RFC 1035 §2.3.4
LABEL_MAX = 63
PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*/+=:")


def fold(name):
    """Letters compare without case, ASCII only (RFC 4343 §3)."""
    return tuple(label.lower() for label in name)


def wire_length(name):
    return sum(len(label) + 1 for label in name) + 1


def fits(name):
    return wire_length(name) <= WIRE_MAX and all(0 < len(label) <= LABEL_MAX for label in name)


def to_wire(name):
    return b"".join(bytes([len(label)]) + label for label in name) + b"\0"


def from_wire(wire):
    labels, at = [], 0
    while wire[at]:
        labels.append(wire[at + 1:at + 1 + wire[at]])
        at += 1 + wire[at]
    return tuple(labels)


def label_to_text(label):
    def octet(value):
        if value in PLAIN:
            return chr(value)
        if 33 <= value <= 126:
            return "\\" + chr(value)
        return "\\%03d" % value
    return "".join(octet(value) for value in label)


def to_text(name):
    return "".join(label_to_text(label) + "." for label in name) or "."


def from_text(text):
    """Absolute text with escapes, as to_text() writes it."""
    labels, label, at = [], bytearray(), 0
    while at < len(text):
        if text[at] == ".":
            labels.append(bytes(label))
            label = bytearray()
        elif text[at] != "\\":
            label.append(ord(text[at]))
        elif text[at + 1].isdigit():
            label.append(int(text[at + 1:at + 4]))
            at += 3
        else:
            label.append(ord(text[at + 1]))
            at += 1
        at += 1
    return tuple(label for label in labels if label)


def spelling(name):
    """Each label as spelt, with the folded name it heads: what must be kept of letter case."""
    folded = fold(name)
    return {(label, folded[at:]) for at, label in enumerate(name)}


def parse(text):
    """Plain text without escapes, absolute or not."""
    return tuple(label.encode() for label in text.split(".") if label)


def is_below(name, ancestor):
    """Strictly below; both folded."""
    return len(name) > len(ancestor) and name[len(name) - len(ancestor):] == ancestor


def is_at_or_below(name, ancestor):
    return name[len(name) - len(ancestor):] == ancestor if len(name) >= len(ancestor) else False


def ancestors(name, origin):
    """From the parent of `name` up to and including `origin`."""
    for skip in range(1, len(name) - len(origin) + 1):
        yield name[skip:]

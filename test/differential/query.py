"""One question as it goes on the wire, and as dig would ask it."""
import dataclasses
import struct

import names
import rdata

CLASS_IN, CLASS_CH, CLASS_ANY = 1, 3, 255
NSID, ECS, COOKIE, KEEPALIVE, PADDING = 3, 8, 10, 11, 12


@dataclasses.dataclass(frozen=True)
class Edns:
    size: int = 1232
    version: int = 0
    do: bool = False
    options: tuple = ()  # of (code, bytes)


@dataclasses.dataclass(frozen=True)
class Query:
    name: tuple
    type: int
    qclass: int = CLASS_IN
    opcode: int = 0
    rd: bool = False
    cd: bool = False
    ad: bool = False
    edns: Edns = None
    tcp: bool = False
    oddity: str = ""  # a name from ODDITIES: how the message is bent; then it goes over UDP

    def question(self):
        return names.to_wire(self.name) + struct.pack("!HH", self.type, self.qclass)

    def edns_options(self):
        return self.edns.options if self.edns else ()

    def to_wire(self, ident):
        flags = self.opcode << 11 | self.rd << 8 | self.ad << 5 | self.cd << 4
        message = struct.pack("!HHHHHH", ident, flags, 1, 0, 0, int(self.edns is not None))
        message += self.question()
        if self.edns:
            message += _opt(self.edns)
        return ODDITIES[self.oddity](message) if self.oddity else message

    def dig(self, port):
        edns = self.edns
        words = ["dig", "@127.0.0.1", "-p", str(port), "+tries=1", "+qid=7",
                 "+tcp" if self.tcp else "+notcp +ignore",
                 "+rd" if self.rd else "+nord", "+cd" if self.cd else "+nocd", "+ad" if self.ad else "+noad"]
        if self.opcode:
            words.append(f"+opcode={self.opcode}")
        if edns:
            words += [f"+edns={edns.version}", "+nocookie", f"+bufsize={edns.size}", "+noednsneg",
                      "+do" if edns.do else "+nodo"]
            words += [f"+ednsopt={code}:{body.hex()}" for code, body in edns.options]
        else:
            words.append("+noedns")
        words += ["-c", {1: "IN", 3: "CH", 255: "ANY"}.get(self.qclass, f"CLASS{self.qclass}"),
                  "-t", rdata.type_text(self.type), "-q", "'" + names.to_text(self.name) + "'"]
        return " ".join(words) + (f"   # message then bent: {self.oddity}" if self.oddity else "")


def _opt(edns):
    options = b"".join(struct.pack("!HH", code, len(body)) + body for code, body in edns.options)
    return struct.pack("!BHHBBHH", 0, 41, edns.size, 0, edns.version, edns.do << 15, len(options)) + options


def _count(at, value):
    return lambda message: message[:at] + struct.pack("!H", value) + message[at + 2:]


ODDITIES = {
    "is a response": lambda message: message[:2] + bytes([message[2] | 0x80]) + message[3:],
    "short header": lambda message: message[:11],
    "no question": lambda message: _count(4, 0)(message)[:12] if message[11] == 0 else _count(4, 0)(message),
    "two questions": lambda message: _count(4, 2)(message),
    "cut in the question": lambda message: message[:14],
    "cut before the type": lambda message: message[:16 if len(message) > 18 else 13],
    "two OPTs": lambda message: _count(10, 2)(message) + _opt(Edns()) * 2 if message[11] == 0
    else _count(10, 2)(message) + _opt(Edns()),
    "AA and TC set": lambda message: message[:2] + bytes([message[2] | 0x06]) + message[3:],
    "reserved Z set": lambda message: message[:3] + bytes([message[3] | 0x40]) + message[4:],
    "RA set": lambda message: message[:3] + bytes([message[3] | 0x80]) + message[4:],
    "rcode set": lambda message: message[:3] + bytes([message[3] | 0x05]) + message[4:],
    "trailing octets": lambda message: message + b"tail",
}

"""Replies as text, for failures."""
import ipaddress

import names
import rdata
from compare import kind

LINES = 14  # of one section; longer ones are cut


def reply_text(reply):
    if kind(reply) != "reply":
        return f"    ({kind(reply)}{': ' + str(reply) if reply is not None else ''})"
    flags = " ".join(name for name, value in reply.flags.items() if value)
    lines = [f"    rcode {reply.rcode} opcode {reply.opcode} flags [{flags}] {reply.length} octets, edns {reply.edns}"]
    lines.append(f"    question {reply.question!r}")
    for section in ("answer", "authority", "additional"):
        records = [record for rrset in getattr(reply, section) for record in _records(rrset)]
        lines += [f"    {section:10} {record}" for record in records[:LINES]]
        lines += [f"    {section:10} … and {len(records) - LINES} more"] if len(records) > LINES else []
    return "\n".join(lines)


def _records(rrset):
    (owner, rrtype, rrclass), ttl, bodies = rrset
    owner = names.to_text(names.from_wire(owner))
    shown_class = "IN" if rrclass == 1 else f"CLASS{rrclass}"
    return [f"{owner} {ttl} {shown_class} {rdata.type_text(rrtype)} {_body(rrtype, body)}" for body in sorted(bodies)]


def _body(rrtype, body):
    if rrtype in (1, 28) and len(body) in (4, 16):
        return str(ipaddress.ip_address(body))
    skip = {2: 0, 5: 0, 6: 0, 12: 0, 39: 0, 15: 2, 33: 6}.get(rrtype)
    if skip is not None:
        return body[:skip].hex() + " " + names.to_text(names.from_wire(body[skip:]))
    return body[:40].hex() + ("…" if len(body) > 40 else "")

"""Whether all servers steer alike: what each gives to sampled clients, beside what it should."""
import ipaddress
import random
import struct

import steering
from generator import WrongAnswers
from servers import ask

SAMPLES = 400
SHOWN = 10
PATIENCE_S = 2
SEED = 1


def check(servers, corpus):
    """Asks each of {name: server} that steers; WrongAnswers tells which differ and for whom."""
    dice = random.Random(SEED)
    wrong, clients = [], [None, *sample(corpus, dice)]
    for client in clients:
        service = dice.randrange(steering.SERVICES)
        wanted = corpus.answer(service, client)
        given = {name: answer(server, service, client) for name, server in servers.items()}
        if any(found != wanted for found in given.values()):
            wrong.append(f"{client or 'loopback'} ({corpus.isp_of(client)}) asks for "
                         f"{steering.name(service)}, should get {wanted}, gets {given}")
    if wrong:
        raise WrongAnswers("\n  ".join([f"{len(wrong)} of {len(clients)} clients are steered wrong:",
                                        *wrong[:SHOWN]]))


def sample(corpus, dice):
    """Client subnets, as many of each ISP, so that a small one does not go unseen."""
    by_isp = {}
    for client in corpus.clients:
        by_isp.setdefault(corpus.isp_of(client), []).append(client)
    share = SAMPLES // len(by_isp)
    drawn = [client for some in by_isp.values()
             for client in dice.sample(some, min(share, len(some)))]
    dice.shuffle(drawn)  # the first complaints are of several ISPs
    return drawn


def answer(server, service, client):
    reply = ask(server.port, steering.query(service, client), PATIENCE_S)
    return only_address(reply) if reply else "no reply"


def only_address(reply):
    """The address of a reply's one A record, or in words what else there is."""
    flags, _, answers = struct.unpack("!3H", reply[2:8])
    if flags & 0xF or answers != 1:
        return f"rcode {flags & 0xF}, {answers} answers"
    record = after_name(reply, after_name(reply, 12) + 4)
    kind, _, _, length = struct.unpack("!HHIH", reply[record:record + 10])
    data = reply[record + 10:record + 10 + length]
    return str(ipaddress.IPv4Address(data)) if length == 4 else f"a record of type {kind}"


def after_name(reply, at):
    while 0 < reply[at] < 0xC0:
        at += 1 + reply[at]
    return at + (1 if reply[at] == 0 else 2)  # RFC 1035 §4.1.4: a pointer is the end

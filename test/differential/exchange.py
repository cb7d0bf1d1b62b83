"""Asking one server many questions quickly: windows of queries in flight, over UDP and TCP."""
import select
import socket
import struct
import time

WINDOW_UDP = 40   # small enough that neither side's socket buffer overflows
WINDOW_TCP = 16
WINDOW_ODD = 200  # bent messages, many of which nobody answers: one wait for all of them
PATIENCE_S = 1.0
TRIES_UDP = 2


def ask_all(port, queries):
    """The replies' bytes in the order of `queries`; None where none came."""
    replies = [None] * len(queries)
    numbered = list(enumerate(queries))
    _ask_udp(port, [pair for pair in numbered if not pair[1].tcp and not pair[1].oddity], replies, WINDOW_UDP)
    _ask_udp(port, [pair for pair in numbered if pair[1].oddity], replies, WINDOW_ODD)
    _ask_tcp(port, [pair for pair in numbered if pair[1].tcp and not pair[1].oddity], replies)
    return replies


def _ask_udp(port, numbered, replies, size):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        sock.settimeout(PATIENCE_S)
        for start in range(0, len(numbered), size):
            window = {index & 0xFFFF: (index, query) for index, query in numbered[start:start + size]}
            for _ in range(TRIES_UDP):
                for ident, (_, query) in window.items():
                    sock.send(query.to_wire(ident))
                _receive_udp(sock, window, replies)
                if not window:
                    break


def _receive_udp(sock, window, replies):
    while window:
        try:
            wire = sock.recv(65535)
        except (TimeoutError, ConnectionRefusedError):
            return
        found = window.pop(struct.unpack_from("!H", wire)[0], None) if len(wire) >= 2 else None
        if found:
            replies[found[0]] = wire


def _ask_tcp(port, numbered, replies):
    """All on one connection while it lasts; what a closed one left unanswered is asked once more, alone."""
    sock = None
    for start in range(0, len(numbered), WINDOW_TCP):
        window = dict(numbered[start:start + WINDOW_TCP])
        sock = sock or _connect(port)
        if not _converse(sock, window, replies):
            sock.close()
            sock = None
            for index, query in window.copy().items():
                with _connect(port) as alone:
                    _converse(alone, {index: query}, replies)
    if sock:
        sock.close()


def _connect(port):
    sock = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def _converse(sock, window, replies):
    """Pipelines the window; removes what was answered; False if the connection did not last."""
    waiting = {index & 0xFFFF: index for index in window}
    frames = b""
    for ident, index in waiting.items():
        wire = window[index].to_wire(ident)
        frames += struct.pack("!H", len(wire)) + wire
    deadline, buffer = time.monotonic() + PATIENCE_S, b""
    try:
        sock.sendall(frames)
        while waiting:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([sock], [], [], left)[0]:
                return False
            piece = sock.recv(1 << 20)
            if not piece:
                return False
            buffer = _take_frames(buffer + piece, waiting, window, replies)
    except OSError:
        return False
    return True


def _take_frames(buffer, waiting, window, replies):
    while len(buffer) >= 2:
        length = struct.unpack_from("!H", buffer)[0]
        if len(buffer) < 2 + length:
            break
        wire, buffer = buffer[2:2 + length], buffer[2 + length:]
        index = waiting.pop(struct.unpack_from("!H", wire)[0], None) if length >= 2 else None
        if index is not None:
            replies[index] = wire
            del window[index]
    return buffer

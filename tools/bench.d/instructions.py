"""User-space instructions of a query, counted by callgrind: the figure that does not depend on the
machine's mood.

A server runs twice, for N and for 2 N queries; the difference, over N, leaves start and stop out.
Generator and server share a core and the generator sends 32 queries in one system call, then waits
for all 32 replies: so every server finds its batch complete, and the same batch.
"""
import re

import tables
from corpus import SMALL, make
from generator import load
from process import SERVER_CORE
from servers import REAL, running

QUERIES = SMALL.queries
BATCH = 32
LOCKSTEP = ("--sockets", 1, "--window", BATCH, "--bundle", BATCH)
RUN_MAX_S = 100


def count(kind, build, corpus, queries):
    """Instructions of the whole life of a server that is asked `queries` queries."""
    folder = build / "callgrind"
    folder.mkdir(exist_ok=True)
    for old in folder.glob(f"{kind.name}.*"):
        old.unlink()
    wrapper = ["valgrind", "--tool=callgrind", "--quiet",
               f"--callgrind-out-file={folder}/{kind.name}.%p"]
    with running(kind, build, corpus, wrapper) as (server, process, _):
        load(server, process, RUN_MAX_S, "--count", queries, *LOCKSTEP, core=SERVER_CORE)
    return sum(map(total, folder.glob(f"{kind.name}.*")))


def total(profile):
    return int(re.search(r"^(?:summary|totals): (\d+)", profile.read_text(), re.M)[1])


def per_query(kind, build, corpus=None):
    corpus = corpus or make(build / "corpus", SMALL)
    return (count(kind, build, corpus, 2 * QUERIES) - count(kind, build, corpus, QUERIES)) / QUERIES


def report(names, rounds, build):
    del rounds  # it is the same each time, within a few instructions
    rows = [[name, tables.number(per_query(REAL[name], build), 0)] for name in names]
    print(tables.table(f"User-space instructions per query, over {QUERIES:,} queries in batches "
                       f"of {BATCH}", ["server", "instructions/query"], rows))

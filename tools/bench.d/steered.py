"""Answers chosen by client: what a query costs, with and without the client's subnet."""
import instructions
import same_answers
import steering
import tables
from generator import load_in_turn
from servers import fleet
from steered_servers import STEERED

WARM_UP_S, TURNS, TURN_S = 0.5, 4, 1
COUNTED = ("none", "all")  # mixes whose instructions are counted
HEADS = {"none": "without client subnets", "all": "all with client subnets",
         "half": "half with client subnets"}


def sample(names, build, corpus):
    """A round: {mix: {name: (run, resident MB)}}."""
    with fleet({name: STEERED[name] for name in names}, build, corpus) as servers:
        same_answers.check({name: server for name, (server, _) in servers.items()
                            if server.steers}, corpus)
        return {mix: sample_mix(servers, file) for mix, file in corpus.mixes.items()}


def sample_mix(servers, queries):
    load_in_turn(servers, 1, WARM_UP_S, "--queries", queries)
    runs = load_in_turn(servers, TURNS, TURN_S, "--queries", queries)
    return {name: (run, servers[name][1].memory_mb()) for name, run in runs.items()}


def report(names, rounds, build, lists):
    corpus = steering.make(build / "corpus/steered", lists)
    print(described(corpus))
    samples = [sample(names, build, corpus) for _ in range(rounds)]
    for mix in corpus.mixes:
        of = {name: [one[mix][name] for one in samples] for name in names}
        print(tables.table(
            f"Steered UDP, {HEADS[mix]}: {steering.SERVICES} services, {rounds} rounds",
            ["server", "queries/s", "CPU µs/query", "× echo", "× signpost", "× gdnsd", "lost",
             "RSS MB", "server core idle %", "generator busy %", "stolen %"],
            [row(name, of) for name in names]))


def described(corpus):
    return (f"{len(corpus.carriers.isp_of_prefix):,} prefixes; {len(corpus.clients):,} client "
            "subnets. `signpost` answers everybody alike, with one address.\n")


def row(name, of):
    runs, memory = zip(*of[name])
    cpu = {some: [run.cpu_us for run, _ in of[some]] for some in of}
    percent = lambda share: tables.spread([100 * getattr(run, share) for run in runs], 1)
    ratios = [tables.ratio(cpu[name], cpu.get(other)) for other in ("echo", "signpost", "gdnsd")]
    return [name, tables.spread([run.queries_per_s for run in runs], 0),
            tables.spread(cpu[name], 3), *ratios, str(sum(run.tally["lost"] for run in runs)),
            tables.spread(memory, 1), percent("server_core_idle"), percent("generator_busy"),
            percent("stolen")]


def report_instructions(names, rounds, build, lists):
    del rounds  # as in instructions.py
    corpus = steering.make(build / "corpus/steered", lists)
    counts = {name: [instructions.per_query(STEERED[name], build, corpus.asking(mix))
                     for mix in COUNTED] for name in names}
    reference = counts.get("signpost", [None] * len(COUNTED))
    rows = [[name, *(cell for count, other in zip(counts[name], reference) for cell in
                     (tables.number(count, 0), tables.ratio([count], other and [other])))]
            for name in names]
    print(tables.table(
        f"User-space instructions per steered query, over {instructions.QUERIES:,} queries in "
        f"batches of {instructions.BATCH}",
        ["server", *(head for mix in COUNTED for head in (HEADS[mix], "× signpost"))], rows))

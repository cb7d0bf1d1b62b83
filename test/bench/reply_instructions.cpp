// Answers every query of a mix once, in this process: nothing but reply().
//
// tools/check_instructions runs it under callgrind, collecting inside answer_all() only. What it
// counts depends on the code and the compiler and on nothing else, so a commit that makes the
// packet path fatter shows, on any machine.
#include "bench/load/tally.hpp"
#include "control_plane/zonefile/name_text.hpp"
#include "control_plane/zonefile/zone_file.hpp"
#include "core/answer/reply.hpp"
#include "core/zone/zone_builder.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

using namespace signpost;

namespace {

/// The zone of a file whose name is ORIGIN.zone; null if it has mistakes.
std::shared_ptr<const zone::Zone> load_zone(const std::filesystem::path& file) {
    zonefile::WireName origin;
    if (zonefile::parse_name(file.stem().string() + ".", {}, origin) != nullptr) return nullptr;
    zone::ZoneBuilder builder(origin.bytes());
    const zonefile::ZoneFileReading reading = zonefile::read_zone_file(
        file, origin.bytes(), [&builder](const zone::Record& record) { builder.add(record); });
    return std::move(builder).build(reading.files).zone;
}

Snapshot make_snapshot(std::shared_ptr<const zone::Zone> zone) {
    auto settings = std::make_shared<Settings>();
    settings->cookies.secrets.emplace_back();
    settings->rate_limit.exempt.push_back(*parse_prefix("127.0.0.0/8"));
    return {.generation = 1,
            .zones = std::make_shared<zone::Zones>(std::vector{std::move(zone)}),
            .settings = std::move(settings)};
}

/// One client with its worker's memory.
struct Asker {
    const Snapshot& snapshot;
    answer::Client client{.address = *parse_address("127.0.0.1")};
    answer::Scratch scratch;
    std::vector<std::uint8_t> out = std::vector<std::uint8_t>(snapshot.settings->udp_payload_max);

    Bytes ask(Bytes query) {
        return Bytes(out).first(answer::reply(query, client, snapshot, scratch, out));
    }
};

bench::Tally check_all(bench::Queries& queries, Asker& asker) {
    bench::Tally tally;
    for (const bench::Bundle& query : queries.bundles())
        bench::count_reply(tally, asker.ask(queries.packets(query)),
                           &queries.expected(query.first));
    return tally;
}

} // namespace

/// What is counted. Has a plain name, and is never inlined, so that callgrind finds it.
extern "C" [[gnu::noinline]] void answer_all(bench::Queries& queries, Asker& asker) {
    for (const bench::Bundle& query : queries.bundles())
        asker.ask(queries.packets(query));
}

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (arguments.size() != 3) {
        std::cerr << "usage: reply_instructions ORIGIN.zone QUERIES\n";
        return EXIT_FAILURE;
    }
    Result<bench::Queries> queries = bench::Queries::load(arguments[2], 1);
    const std::shared_ptr<const zone::Zone> zone = load_zone(arguments[1]);
    if (!queries || !zone) {
        std::cerr << "reply_instructions: cannot use the zone or the queries\n";
        return EXIT_FAILURE;
    }
    const Snapshot snapshot = make_snapshot(zone);
    Asker asker{.snapshot = snapshot};
    const bench::Tally tally = check_all(*queries, asker);
    if (tally.wrong > 0) {
        std::cerr << tally.wrong << " wrong replies; the first: " << tally.first_wrong << '\n';
        return EXIT_FAILURE;
    }
    answer_all(*queries, asker);
}

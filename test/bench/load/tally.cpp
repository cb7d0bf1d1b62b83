#include "bench/load/tally.hpp"

#include "base/byte_reader.hpp"

#include <iomanip>
#include <sstream>

namespace signpost::bench {

namespace {

// RFC 1035 §4.1.1
constexpr unsigned kQr = 0x8000;
constexpr unsigned kTc = 0x0200;
constexpr unsigned kRcodeMask = 0x000f;

constexpr double kNsPerUs = 1000;

} // namespace

void count_reply(Tally& tally, Bytes reply, const Expected* expected) {
    ++tally.answered;
    if (expected == nullptr) return;
    ByteReader in(reply);
    in.u16(); // the id found the query
    const unsigned flags = in.u16();
    in.u16(); // questions
    const unsigned answers = in.u16();
    const unsigned authority = in.u16();
    if (in.ok() && (flags & kQr) != 0 && (flags & kTc) == 0 &&
        (flags & kRcodeMask) == expected->rcode && answers >= expected->answers_min &&
        answers <= expected->answers_max && authority >= expected->authority_min)
        return;
    if (tally.wrong++ > 0) return;
    std::ostringstream text;
    text << "flags " << std::hex << flags << std::dec << ", " << answers << " answers, "
         << authority << " authority; expected rcode " << unsigned{expected->rcode} << ", "
         << unsigned{expected->answers_min} << " to " << unsigned{expected->answers_max}
         << " answers, at least " << unsigned{expected->authority_min} << " authority";
    tally.first_wrong = text.str();
}

std::string to_json(const Tally& tally) {
    std::ostringstream out;
    const auto put = [&out](const char* name, const auto& value) {
        out << (out.tellp() == 0 ? '{' : ',') << std::quoted(name) << ':' << value;
    };
    const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / kNsPerUs; };
    put("sent", tally.sent);
    put("answered", tally.answered);
    put("lost", tally.lost);
    put("wrong", tally.wrong);
    put("first_wrong", std::quoted(tally.first_wrong));
    put("reconnects", tally.reconnects);
    put("seconds", tally.seconds);
    put("cpu_seconds", tally.cpu_seconds);
    put("p50_us", us(tally.latency.quantile_ns(0.5)));
    put("p99_us", us(tally.latency.quantile_ns(0.99)));
    put("p999_us", us(tally.latency.quantile_ns(0.999)));
    put("max_us", us(tally.latency.max_ns()));
    put("late_max_us", us(tally.late_max_ns));
    put("serials", '[');
    for (const SerialSeen& seen : tally.serials)
        out << (&seen == tally.serials.data() ? "[" : ",[") << seen.at_ns << ',' << seen.serial
            << ']';
    out << "]}";
    return out.str();
}

} // namespace signpost::bench

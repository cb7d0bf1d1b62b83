#include "bench/load/tally.hpp"

#include "base/byte_reader.hpp"

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
    const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / kNsPerUs; };
    std::ostringstream out;
    out << "{\"sent\": " << tally.sent << ", \"answered\": " << tally.answered
        << ", \"lost\": " << tally.lost << ", \"wrong\": " << tally.wrong
        << ", \"reconnects\": " << tally.reconnects << ", \"first_wrong\": \"" << tally.first_wrong
        << "\", \"seconds\": " << tally.seconds << ", \"cpu_seconds\": " << tally.cpu_seconds
        << ", \"p50_us\": " << us(tally.latency.quantile_ns(0.5))
        << ", \"p99_us\": " << us(tally.latency.quantile_ns(0.99))
        << ", \"p999_us\": " << us(tally.latency.quantile_ns(0.999))
        << ", \"max_us\": " << us(tally.latency.max_ns())
        << ", \"late_max_us\": " << us(tally.late_max_ns) << ", \"serials\": [";
    for (std::size_t i = 0; i < tally.serials.size(); ++i)
        out << (i > 0 ? ", " : "") << '[' << tally.serials[i].at_ns << ", "
            << tally.serials[i].serial << ']';
    out << "]}";
    return out.str();
}

} // namespace signpost::bench

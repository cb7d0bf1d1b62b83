// Ask one question over DNS; rcode, AA and data must be as expected.
#include "control_plane/probe/datagram_attempt.hpp"
#include "control_plane/probe/dns_message.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/stream_attempt.hpp"
#include "control_plane/zonefile/name_text.hpp"
#include "control_plane/zonefile/record_data.hpp"
#include "core/wire/frame.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

namespace signpost::probe {
namespace {

using health::Outcome;

/// What is asked, and what must come back.
class Examination {
public:
    explicit Examination(const config::DnsCheck& check) : check_(check) {
        zonefile::WireName name;
        if (const char* wrong = zonefile::parse_name(check.name, {}, name)) {
            fault_ = Fault{Outcome::Unasked, check.name + ": " + wrong};
            return;
        }
        const Bytes octets = name.bytes();
        question_ = {.name = {octets.begin(), octets.end()},
                     .type = check.type,
                     .is_recursion_desired = !check.must_be_authoritative};
        std::uint16_t& id = question_.id;
        if (::getrandom(&id, sizeof id, GRND_NONBLOCK) < 0)
            fault_ = unasked("random octets", errno);
        expected_.reserve(check.rdata.size());
        for (const std::string& text : check.rdata)
            expect(text);
    }

    /// Why it cannot be asked.
    [[nodiscard]] const std::optional<Fault>& fault() const noexcept { return fault_; }
    [[nodiscard]] std::vector<std::uint8_t> query() const { return write_query(question_); }
    /// None if the message does not answer our question.
    [[nodiscard]] std::optional<Fault> judge(Bytes message) const {
        const std::optional<DnsReply> reply = read_reply(message, question_);
        if (!reply) return std::nullopt;
        return Fault{.outcome = wrong_with(*reply).empty() ? Outcome::Ok : Outcome::Failed,
                     .detail = wrong_with(*reply)};
    }

private:
    void expect(const std::string& text) {
        const auto octets = zonefile::parse_record_data(check_.type, text);
        std::optional<Rdata> rdata;
        if (octets) rdata = read_rdata(*octets, 0, (*octets).size(), check_.type);
        if (rdata)
            expected_.push_back(std::move(*rdata));
        else
            fault_ = Fault{Outcome::Unasked, "expected data \"" + text + "\": " +
                                                 (octets ? "malformed" : octets.error().reason())};
    }

    [[nodiscard]] std::string wrong_with(const DnsReply& reply) const {
        if (!reply.is_well_formed) return "malformed answer";
        if (reply.rcode != check_.rcode)
            return rcode_to_text(reply.rcode) + " instead of " + rcode_to_text(check_.rcode);
        if (check_.must_be_authoritative && !reply.is_authoritative)
            return "the answer is not authoritative";
        const auto missing = std::ranges::find_if(expected_, [&reply](const Rdata& rdata) {
            return std::ranges::find(reply.answers, rdata) == reply.answers.end();
        });
        if (missing == expected_.end()) return {};
        const std::string what = rdata_to_text(*missing, check_.type);
        if (reply.is_truncated) return what + " is missing, the answer is truncated (over_tcp)";
        if (reply.answers.empty()) return what + " is missing, there is no such record";
        return rdata_to_text(reply.answers[0], check_.type) + " instead of " + what;
    }

    const config::DnsCheck& check_;
    DnsQuestion question_;
    std::vector<Rdata> expected_;
    std::optional<Fault> fault_;
};

class DnsOverUdp : public DatagramAttempt {
public:
    DnsOverUdp(const Engine& engine, const Question& question, const config::DnsCheck& check,
               OnAnswer on_answer)
        : DatagramAttempt(engine, question, std::move(on_answer)), examination_(check) {
        if (examination_.fault())
            answer_soon(*examination_.fault());
        else
            begin(dial(question, SOCK_DGRAM, check.port), examination_.query());
    }

private:
    void on_datagram(Bytes octets) override {
        if (std::optional<Fault> judgement = examination_.judge(octets))
            return answer(std::move(*judgement));
        note("a datagram that does not answer our question");
        await("no answer to our question, but something else,", Outcome::Failed);
    }

    Examination examination_;
};

class DnsOverTcp : public StreamAttempt {
public:
    DnsOverTcp(const Engine& engine, const Question& question, const config::DnsCheck& check,
               OnAnswer on_answer)
        : StreamAttempt(engine, question, std::move(on_answer)), examination_(check) {
        if (examination_.fault()) {
            answer_soon(*examination_.fault());
            return;
        }
        const std::vector<std::uint8_t> query = examination_.query();
        frame_ = {static_cast<char>(query.size() >> 8), static_cast<char>(query.size())};
        frame_.append(query.begin(), query.end());
        begin(check.port, frame_);
    }

private:
    void on_said() override {
        reset_at_end();
        mark_asked();
    }

    void on_octets(Bytes octets) override {
        reader_.feed(octets);
        const std::optional<Bytes> message = reader_.next();
        if (!message) {
            await("the answer did not end", Outcome::Failed);
            return reader_.keep();
        }
        std::optional<Fault> judgement = examination_.judge(*message);
        if (judgement) return answer(std::move(*judgement));
        answer(Outcome::Failed, "an answer, but not to our question");
    }

    void on_closed() override { answer(Outcome::Failed, "closed without an answer"); }

    Examination examination_;
    std::string frame_;
    wire::FrameReader reader_;
};

} // namespace

StartedAttempt start_dns(const Engine& engine, const Question& question,
                         const config::DnsCheck& check, OnAnswer on_answer) {
    if (check.over_tcp)
        return std::make_unique<DnsOverTcp>(engine, question, check, std::move(on_answer));
    return std::make_unique<DnsOverUdp>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe

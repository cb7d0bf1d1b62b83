// Send a datagram; the answer must be as expected.
#include "control_plane/probe/datagram_attempt.hpp"
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/kinds.hpp"

#include <string_view>

namespace signpost::probe {
namespace {

using health::Outcome;

class UdpAttempt : public DatagramAttempt {
public:
    UdpAttempt(const Engine& engine, const Question& question, const config::UdpCheck& check,
               OnAnswer on_answer)
        : DatagramAttempt(engine, question, std::move(on_answer)), expected_(check.expect) {
        const void* const octets = check.send.data();
        begin(dial(question, SOCK_DGRAM, check.port),
              {static_cast<const std::uint8_t*>(octets), check.send.size()});
    }

private:
    void on_datagram(Bytes octets) override {
        const void* const raw = octets.data();
        const std::string_view text(static_cast<const char*>(raw), octets.size());
        if (text.find(expected_) != std::string_view::npos) return answer(Outcome::Ok);
        answer(Outcome::Failed, excerpt(octets) + " instead of what was expected");
    }

    std::string_view expected_;
};

} // namespace

StartedAttempt start_udp(const Engine& engine, const Question& question,
                         const config::UdpCheck& check, OnAnswer on_answer) {
    return std::make_unique<UdpAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe

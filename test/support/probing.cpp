#include "support/probing.hpp"

#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "loop/timer.hpp"

#include <fstream>
#include <stdexcept>

namespace signpost::test {

namespace {

/// It had no time to hear whatever the other side may have said.
bool was_too_busy(const probe::Answer& answer) {
    return answer.observation.outcome == health::Outcome::Unasked &&
           answer.observation.detail == "we were too busy ourselves to hear an answer";
}

} // namespace

probe::Question question_for(config::ProbeKind kind, std::string_view host) {
    return {.kind = std::move(kind),
            .target = *parse_address(host),
            .source = {},
            .timeout_ms = 10'000};
}

probe::Answer ask_once(loop::Loop& loop, const probe::Question& question) {
    http::HttpClient http(loop);
    probe::CertificateStore certificates;
    probe::Engine engine{.loop = loop, .http = http, .certificates = certificates};
    std::optional<probe::Answer> told;
    loop::Timer limit(loop, [&loop] { loop.stop(); });
    limit.start_once(std::chrono::milliseconds{question.timeout_ms + 20'000});
    std::unique_ptr<probe::Attempt> attempt =
        probe::start(engine, question, [&](probe::Answer answer) {
            if (told) throw std::logic_error("answered twice");
            told = std::move(answer);
            attempt.reset();
            loop.stop();
        });
    if (told) throw std::logic_error("answered from within start()");
    loop.run();
    if (!told) throw std::logic_error("never answered");
    return std::move(*told);
}

probe::Answer ask(loop::Loop& loop, const probe::Question& question) {
    constexpr int kTimesMax = 100;
    probe::Answer answer = ask_once(loop, question);
    for (int times = 1; times < kTimesMax && was_too_busy(answer); ++times)
        answer = ask_once(loop, question);
    return answer;
}

std::string to_text(const probe::Answer& answer) {
    const health::Observation& seen = answer.observation;
    std::string text(health::kOutcomeWords[static_cast<std::size_t>(seen.outcome)]);
    return seen.detail.empty() ? text : text + ": " + seen.detail;
}

std::string process_state(int number) {
    std::ifstream stat("/proc/" + std::to_string(number) + "/stat");
    std::string word;
    // Its number, its name in parentheses, its state.
    for (int i = 0; i < 3; ++i)
        stat >> word;
    return stat ? word : "";
}

} // namespace signpost::test

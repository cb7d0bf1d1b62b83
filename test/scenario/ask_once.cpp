// Asks a database once, so that test_databases.py can see what a probe tells of a real one.
//
// usage: ask_once KIND PORT TIMEOUT_MS [KEY=VALUE]..., keys as in signpost.json, but a password in
// place of its file, a source in two, a target (127.0.0.1), and repeat=TIMES, to be told on stderr
// what a probe costs this thread. Prints outcome and detail, then a
// stage on each line. Not installed.
#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/probe.hpp"

#include <algorithm>
#include <ctime>
#include <iostream>
#include <span>
#include <string>

namespace signpost::probe {
namespace {

void set(config::DatabaseSettings& settings, const std::string& key, const std::string& value) {
    if (key == "user") settings.user = value;
    if (key == "password") settings.password = value;
    if (key == "database") settings.database = value;
    if (key == "query") settings.query = value;
    if (key == "expect") settings.expect = value;
    if (key == "lag_max_s") settings.lag_max_s = static_cast<std::uint32_t>(std::stoul(value));
    if (key == "role")
        settings.role = static_cast<config::DatabaseRole>(
            std::ranges::find(config::kRoleWords, value) - std::begin(config::kRoleWords));
}

config::ProbeKind kind_of(const std::string& word, std::uint16_t port,
                          const config::DatabaseSettings& settings) {
    if (word == "postgresql") return config::PostgresqlCheck{.port = port, .database = settings};
    if (word == "mysql") return config::MysqlCheck{.port = port, .database = settings};
    return config::RedisCheck{.port = port, .database = settings};
}

Question question_of(std::span<char*> words) {
    config::DatabaseSettings settings;
    Question question;
    question.target = *parse_address("127.0.0.1");
    question.timeout_ms = static_cast<std::uint32_t>(std::stoul(words[2]));
    for (const std::string word : words.subspan(3)) {
        const std::string value = word.substr(word.find('=') + 1);
        const std::string key = word.substr(0, word.find('='));
        set(settings, key, value);
        if (key == "target") question.target = *parse_address(value);
        if (key == "source") question.source.address = parse_address(value);
        if (key == "interface") question.source.interface = value;
    }
    question.kind = kind_of(words[0], static_cast<std::uint16_t>(std::stoul(words[1])), settings);
    return question;
}

void print(const Answer& answer) {
    const health::Observation& seen = answer.observation;
    std::cout << health::kOutcomeWords[static_cast<std::size_t>(seen.outcome)] << ": "
              << seen.detail << "\n";
    for (const Stage& stage : answer.stages)
        std::cout << stage.what << "\n";
}

std::uint64_t cpu_us() {
    timespec used{};
    static_cast<void>(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used));
    return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000 +
           static_cast<std::uint64_t>(used.tv_nsec) / 1000;
}

std::uint32_t times_of(std::span<char*> words) {
    for (const std::string_view word : words)
        if (word.starts_with("repeat="))
            return static_cast<std::uint32_t>(std::stoul(std::string(word.substr(7))));
    return 1;
}

Answer ask(const Question& question) {
    loop::Loop loop;
    http::HttpClient http(loop);
    CertificateStore certificates;
    Engine engine{.loop = loop, .http = http, .certificates = certificates};
    Answer told;
    const auto attempt = start(engine, question, [&](Answer answer) {
        told = std::move(answer);
        loop.stop();
    });
    loop.run();
    return told;
}

} // namespace
} // namespace signpost::probe

int main(int count, char** words) {
    using namespace signpost;
    if (count < 4) return 2;
    const std::span all = std::span(words, static_cast<std::size_t>(count)).subspan(1);
    const probe::Question question = probe::question_of(all);
    const std::uint32_t times = probe::times_of(all);
    probe::Answer answer = probe::ask(question); // what is loaded once is not counted
    const std::uint64_t begin_us = probe::cpu_us();
    for (std::uint32_t i = 1; i < times; ++i)
        answer = probe::ask(question);
    if (times > 1) std::cerr << (probe::cpu_us() - begin_us) / (times - 1) << " us\n";
    probe::print(answer);
}

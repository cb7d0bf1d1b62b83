// Asks a database once, so that test_databases.py can see what a probe tells of a real one.
//
// usage: ask_once KIND PORT TIMEOUT_MS [KEY=VALUE]..., keys as in signpost.json, but a password in
// place of its file, a source in two, and a target (127.0.0.1). Prints outcome and detail, then a
// stage on each line. Not installed.
#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/probe.hpp"

#include <algorithm>
#include <cstdio>
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

} // namespace
} // namespace signpost::probe

int main(int count, char** words) {
    using namespace signpost;
    if (count < 4) return 2;
    loop::Loop loop;
    http::HttpClient http(loop);
    probe::CertificateStore certificates;
    probe::Engine engine{.loop = loop, .http = http, .certificates = certificates};
    const probe::Question question =
        probe::question_of(std::span(words, static_cast<std::size_t>(count)).subspan(1));
    const auto attempt = probe::start(engine, question, [&](const probe::Answer& answer) {
        probe::print(answer);
        loop.stop();
    });
    loop.run();
}

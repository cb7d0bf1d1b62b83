// The start functions of all kinds, for probe.cpp's table.
//
// Each is as probe::start() says, for the settings given, which are those in `question`.
#pragma once

#include "control_plane/probe/probe.hpp"

namespace signpost::probe {

using StartedAttempt = std::unique_ptr<Attempt>;

[[nodiscard]] StartedAttempt start_tcp(const Engine& engine, const Question& question,
                                       const config::TcpCheck& check, OnAnswer on_answer);

[[nodiscard]] StartedAttempt start_tls(const Engine& engine, const Question& question,
                                       const config::TlsCheck& check, OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_http(const Engine& engine, const Question& question,
                                        const config::HttpCheck& check, OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_icmp(const Engine& engine, const Question& question,
                                        OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_udp(const Engine& engine, const Question& question,
                                       const config::UdpCheck& check, OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_dns(const Engine& engine, const Question& question,
                                       const config::DnsCheck& check, OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_exec(const Engine& engine, const Question& question,
                                        const config::ExecCheck& check, OnAnswer on_answer);

// Those of a database exist if the build has its client library (databases_built.hpp).
[[nodiscard]] StartedAttempt start_postgresql(const Engine& engine, const Question& question,
                                              const config::PostgresqlCheck& check,
                                              OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_mysql(const Engine& engine, const Question& question,
                                         const config::MysqlCheck& check, OnAnswer on_answer);
[[nodiscard]] StartedAttempt start_redis(const Engine& engine, const Question& question,
                                         const config::RedisCheck& check, OnAnswer on_answer);

/// For a kind that cannot be asked: `why`.
[[nodiscard]] StartedAttempt start_unasked(const Engine& engine, const Question& question,
                                           std::string why, OnAnswer on_answer);

} // namespace signpost::probe

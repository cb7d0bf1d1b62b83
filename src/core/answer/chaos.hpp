// Class CH: what the server says about itself and its answers to those who may ask (RFC 4892).
#pragma once

#include "core/answer/message_writer.hpp"
#include "core/answer/resolution.hpp"
#include "core/snapshot/snapshot.hpp"

namespace signpost::answer {

/// Answers version.server, version.bind, id.server and hostname.bind with one TXT record, and
/// NAME.why.signpost with one for each line of why `steered_for` gets what it gets for NAME, and
/// health.signpost with one for each line of Snapshot::health_lines. Clients outside
/// Settings::diagnostics_from, and other names, are refused. Only `why` allocates.
[[nodiscard]] Outcome answer_chaos(const wire::Query& query, const wire::Name& name,
                                   const Address& client, const Subject& steered_for,
                                   const Snapshot& snapshot, MessageWriter& writer) noexcept;

} // namespace signpost::answer

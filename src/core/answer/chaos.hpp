// Class CH: what the server says about itself to those who may ask (RFC 4892).
#pragma once

#include "core/answer/message_writer.hpp"
#include "core/answer/resolution.hpp"
#include "core/snapshot/settings.hpp"

namespace signpost::answer {

/// Answers version.server, version.bind, id.server and hostname.bind with one TXT record. Clients
/// outside `settings.diagnostics_from`, and other names, are refused.
[[nodiscard]] Outcome answer_chaos(const wire::Query& query, const wire::Name& name,
                                   const Address& client, const Settings& settings,
                                   MessageWriter& writer) noexcept;

} // namespace signpost::answer

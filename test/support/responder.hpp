// Asking reply() as a client would, and taking apart what it says.
#pragma once

#include "core/answer/reply.hpp"
#include "support/decoded_message.hpp"
#include "support/query_builder.hpp"

namespace signpost::test {

class Responder {
public:
    explicit Responder(std::vector<std::shared_ptr<const zone::Zone>> zones,
                       std::shared_ptr<const steer::Steering> steering =
                           std::make_shared<const steer::Steering>());

    /// The reply as it stands; empty if there is none.
    [[nodiscard]] Octets reply_to(Bytes query);
    /// A reply that must come, decode, and echo id and question of the query.
    [[nodiscard]] DecodedMessage ask(const QueryBuilder& query);

    [[nodiscard]] std::uint64_t count(answer::Count count) const {
        return scratch.counters.value(count);
    }

    Settings settings; ///< No rate limit, a cookie secret, diagnostics for 127.0.0.0/8.
    answer::Client client{.address = {.octets = {192, 0, 2, 77}}};
    answer::Scratch scratch;
    std::shared_ptr<const std::vector<std::string>> health_lines;

private:
    std::shared_ptr<const zone::Zones> zones_;
    std::shared_ptr<const steer::Steering> steering_;
    Octets room_;
};

} // namespace signpost::test

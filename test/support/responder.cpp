#include "support/responder.hpp"

#include <doctest/doctest.h>

namespace signpost::test {

Responder::Responder(std::vector<std::shared_ptr<const zone::Zone>> zones,
                     std::shared_ptr<const steer::Steering> steering)
    : zones_(std::make_shared<const zone::Zones>(std::move(zones))), steering_(std::move(steering)),
      room_(answer::kReplyLengthMax) {
    settings.identity = "node-1";
    settings.version = "signpost test";
    settings.diagnostics_from = {{.address = {.octets = {127}}, .bits = 8}};
    settings.cookies.secrets = {CookieSecret{1, 2, 3}};
    settings.rate_limit.enabled = false;
    settings.ecs_tags_from = {{.address = {}, .bits = 0}};
    settings.ecs_from = {{.address = {}, .bits = 0},
                         {.address = {.octets = {}, .family = Family::V6}, .bits = 0}};
    scratch.clock_s = 1'700'000'000;
}

Octets Responder::reply_to(Bytes query) {
    const Snapshot snapshot{.generation = 1,
                            .zones = zones_,
                            .settings = std::make_shared<const Settings>(settings),
                            .steering = steering_,
                            .health_lines = health_lines};
    const bool is_udp = client.transport == answer::Transport::Udp;
    const MutableBytes room(room_.data(), is_udp ? settings.udp_payload_max : room_.size());
    const std::size_t length = answer::reply(query, client, snapshot, scratch, room);
    REQUIRE(length <= room.size());
    return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(length)};
}

DecodedMessage Responder::ask(const QueryBuilder& query) {
    const Octets asked = query.build();
    const Octets said = reply_to(asked);
    REQUIRE_FALSE(said.empty());
    std::string fault;
    const std::optional<DecodedMessage> decoded = decode(said, fault);
    INFO("reply: ", to_hex(said));
    REQUIRE_MESSAGE(decoded, fault);
    CHECK(Bytes(said).first(2)[0] == asked[0]);
    CHECK(said[1] == asked[1]);
    if (decoded->has_question)
        CHECK(std::equal(decoded->question.begin(), decoded->question.end(), asked.begin() + 12));
    return *decoded;
}

} // namespace signpost::test

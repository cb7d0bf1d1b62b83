// Steering made by hand, for tests of core/: services on names of a zone, clients by network.
#pragma once

#include "core/steer/steering.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace signpost::test {

/// "A 192.0.2.1" or "CNAME www.elsewhere." of an endpoint.
[[nodiscard]] steer::Offer offer(std::string_view record, const steer::Endpoint& endpoint = {});

/// A service for `name`, an owner of `zone`, with TTLs of 15 s.
[[nodiscard]] steer::Service make_service(const std::shared_ptr<const zone::Zone>& zone,
                                          std::string_view name, steer::Policy policy,
                                          std::vector<steer::Offer> offers);

/// Where the clients of a network are.
struct ClientNetwork {
    std::string prefix;
    geo::Location location;
};

[[nodiscard]] std::shared_ptr<const steer::Steering>
make_steering(const std::vector<ClientNetwork>& networks,
              const std::vector<steer::Service>& services);

} // namespace signpost::test

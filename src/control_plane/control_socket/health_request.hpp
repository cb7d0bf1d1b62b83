// What operators ask about health and say about it, as typed values: part of request.hpp.
#pragma once

#include "base/address.hpp"
#include "control_plane/journal/journal.hpp"
#include "core/health/standing.hpp"
#include "core/health/subject.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::control_socket {

/// An operator's word. Whether there is such a subject is for the server to say.
struct OverrideSetRequest {
    static constexpr std::int64_t kForMaxS = 10LL * 366 * 86'400;

    health::Subject subject;
    health::Standing standing = health::Standing::Up; ///< Up, Drained or TakenDown.
    std::string author;
    std::string reason;                        ///< Not empty, but for Up.
    std::optional<std::int64_t> for_s;         ///< So long from now,
    std::optional<std::int64_t> until_wall_ms; ///< or until then; neither: until it is cleared.
    bool is_forced = false; ///< Even if it leaves a steered name with nothing that is up.
};
/// How operators say it: {"standing": "drain"}.
inline constexpr std::string_view kOverrideWords[] = {"up", "drain", "down"};

struct OverrideClearRequest {
    health::Subject subject;
    std::string author;
};
struct OverrideListRequest {};

/// Let come back what a manual failback, a hold or a flap penalty keeps away.
struct FailbackRequest {
    health::Subject subject;
    std::string author;
};

/// Tell what happened.
struct JournalRequest {
    static constexpr std::int64_t kLimitMax = 10'000;

    journal::Filter filter;
};

/// Run a check now and tell every stage.
struct ProbeRequest {
    std::string check;             ///< Its name.
    std::optional<Address> target; ///< None: all that it is asked about.
};

/// Tell how things are, and from then on, line by line, what happens. The connection stays; what
/// the client sends after this is not looked at.
struct WatchRequest {};

} // namespace signpost::control_socket

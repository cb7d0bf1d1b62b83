// What can be up or down: a site, a link, an endpoint, a service.
//
// Subjects are told apart by name, so that they mean the same before and after a reload or restart.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::health {

enum class SubjectKind : std::uint8_t { Site, Link, Endpoint, Service };
inline constexpr std::string_view kSubjectWords[] = {"site", "link", "endpoint", "service"};

/// Operators name a subject "site/A", "link/a-telecom", "endpoint/203.0.113.10",
/// "service/portal.ybj.example.".
struct Subject {
    SubjectKind kind = SubjectKind::Site;
    std::string name; ///< Of an endpoint its address or CNAME target, as operators write it.

    // One address may be good for one service and bad for another: an endpoint is judged for each
    // check. Without a check it is the address as such, which only an operator judges.
    std::string check;    ///< Of an endpoint; empty: as such.
    std::string probe_at; ///< The address probed in its place; empty: itself.

    auto operator<=>(const Subject&) const = default;
};

/// "site/A"; with check and probed address, if it has them: "endpoint/203.0.113.10 (portal at
/// 10.1.0.10)".
[[nodiscard]] std::string to_text(const Subject& subject);

/// As operators name one, without check. Addresses and domain names come out in their normal form;
/// a name that lacks its final dot gets it.
[[nodiscard]] std::optional<Subject> parse_subject(std::string_view text);

} // namespace signpost::health

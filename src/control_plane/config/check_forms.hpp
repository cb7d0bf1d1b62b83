// The tables of the sections about health: checks of every kind, what watches, and webhooks.
//
// sections.cpp takes them into the table of all sections. What each kind of check has is also told
// in probe_kinds.hpp, by field.
#pragma once

#include "control_plane/config/form.hpp"

#include <cstdint>
#include <string_view>

namespace signpost::config {

extern const Form checks_form;   ///< Of /checks.
extern const Form term_form;     ///< Of what a combination combines.
extern const Form anchors_form;  ///< Of /health/anchors.
extern const Form webhooks_form; ///< Of /webhooks.

/// Keys of a check, of which one must stand there: what it is. Kinds of probes, in the order of
/// config::ProbeKind (https comes behind its likes), then combinations.
inline constexpr std::string_view kCheckKinds[] = {
    "icmp",   "tcp",        "udp",   "tls",   "http", "https", "dns",      "exec",
    "report", "postgresql", "mysql", "redis", "all",  "any",   "at_least", "not"};
inline constexpr std::string_view kCombinationKinds[] = {"all", "any", "at_least", "not"};

/// Keys that only checks with a probe of their own have; a combination has those of its terms.
inline constexpr std::string_view kProbeKeys[] = {
    "interval_ms", "timeout_ms",   "fall", "fall_of", "rise",   "retry_ms",
    "stale_ms",    "when_unknown", "flap", "targets", "source", "depend_on"};

/// Response codes by number (RFC 1035 §4.1.1, RFC 2136 §2.2).
inline constexpr std::string_view kRcodeWords[] = {"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN",
                                                   "NOTIMP",  "REFUSED", "YXDOMAIN", "YXRRSET",
                                                   "NXRRSET", "NOTAUTH", "NOTZONE"};

} // namespace signpost::config

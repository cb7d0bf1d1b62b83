#include "control_plane/config/check_forms.hpp"

#include "control_plane/config/probe_forms.hpp"
#include "control_plane/config/shared_forms.hpp"
#include "core/health/tracker_rules.hpp"

#include <array>

namespace signpost::config {
namespace {

constexpr Form kTerms{.kind = Kind::List, .range = {1, 64}, .item = &term_form};
constexpr Form kCount{.kind = Kind::Whole, .range = {1, 64}};
constexpr std::array kAtLeastMembers{
    Member{.key = "count",
           .form = &kCount,
           .required = true,
           .meaning = "How many must be up; no more than there are."},
    Member{.key = "of", .form = &kTerms, .required = true, .meaning = "The terms."},
};
constexpr Form kAtLeast{.kind = Kind::Object, .members = kAtLeastMembers};
constexpr std::array kTermMembers{
    Member{.key = "all",
           .form = &kTerms,
           .meaning = "It is up when all of these are. A term is the name of a check, or an object "
                      "with one of the members all, any, at_least and not."},
    Member{.key = "any", .form = &kTerms, .meaning = "It is up when one of these is."},
    Member{.key = "at_least", .form = &kAtLeast, .meaning = "It is up when so many of these are."},
    Member{.key = "not", .form = &term_form, .meaning = "It is up when this is down."},
};

constexpr Form kInterval{.kind = Kind::Whole, .range = {100, 3'600'000}, .unit = "milliseconds"};
constexpr Form kTimeout{.kind = Kind::Whole, .range = {10, 60'000}, .unit = "milliseconds"};
constexpr Form kRetry{.kind = Kind::Whole, .range = {20, 3'600'000}, .unit = "milliseconds"};
constexpr Form kStale{.kind = Kind::Whole, .range = {1000, 86'400'000}, .unit = "milliseconds"};
constexpr Form kTimes{.kind = Kind::Whole, .range = {1, 64}};
constexpr Form kUnknown{.kind = Kind::Word, .words = health::kWhenUnknownWords};

constexpr Form kHalfLife{.kind = Kind::Whole, .range = {1, 86'400}, .unit = "seconds"};
constexpr Form kSuppress{.kind = Kind::Whole, .range = {0, 1'000'000}};
constexpr Form kReuse{.kind = Kind::Whole, .range = {1, 1'000'000}};
constexpr std::array kFlapMembers{
    Member{.key = "half_life_s",
           .form = &kHalfLife,
           .standard = "60",
           .meaning = "After so long half of the penalty is forgotten."},
    Member{.key = "suppress",
           .form = &kSuppress,
           .standard = "1500",
           .meaning = "After a fall that brings the penalty above this, what comes back stays "
                      "down for a while. 0: never."},
    Member{.key = "reuse",
           .form = &kReuse,
           .standard = "750",
           .meaning = "With a penalty below this it may come back. Less than suppress."},
};
constexpr Form kFlap{.kind = Kind::Object, .members = kFlapMembers};

constexpr Form kInterface{.kind = Kind::Interface};
constexpr std::array kSourceMembers{
    Member{.key = "address",
           .form = &forms::kAddress,
           .meaning = "The address to ask from. Only targets of its family can then be asked."},
    Member{.key = "interface",
           .form = &kInterface,
           .meaning = "The network interface to ask through. When it loses its carrier, that "
                      "counts at once."},
};
constexpr Form kSource{.kind = Kind::Object, .members = kSourceMembers};
constexpr Form kCheckNames{.kind = Kind::List, .range = {1, 64}, .item = &forms::kName};

constexpr std::array kRhythmMembers{
    Member{.key = "interval_ms",
           .form = &kInterval,
           .standard = "1000",
           .meaning = "It asks so often."},
    Member{.key = "timeout_ms",
           .form = &kTimeout,
           .standard = "800",
           .meaning = "An answer that takes longer, from the first packet to the last, is none."},
    Member{.key = "fall",
           .form = &kTimes,
           .standard = "2",
           .meaning = "So many failures mean down. Hard evidence, such as a refused port or a lost "
                      "carrier, means it at once."},
    Member{.key = "fall_of",
           .form = &kTimes,
           .meaning = "Of how many of the last observations the failures are counted. Left out: as "
                      "fall, so that they must follow each other."},
    Member{.key = "rise",
           .form = &kTimes,
           .standard = "3",
           .meaning = "So many good observations in a row mean up."},
    Member{.key = "retry_ms",
           .form = &kRetry,
           .standard = "150",
           .meaning = "After a failure that does not mean down yet it asks again so soon."},
    Member{.key = "stale_ms",
           .form = &kStale,
           .meaning = "Without an observation for so long the verdict is unknown. At least "
                      "interval_ms and timeout_ms together. Left out: ten intervals, and at least "
                      "10000."},
    Member{.key = "when_unknown",
           .form = &kUnknown,
           .standard = "\"last\"",
           .meaning = "What unknown counts as. last: the last verdict, or up if there was none."},
    Member{.key = "flap",
           .form = &kFlap,
           .standard = "{}",
           .meaning = "The penalty for flapping: each fall adds 1000 to it."},
    Member{.key = "targets",
           .form = &forms::kAddresses,
           .meaning = "Whom it asks, whoever is judged: one of them must be up. Left out: the "
                      "endpoint that is judged, or the targets of the site or link."},
    Member{.key = "depend_on",
           .form = &kCheckNames,
           .meaning = "Checks with targets of their own. While one of them is down, failures of "
                      "this one have a known reason and are not judged."},
    Member{.key = "source",
           .form = &kSource,
           .standard = "{}",
           .meaning = "Where it goes out, so that it takes the link that it judges. Left out: as "
                      "the routes say."},
};
constexpr std::array kCheckMembers = joined(joined(kProbeMembers, kTermMembers), kRhythmMembers);
constexpr Form kCheck{.kind = Kind::Object, .members = kCheckMembers, .one_of = kCheckKinds};

constexpr std::array kAnchorsMembers{
    Member{.key = "check",
           .form = &forms::kName,
           .required = true,
           .meaning = "How the anchors are asked: one of /checks."},
    forms::kTargets,
};

constexpr Form kUrl{.kind = Kind::Url, .range = {1, 2000}};
constexpr std::array kWebhookMembers{
    Member{.key = "url",
           .form = &kUrl,
           .required = true,
           .meaning = "Where to: an http or https URL."},
    Member{.key = "headers",
           .form = &headers_form,
           .standard = "{}",
           .meaning = "Further headers, such as Authorization."},
};
constexpr Form kWebhook{.kind = Kind::Object, .members = kWebhookMembers, .instead = &kUrl};

} // namespace

constinit const Form term_form{.kind = Kind::Term,
                               .members = kTermMembers,
                               .instead = &forms::kName,
                               .one_of = kCombinationKinds};
constinit const Form checks_form{
    .kind = Kind::Map, .range = {0, 10'000}, .key = &forms::kName, .item = &kCheck};
constinit const Form anchors_form{.kind = Kind::Object, .members = kAnchorsMembers};
constinit const Form webhooks_form{.kind = Kind::List, .range = {0, 16}, .item = &kWebhook};

} // namespace signpost::config

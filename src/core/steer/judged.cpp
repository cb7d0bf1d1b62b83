#include "core/steer/judged.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace signpost::steer {
namespace {

using health::Condition;
using health::Standing;
using health::Subject;
using health::SubjectKind;

/// Why something is not up. Its own words, if it has any; they tell that it is held back, too.
std::string cause_of(const Subject& subject, const Condition& condition, bool is_held) {
    if (!condition.cause.empty()) return condition.cause;
    const auto kind = static_cast<std::size_t>(subject.kind);
    return std::string(health::kSubjectWords[kind]) + " " + subject.name + " is " +
           (is_held ? "held back" : std::string(words_for(condition.standing)));
}

class Judge {
public:
    Judge(Service& service, const health::Standings& standings)
        : service_(service), standings_(standings),
          word_(find({.kind = SubjectKind::Service, .name = service.name})) {}

    void run() {
        for (Offer& offer : service_.offers)
            judge(offer);
        note_other_families();
        for (std::size_t kind = 0; kind < kKinds; ++kind)
            service_.ttl_s[kind] =
                is_steady_ ? service_.ttl_steady_s[kind]
                           : std::min(service_.ttl_steady_s[kind], service_.ttl_unsteady_s);
    }

private:
    using Found = std::pair<const Subject, Condition>;

    /// Null: it is plainly up.
    [[nodiscard]] const Found* find(const Subject& subject) const {
        const auto found = standings_.conditions.find(subject);
        return found == standings_.conditions.end() ? nullptr : &*found;
    }

    void judge(Offer& offer) {
        offer.endpoint.standing = Standing::Up;
        offer.share_percent = Condition::kWholeShare;
        offer.is_stale = false;
        offer.cause.clear();
        if (offer.has_site) count({.kind = SubjectKind::Site, .name = offer.site}, offer);
        if (offer.has_link) count({.kind = SubjectKind::Link, .name = offer.link}, offer);
        judge_itself(offer);
        is_steady_ = is_steady_ && offer.endpoint.standing < Standing::Down;
        if (!offer.is_held_back || offer.endpoint.standing >= Standing::Down) return;
        offer.endpoint.standing = Standing::Down;
        offer.cause = "held back as a fallback";
    }

    /// An operator's word on the service or the address counts in place of the check; a drain,
    /// beside it.
    void judge_itself(Offer& offer) {
        Subject as_such = offer.subject;
        as_such.check.clear();
        as_such.probe_at.clear();
        const Found* own_word = find(as_such);
        const auto is_in_its_place = [](const Found* word) {
            return word != nullptr && !word->second.counts_beside_checks();
        };
        if (!is_in_its_place(word_) && !is_in_its_place(own_word)) count(offer.subject, offer);
        for (const Found* word : {word_, own_word})
            if (word != nullptr) count(*word, offer);
    }

    void count(const Subject& subject, Offer& offer) {
        if (const Found* found = find(subject)) count(*found, offer);
    }
    void count(const Found& found, Offer& offer) {
        const Condition& condition = found.second;
        is_steady_ = is_steady_ && !condition.is_unsteady;
        offer.is_stale = offer.is_stale || condition.is_stale;
        offer.share_percent = std::min(offer.share_percent, condition.share_by(service_.failback));
        const bool is_held = condition.standing < Standing::Down &&
                             (condition.held_by >> service_.failback & 1U) != 0;
        const Standing standing = is_held ? Standing::Down : condition.standing;
        if (standing <= offer.endpoint.standing) return;
        offer.endpoint.standing = standing;
        offer.cause = cause_of(found.first, condition, is_held);
    }

    /// Sites that are up for one family are told to the endpoints of the other.
    void note_other_families() {
        using Where = std::tuple<SiteNumber, Kind, std::uint8_t>;
        std::set<Where> up;
        for (const Offer& offer : service_.offers)
            if (offer.endpoint.standing == Standing::Up)
                up.emplace(offer.endpoint.site, offer.kind, offer.view);
        for (Offer& offer : service_.offers) {
            const Kind other = offer.kind == Kind::A ? Kind::Aaaa : Kind::A;
            offer.endpoint.has_other_family =
                offer.has_site && up.contains(Where{offer.endpoint.site, other, offer.view});
        }
    }

    Service& service_;
    const health::Standings& standings_;
    const Found* word_; ///< An operator's, on the service.
    bool is_steady_ = true;
};

} // namespace

Service judged(Service service, const health::Standings& standings) {
    Judge(service, standings).run();
    return service;
}

} // namespace signpost::steer

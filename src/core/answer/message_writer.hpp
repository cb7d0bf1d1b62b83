// Writing a reply: question first, then sections, each RRset copied whole and patched.
//
// Used by one call of reply(). Everything is bounded by the room given at the start; what does not
// fit is not written and the caller is told.
#pragma once

#include "core/wire/octets.hpp"
#include "core/wire/registry.hpp"
#include "core/zone/rrset.hpp"

#include <cstring>

namespace signpost::answer {

enum class Section : std::uint8_t { Answer, Authority, Additional };

/// Where the names that RRsets point to stand in the message: offsets from its first octet.
struct Anchors {
    std::size_t owner = wire::kHeaderLength;
    std::size_t apex = 0;
};

class MessageWriter {
public:
    /// `out` has room for the header and question at least.
    explicit MessageWriter(MutableBytes out) noexcept : out_(out.data()), limit_(out.size()) {}

    /// Copies header and question of the query; flags and counts are set by finish().
    void begin(Bytes header_and_question) noexcept {
        std::memcpy(out_, header_and_question.data(), header_and_question.size());
        at_ = question_end_ = header_and_question.size();
    }

    /// From now on nothing is written beyond `limit` octets of the message.
    void set_limit(std::size_t limit) noexcept { limit_ = limit; }

    /// False, and nothing written, if it does not fit.
    [[nodiscard]] bool append(Section section, const zone::RRset& rrset, Anchors anchors) noexcept {
        const Bytes wire = rrset.wire();
        if (wire.size() > limit_ - at_) return false;
        std::memcpy(out_ + at_, wire.data(), wire.size());
        if (anchors.owner != wire::kHeaderLength) point_owners(rrset, anchors.owner);
        for (const zone::Fixup& fixup : rrset.fixups())
            point(fixup, anchors);
        at_ += wire.size();
        counts_[static_cast<std::size_t>(section)] += rrset.count();
        return true;
    }

    /// Octets of a record built by the caller, in one piece; false if they do not fit.
    [[nodiscard]] bool append(Section section, Bytes head, Bytes rdata) noexcept {
        if (head.size() + rdata.size() > limit_ - at_) return false;
        std::memcpy(out_ + at_, head.data(), head.size());
        if (!rdata.empty()) std::memcpy(out_ + at_ + head.size(), rdata.data(), rdata.size());
        at_ += head.size() + rdata.size();
        ++counts_[static_cast<std::size_t>(section)];
        return true;
    }

    /// Lowers the TTL of the record that stands at `at`, with a pointer for its owner, to `ttl_s`.
    void cap_ttl(std::size_t at, std::uint32_t ttl_s) noexcept {
        constexpr std::size_t kTtlAt = 6; // behind pointer, type and class
        if (wire::load32(out_ + at + kTtlAt) > ttl_s) wire::store32(out_ + at + kTtlAt, ttl_s);
    }

    /// Takes back everything behind the question.
    void clear_sections() noexcept {
        at_ = question_end_;
        counts_[0] = counts_[1] = counts_[2] = 0;
    }

    /// Writes flags and counts; returns the length of the message.
    [[nodiscard]] std::size_t finish(std::uint16_t flags) noexcept {
        wire::store16(out_ + 2, flags);
        wire::store16(out_ + 4, question_end_ > wire::kHeaderLength ? 1 : 0);
        for (std::size_t i = 0; i < 3; ++i)
            wire::store16(out_ + 6 + 2 * i, counts_[i]);
        return at_;
    }

    [[nodiscard]] std::size_t at() const noexcept { return at_; }
    [[nodiscard]] std::size_t room() const noexcept { return limit_ - at_; }
    /// Where the labels of the name at `name_at` begin: there, or where its pointer leads. Pointers
    /// we write always lead to labels, so none needs to point to another.
    [[nodiscard]] std::size_t labels_at(std::size_t name_at) const noexcept {
        const std::uint16_t word = wire::load16(out_ + name_at);
        return word >= wire::pointer_to(0) ? word & (wire::kPointableEnd - 1) : name_at;
    }
    /// What has been written, borrowed.
    [[nodiscard]] Bytes written() const noexcept { return {out_, at_}; }

private:
    void point_owners(const zone::RRset& rrset, std::size_t owner) noexcept;
    void point(const zone::Fixup& fixup, Anchors anchors) noexcept;

    std::uint8_t* out_;
    std::size_t at_ = 0;
    std::size_t limit_;
    std::size_t question_end_ = 0;
    std::uint16_t counts_[3] = {};
};

} // namespace signpost::answer

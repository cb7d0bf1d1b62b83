#include "core/answer/message_writer.hpp"

namespace signpost::answer {

/// Every RR of the set begins with a pointer to its owner; RDLENGTH leads to the next.
void MessageWriter::point_owners(const zone::RRset& rrset, std::size_t owner) noexcept {
    std::uint8_t* rr = out_ + at_;
    for (std::size_t left = rrset.count(); left != 0; --left) {
        wire::store16(rr, wire::pointer_to(owner));
        rr += zone::RRset::kRdataAt + wire::load16(rr + zone::RRset::kRdlengthAt);
    }
}

void MessageWriter::point(const zone::Fixup& fixup, Anchors anchors) noexcept {
    const std::size_t offset = fixup.target % zone::Fixup::kOwner; // the bits below the kind
    std::size_t to = 0;
    switch (fixup.target & zone::Fixup::kKind) {
    case zone::Fixup::kSelf:
        to = at_ + offset;
        break;
    case zone::Fixup::kOwner:
        to = anchors.owner + offset;
        break;
    default:
        to = anchors.apex;
        break;
    }
    wire::store16(out_ + at_ + fixup.at, wire::pointer_to(to));
}

} // namespace signpost::answer

// Turning the records of one owner and type into an RRset that is ready for the wire.
//
// Called by ZoneBuilder while a zone is laid out, on the control side. It decides what is
// compressed, so that the packet path only patches pointers.
#pragma once

#include "core/zone/record_store.hpp"
#include "core/zone/rrset.hpp"

#include <functional>
#include <span>
#include <vector>

namespace signpost::zone {

class RRsetEncoder {
public:
    /// What fits into a message of 65,535 octets beside a header, the longest question and an OPT.
    static constexpr std::size_t kWireMax = 65535 - 12 - (255 + 4) - 11;

    /// Whose node has the addresses of the name that the encoder just read; none: no additional
    /// data.
    using FindTarget = std::function<std::optional<OwnerId>(const wire::Name&)>;

    RRsetEncoder(const wire::Name& apex, FindTarget find_target);

    /// Prepares `records`, which are of one type, with one TTL. `owner` is the name below the apex.
    /// False if the wire form would be longer than kWireMax.
    [[nodiscard]] bool encode(std::span<const StoredRecord> records, std::uint32_t ttl_s,
                              Bytes owner, bool owner_is_wildcard);

    [[nodiscard]] bool has_targets() const noexcept { return !targets_.empty(); }
    /// Room that write() needs, in octets, a multiple of alignof(RRset).
    [[nodiscard]] std::size_t size() const noexcept;
    /// Copies the RRset to `to`, with Target::node set to owner ids: nodes have no place yet.
    void write(void* to) const noexcept;

private:
    struct Suffix {     // of a name already written
        std::size_t at; ///< Into lowered_.
        std::size_t length;
        std::uint16_t offset; ///< Into wire_.
    };

    void append_rr(const StoredRecord& record, std::uint32_t ttl_s);
    void append_names(Bytes rdata, bool is_alias);
    void append_name(const wire::Name& name, Bytes spelling, bool is_alias);
    [[nodiscard]] std::optional<std::uint16_t> pointer_for(Bytes suffix,
                                                           bool is_alias) const noexcept;
    void remember(const wire::Name& name, std::size_t written);
    void note_target(const wire::Name& name, std::size_t at);
    void append(Bytes octets) { wire_.insert(wire_.end(), octets.begin(), octets.end()); }

    const wire::Name& apex_;
    FindTarget find_target_;
    wire::Name owner_;
    bool owner_is_wildcard_ = false;
    std::uint16_t type_ = 0;
    std::uint16_t count_ = 0;
    std::vector<std::uint8_t> wire_;
    std::vector<Fixup> fixups_;
    std::vector<Target> targets_;
    std::vector<std::uint8_t> lowered_;
    std::vector<Suffix> suffixes_;
};

} // namespace signpost::zone

// The records of a zone while it is being read: by owner, in the order of the file.
//
// ZoneBuilder fills it and lays the finished zone out from it; zone_checks looks for mistakes in
// it. One thread.
#pragma once

#include "core/wire/name.hpp"
#include "core/zone/owner_table.hpp"
#include "core/zone/record.hpp"

#include <array>
#include <cassert>
#include <optional>
#include <vector>

namespace signpost::zone {

/// One record as kept; a view into the store.
struct StoredRecord {
    std::uint16_t type;
    std::uint16_t file;
    std::uint32_t line;
    std::uint32_t ttl_s;
    Bytes rdata;
};

/// What matters about an owner beyond its own data, so that most records need not be looked at
/// again.
enum class Trait : std::uint8_t {
    Ns = 1,
    Cname = 2,
    Dname = 4,
    Address = 8,    ///< A or AAAA.
    Checkable = 16, ///< A type that zone_checks looks at, beyond what covers the owner.
    Wildcard = 32,  ///< Its first label is '*'.
};

class RecordStore {
public:
    static constexpr OwnerId kApex = OwnerTable::kApex;

    /// `apex` in any letter case, wire form, valid.
    explicit RecordStore(Bytes apex);

    /// False, and nothing kept, if the owner is not at or below the apex.
    bool add(const Record& record);
    [[nodiscard]] const wire::Name& apex() const noexcept { return apex_; }
    [[nodiscard]] std::size_t record_count() const noexcept { return record_count_; }
    [[nodiscard]] std::size_t rdata_size() const noexcept { return rdata_size_; }

    /// To be called when all records are in, before what follows.
    void finish();

    [[nodiscard]] const OwnerTable& owners() const noexcept {
        assert(begun_ == 0);
        return owners_;
    }

    [[nodiscard]] bool has(OwnerId owner, Trait trait) const noexcept {
        return (chains_[owner].traits & static_cast<std::uint8_t>(trait)) != 0;
    }
    /// Fills `into` with the owner's records, in the order of the file.
    void collect(OwnerId owner, std::vector<StoredRecord>& into) const;

    /// Owns NS below the apex. A wildcard's NS is plain data (RFC 4592 §4.2 leaves it undefined).
    [[nodiscard]] bool is_cut(OwnerId owner) const noexcept;
    [[nodiscard]] bool is_redirect(OwnerId owner) const noexcept;

    [[nodiscard]] bool is_in_zone(const wire::Name& name) const noexcept;
    /// The owner with the last `labels` labels of `name`, which is at or below the apex.
    [[nodiscard]] std::optional<OwnerId> find(const wire::Name& name,
                                              std::size_t labels) const noexcept;
    [[nodiscard]] std::optional<OwnerId> find(const wire::Name& name) const noexcept {
        return find(name, name.label_count());
    }
    /// The topmost cut or DNAME strictly above `name`, if there is one.
    [[nodiscard]] std::optional<OwnerId> cover_of(const wire::Name& name) const noexcept;
    [[nodiscard]] std::optional<OwnerId> cover_of(OwnerId owner) const noexcept;
    /// Who answers for `name` when it is not covered: itself, or the wildcard that stands in.
    [[nodiscard]] std::optional<OwnerId> source_of(const wire::Name& name) const noexcept;
    /// `owner` as a whole name.
    void read_name(OwnerId owner, wire::Name& into) const noexcept;

private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Chain { // of the records of one owner; handles
        std::uint32_t first = kNone;
        std::uint32_t last = kNone;
        std::uint8_t traits = 0; ///< Of Trait.
    };
    struct Entry; // a record; followed by its RDATA
    /// Records that stand together wait together for their owner, who is asked from memory when
    /// they begin to wait and looked up later: several such reads overlap.
    struct Waiting {
        std::array<std::uint8_t, wire::Name::kMaxLength + wire::kWordSlack> labels;
        std::uint8_t length;
        std::uint32_t hash;
        Chain chain;
    };
    static constexpr std::size_t kWaitingMax = 8;

    [[nodiscard]] Waiting& waiting_for(Bytes labels);
    [[nodiscard]] std::uint32_t keep(const Record& record);
    void append(Chain& chain, const Chain& more) noexcept;
    void settle(const Waiting& waiting);
    void add_chains();

    wire::Name apex_;
    wire::Name name_; ///< Of the record being added.
    BytePool pool_;
    OwnerTable owners_;
    std::vector<Chain> chains_;                ///< By owner.
    std::array<Waiting, kWaitingMax> waiting_; ///< A ring.
    std::size_t begun_ = 0;                    ///< How many began to wait since finish().
    std::size_t record_count_ = 0;
    std::size_t rdata_size_ = 0;
    bool has_covers_ = false;
};

} // namespace signpost::zone

// The records of a zone while it is being read: by owner, in the order of the file.
//
// ZoneBuilder fills it and lays the finished zone out from it; zone_checks looks for mistakes in
// it. Every ancestor of an owner up to the apex is an owner too, if only without records (an empty
// non-terminal, RFC 4592 §2.2.2). One thread.
#pragma once

#include "core/wire/name.hpp"
#include "core/zone/byte_pool.hpp"
#include "core/zone/record.hpp"

#include <optional>
#include <vector>

namespace signpost::zone {

using OwnerId = std::uint32_t;

/// One record as kept; a view into the store.
struct StoredRecord {
    std::uint16_t type;
    std::uint16_t file;
    std::uint32_t line;
    std::uint32_t ttl_s;
    Bytes rdata;
};

class RecordStore {
public:
    static constexpr OwnerId kApex = 0;

    /// `apex` in any letter case, wire form, valid.
    explicit RecordStore(Bytes apex);

    /// False, and nothing kept, if the owner is not at or below the apex.
    bool add(const Record& record);

    [[nodiscard]] const wire::Name& apex() const noexcept { return apex_; }
    [[nodiscard]] std::size_t owner_count() const noexcept { return owners_.size(); }
    [[nodiscard]] std::size_t record_count() const noexcept { return record_count_; }
    [[nodiscard]] std::size_t rdata_size() const noexcept { return rdata_size_; }
    [[nodiscard]] std::size_t names_size() const noexcept { return names_size_; }

    /// The labels below the apex, lower-cased, without a root label.
    [[nodiscard]] Bytes name(OwnerId owner) const noexcept;
    /// The hash that Zone::find_node expects for name(owner).
    [[nodiscard]] std::uint32_t hash(OwnerId owner) const noexcept { return owners_[owner].hash; }
    [[nodiscard]] bool has_type(OwnerId owner, std::uint16_t type) const noexcept;
    [[nodiscard]] bool is_wildcard(OwnerId owner) const noexcept;
    /// Fills `into` with the owner's records, in the order of the file.
    void collect(OwnerId owner, std::vector<StoredRecord>& into) const;

    /// Owns NS below the apex. A wildcard's NS is plain data (RFC 4592 §4.2 leaves it undefined).
    [[nodiscard]] bool is_cut(OwnerId owner) const noexcept;
    [[nodiscard]] bool is_redirect(OwnerId owner) const noexcept;
    [[nodiscard]] bool has_covers() const noexcept { return has_covers_; }

    /// The owner with this name; `name` must be at or below the apex.
    [[nodiscard]] std::optional<OwnerId> find(const wire::Name& name) const noexcept;
    [[nodiscard]] std::optional<OwnerId> find(const wire::Name& name,
                                              std::size_t labels) const noexcept;
    /// The topmost cut or DNAME strictly above `name`, if there is one.
    [[nodiscard]] std::optional<OwnerId> cover_of(const wire::Name& name) const noexcept;
    /// Who answers for `name` when it is not covered: itself, or the wildcard that stands in.
    [[nodiscard]] std::optional<OwnerId> source_of(const wire::Name& name) const noexcept;

    [[nodiscard]] bool is_in_zone(const wire::Name& name) const noexcept;
    /// `owner` as a whole name, for look-ups by its ancestors.
    void read_name(OwnerId owner, wire::Name& into) const noexcept;

private:
    static constexpr std::uint32_t kNone = 0xffffffff;
    struct Owner {
        std::uint32_t hash;
        std::uint32_t name; ///< Handle of the labels.
        std::uint32_t first = kNone;
        std::uint32_t last = kNone;
        std::uint8_t name_length;
    };
    struct Slot { // the hash stands here too, so that a probe seldom has to look at an owner
        std::uint32_t hash = 0;
        OwnerId owner = kNone;
    };
    struct Entry { // followed by the RDATA
        std::uint32_t next;
        std::uint32_t ttl_s;
        std::uint32_t line;
        std::uint16_t file;
        std::uint16_t type;
        std::uint16_t rdlength;
        std::uint16_t reserved;
    };

    OwnerId intern(const wire::Name& name);
    OwnerId intern(const wire::Name& name, std::size_t from, bool& is_new);
    [[nodiscard]] std::optional<OwnerId> find_at(const wire::Name& name,
                                                 std::size_t from) const noexcept;
    [[nodiscard]] std::size_t slot_of(const wire::Name& name, std::size_t from,
                                      std::uint32_t hash) const noexcept;
    void grow();
    [[nodiscard]] Entry entry_at(std::uint32_t handle) const noexcept;

    wire::Name apex_;
    wire::Name name_; ///< Of the record being added.
    BytePool pool_;
    std::vector<Owner> owners_;
    std::vector<Slot> slots_; ///< By hash, open addressing; a power of two, kNone is free.
    OwnerId last_owner_ = kApex;
    std::size_t record_count_ = 0;
    std::size_t rdata_size_ = 0;
    std::size_t names_size_ = 0;
    bool has_covers_ = false;
};

} // namespace signpost::zone

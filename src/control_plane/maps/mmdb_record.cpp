#include "control_plane/maps/mmdb_record.hpp"

#include <array>
#include <charconv>
#include <system_error>

namespace signpost::maps {
namespace {

using Type = MmdbRecords::Type;

/// How many octets a value of this type may have.
bool is_size_of(Type type, std::size_t size) noexcept {
    switch (type) {
    case Type::Boolean:
        return size <= 1;
    case Type::Uint16:
        return size <= 2;
    case Type::Uint32:
    case Type::Int32:
        return size <= 4;
    case Type::Uint64:
        return size <= 8;
    case Type::Uint128:
        return size <= 16;
    case Type::Double:
        return size == 8;
    case Type::Float:
        return size == 4;
    default:
        return true;
    }
}

constexpr unsigned kExtended = 7; // what the second octet of a type adds to

bool is_type(unsigned number) noexcept {
    constexpr unsigned kContainer = 12; // in no file
    constexpr unsigned kEndMarker = 13; // nor this
    return number >= static_cast<unsigned>(Type::Text) && number != kContainer &&
           number != kEndMarker && number <= static_cast<unsigned>(Type::Float);
}

} // namespace

std::size_t MmdbRecords::Value::behind() const noexcept {
    const bool has_octets =
        type != Type::Map && type != Type::Array && type != Type::Boolean && type != Type::Pointer;
    return has_octets ? at + size : at;
}

std::optional<MmdbRecords::Value> MmdbRecords::find(std::size_t record,
                                                    std::span<const std::string> path) {
    std::optional<Value> value = follow(decode(record));
    for (const std::string& step : path) {
        if (!value) return std::nullopt;
        std::optional<std::size_t> at;
        if (value->type == Type::Map) at = find_in_map(*value, step);
        if (value->type == Type::Array) at = find_in_array(*value, step);
        if (!at) return std::nullopt;
        value = follow(decode(*at));
    }
    return value;
}

std::vector<MmdbRecords::Value> MmdbRecords::items(const Value& array) {
    std::vector<Value> all;
    std::optional<std::size_t> at = array.at;
    for (std::size_t count = 0; count < array.size && at; ++count) {
        const std::optional<Value> item = follow(decode(*at));
        if (!item) break;
        all.push_back(*item);
        at = behind_all_of(*at);
    }
    return all;
}

std::string_view MmdbRecords::text(const Value& text) const noexcept {
    const void* octets = data_.data() + text.at;
    return {static_cast<const char*>(octets), text.size};
}

std::uint64_t MmdbRecords::number(const Value& number) const noexcept {
    return big_endian(number.at, number.size);
}

/// The value whose head is at `at`, without its parts; of those it is only known that the data has
/// an octet for each.
std::optional<MmdbRecords::Value> MmdbRecords::decode(std::size_t at) {
    if (values_left_ == 0)
        return fail("its records take too much work: they share their parts too often");
    --values_left_;
    if (at >= data_.size()) return fail("a record, or a part of one, lies outside the data");
    const std::uint8_t head = data_[at];
    unsigned type = head >> 5;
    if (type == static_cast<unsigned>(Type::Pointer)) return decode_pointer(at);
    const std::size_t digits = (head & 31U) > 28 ? (head & 31U) - 28 : 0; // of the size
    const std::size_t content = at + 1 + (type == 0 ? 1 : 0) + digits;
    if (content > data_.size()) return fail("a value in a record is cut off");
    if (type == 0) type = kExtended + data_[at + 1];
    if (!is_type(type)) return fail("a value in a record has an unknown type");
    constexpr std::array<std::size_t, 4> kSizeFrom{0, 29, 285, 65821};
    const Value value{
        .type = static_cast<Type>(type),
        .size = digits == 0 ? head & 31U : kSizeFrom[digits] + big_endian(content - digits, digits),
        .at = content};
    if (!is_size_of(value.type, value.size))
        return fail("a value in a record has a size that its type cannot have");
    if (value.parts() + (value.behind() - value.at) > data_.size() - content)
        return fail("a value in a record is cut off");
    return value;
}

std::optional<MmdbRecords::Value> MmdbRecords::decode_pointer(std::size_t at) {
    constexpr std::array<std::size_t, 4> kFrom{0, 2048, 526336, 0};
    const std::size_t octets = (data_[at] >> 3 & 3U) + 1U;
    if (octets > data_.size() - at - 1) return fail("a pointer in a record is cut off");
    const std::uint64_t upper = octets == 4 ? 0 : data_[at] & 7U;
    const std::size_t to = (upper << 8 * octets | big_endian(at + 1, octets)) + kFrom[octets - 1];
    return Value{.type = Type::Pointer, .size = to, .at = at + 1 + octets};
}

std::optional<MmdbRecords::Value> MmdbRecords::follow(const std::optional<Value>& value) {
    if (!value || value->type != Type::Pointer) return value;
    std::optional<Value> target = decode(value->size);
    if (!target || target->type != Type::Pointer) return target;
    return fail("a pointer in a record leads to a pointer");
}

/// Behind the value at `at` and all its parts.
std::optional<std::size_t> MmdbRecords::behind_all_of(std::size_t at) {
    for (std::uint64_t open = 1; open != 0; --open) {
        const std::optional<Value> value = decode(at);
        if (!value) return std::nullopt;
        at = value->behind();
        open += value->parts();
    }
    return at;
}

std::optional<std::size_t> MmdbRecords::find_in_map(const Value& map, std::string_view key) {
    std::optional<std::size_t> at = map.at;
    for (std::size_t pair = 0; pair < map.size && at; ++pair) {
        const std::optional<Value> head = decode(*at);
        const std::optional<Value> name = follow(head);
        if (!name) return std::nullopt;
        if (text(*name) == key) return head->behind();
        at = behind_all_of(head->behind());
    }
    return std::nullopt;
}

std::optional<std::size_t> MmdbRecords::find_in_array(const Value& array, std::string_view index) {
    std::size_t items = 0;
    const auto [end, error] = std::from_chars(index.data(), index.data() + index.size(), items);
    if (error != std::errc{} || end != index.data() + index.size() || items >= array.size)
        return std::nullopt;
    std::optional<std::size_t> at = array.at;
    for (; items != 0 && at; --items)
        at = behind_all_of(*at);
    return at;
}

/// Not before it is found to be good is a part taken for checked, so that circles end at
/// kDepthMax.
// NOLINTNEXTLINE(misc-no-recursion): kDepthMax deep.
bool MmdbRecords::check_once(std::size_t at, unsigned depth) {
    if (at < is_checked_.size() && is_checked_[at]) return true;
    std::size_t end = at;
    if (!check_value(end, depth)) return false;
    is_checked_[at] = true;
    return true;
}

/// Moves `at` behind it.
// NOLINTNEXTLINE(misc-no-recursion): kDepthMax deep.
bool MmdbRecords::check_value(std::size_t& at, unsigned depth) {
    const std::optional<Value> value = decode(at);
    if (!value) return false;
    at = value->behind();
    if (value->type == Type::Pointer) return follow(value) && check_once(value->size, depth + 1);
    if (depth >= kDepthMax) {
        fail("a record nests too deeply, or its pointers lead in circles");
        return false;
    }
    for (std::size_t part = 0; part < value->parts(); ++part) {
        const bool is_key = value->type == Type::Map && part % 2 == 0;
        if (!(is_key ? check_key(at) : check_value(at, depth + 1))) return false;
    }
    return true;
}

bool MmdbRecords::check_key(std::size_t& at) {
    const std::optional<Value> head = decode(at);
    const std::optional<Value> key = follow(head);
    if (!key) return false;
    at = head->behind();
    if (key->type == Type::Text) return true;
    fail("a key in a record is no text");
    return false;
}

std::uint64_t MmdbRecords::big_endian(std::size_t at, std::size_t octets) const noexcept {
    std::uint64_t value = 0;
    for (; octets != 0; --octets)
        value = value << 8 | data_[at++];
    return value;
}

} // namespace signpost::maps

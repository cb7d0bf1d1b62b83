// The records of a map in MaxMind's format ("MaxMind DB File Format Specification" 2.0, Data
// Section).
//
// libmaxminddb decodes them too, but without a bound: pointers let a small file ask for any amount
// of work. Here every value that is decoded counts, and a file has so many. One thread.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::maps {

class MmdbRecords {
public:
    enum class Type : std::uint8_t {
        Pointer = 1,
        Text = 2,
        Double = 3,
        Octets = 4,
        Uint16 = 5,
        Uint32 = 6,
        Map = 7,
        Int32 = 8,
        Uint64 = 9,
        Uint128 = 10,
        Array = 11,
        Boolean = 14,
        Float = 15,
    };
    struct Value {
        Type type = Type::Map;
        std::size_t size = 0; ///< In octets, pairs or items; where to, of a Pointer; 0 or 1.
        std::size_t at = 0;   ///< Of the octets, or of the first pair or item.

        [[nodiscard]] std::size_t parts() const noexcept {
            return type == Type::Map ? size * 2 : type == Type::Array ? size : 0;
        }
        /// Where the next value begins; of a Map or an Array, where its first part does.
        [[nodiscard]] std::size_t behind() const noexcept;
    };

    /// No honest map nests deeper, or takes more values: each record is decoded once, parts that
    /// records share once for all, and then once more as far as a path leads.
    static constexpr unsigned kDepthMax = 64;
    static constexpr std::uint64_t kValuesPerOctet = 16;
    static constexpr std::uint64_t kValuesMin = 16'000'000;

    /// `data` is borrowed.
    explicit MmdbRecords(Bytes data)
        : data_(data), is_checked_(data.size()),
          values_left_(kValuesMin + data.size() * kValuesPerOctet) {}

    /// Whether all of the record is well-formed, and what its pointers lead to.
    [[nodiscard]] bool check(std::size_t record) { return check_once(record, 0); }

    /// What stands at the path, if something does.
    [[nodiscard]] std::optional<Value> find(std::size_t record, std::span<const std::string> path);
    /// The items of an Array, pointers followed.
    [[nodiscard]] std::vector<Value> items(const Value& array);
    [[nodiscard]] std::string_view text(const Value& text) const noexcept;
    [[nodiscard]] std::uint64_t number(const Value& number) const noexcept; ///< Up to 64 bits.

    /// What is wrong with the records read so far; empty: nothing.
    [[nodiscard]] const std::string& fault() const noexcept { return fault_; }

private:
    [[nodiscard]] std::optional<Value> decode(std::size_t at);
    [[nodiscard]] std::optional<Value> decode_pointer(std::size_t at);
    [[nodiscard]] std::optional<Value> follow(const std::optional<Value>& value);
    [[nodiscard]] std::optional<std::size_t> behind_all_of(std::size_t at);
    [[nodiscard]] std::optional<std::size_t> find_in_map(const Value& map, std::string_view key);
    [[nodiscard]] std::optional<std::size_t> find_in_array(const Value& array,
                                                           std::string_view index);
    [[nodiscard]] bool check_once(std::size_t at, unsigned depth);
    [[nodiscard]] bool check_value(std::size_t& at, unsigned depth);
    [[nodiscard]] bool check_key(std::size_t& at);
    [[nodiscard]] std::uint64_t big_endian(std::size_t at, std::size_t octets) const noexcept;
    std::nullopt_t fail(const char* why) {
        if (fault_.empty()) fault_ = why;
        return std::nullopt;
    }

    Bytes data_;
    std::vector<bool> is_checked_; ///< By where a record begins, or what a pointer leads to.
    std::uint64_t values_left_;
    std::string fault_;
};

} // namespace signpost::maps

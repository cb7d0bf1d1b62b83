// signpost.json as a tree in which every value knows its line and column.
//
// The JSON library reads the text but forgets where things stood, and quietly lets a repeated key
// win; an operator needs both told. Used by config.cpp only. Pure; any thread. Knows no option.
#pragma once

#include "base/complaint.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace signpost::config {

/// Line and column in the text, both from 1; the column counts octets.
struct Spot {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

struct Node;

struct Array {
    std::vector<Node> items;
};

struct Object {
    std::vector<Node> members; ///< In the order of the text; each key once.
};

/// A number too large for 64 bits, or with a fraction, is a double.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

struct Node {
    Spot at;
    Value value = nullptr;
    std::string key; ///< Of a member of an object, as key_at.
    Spot key_at;
};

struct Document {
    Node root; ///< An empty object if the text is not JSON.
    std::vector<Complaint> complaints;
};

/// Deeper nesting than this is refused; checks need six levels, and one or two
/// more for each combination in a combination.
inline constexpr std::size_t kDepthMax = 16;

/// Reads JSON with `//` and `/* */` comments. The complaints are about syntax (the first mistake
/// ends the reading), nesting, and keys that stand twice in one object; the first of two counts.
[[nodiscard]] Document parse_document(std::string_view text, const std::string& file);

/// The key as one step of a JSON pointer (RFC 6901 §3): "~" becomes "~0", "/" becomes "~1".
[[nodiscard]] std::string pointer_step(std::string_view key);

/// "an object", "a number", … for complaints about a wrong type.
[[nodiscard]] std::string_view kind_of(const Value& value) noexcept;

} // namespace signpost::config

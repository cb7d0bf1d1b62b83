#include "control_plane/zonefile/name_text.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace signpost::zonefile {
namespace {

constexpr const char* kNameTooLong = "this name is longer than 255 octets";
constexpr const char* kLabelTooLong = "a label of this name is longer than 63 octets";
constexpr const char* kEmptyLabel =
    "this name has an empty label: two dots in a row, or one in front";
constexpr const char* kBadEscape =
    "wrong escape: a backslash needs one character, or three digits up to 255, after it";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

} // namespace

/// Builds a WireName label by label: every label begins with room for its length.
class NameWriter {
public:
    explicit NameWriter(WireName& name) noexcept : name_(name) {}

    /// False if the name is full. One octet always stays free for the root label.
    bool put(std::uint8_t octet) noexcept {
        if (size_ >= wire::Name::kMaxLength - 1) return false;
        name_.octets_[size_++] = octet;
        return true;
    }

    /// Takes one character or escape, or the end of a label, from the front of `text`.
    const char* take(std::string_view& text) noexcept {
        Unescaped next{static_cast<std::uint8_t>(text.front()), 1};
        if (text.front() == '\\') next = unescape(text);
        if (next.text_size == 0) return kBadEscape;
        const bool ends_label = text.front() == '.';
        text.remove_prefix(next.text_size);
        if (ends_label) return end_label();
        return put(next.octet) ? nullptr : kNameTooLong;
    }

    /// Closes the label and opens the next.
    const char* end_label() noexcept {
        const std::size_t length = size_ - label_ - 1;
        if (length == 0) return kEmptyLabel;
        if (length > wire::Name::kMaxLabel) return kLabelTooLong;
        name_.octets_[label_] = static_cast<std::uint8_t>(length);
        label_ = size_++;
        return nullptr;
    }

    [[nodiscard]] bool label_is_empty() const noexcept { return size_ == label_ + 1; }

    /// Puts `rest`, an absolute name, where the next label would begin.
    const char* finish(Bytes rest) noexcept {
        if (label_ + rest.size() > wire::Name::kMaxLength) return kNameTooLong;
        std::memcpy(name_.octets_.data() + label_, rest.data(), rest.size());
        name_.size_ = static_cast<std::uint8_t>(label_ + rest.size());
        return nullptr;
    }

private:
    WireName& name_;
    std::size_t label_ = 0; ///< Where the length of the open label goes.
    std::size_t size_ = 1;
};

WireName::WireName(Bytes wire) noexcept : size_(static_cast<std::uint8_t>(wire.size())) {
    assert(!wire.empty() && wire.size() <= wire::Name::kMaxLength);
    std::ranges::copy(wire, octets_.begin());
}

const char* parse_name(std::string_view text, const WireName& origin, WireName& name) noexcept {
    constexpr std::array<std::uint8_t, 1> kRoot{0};
    NameWriter writer(name);
    if (text == "@") return writer.finish(origin.bytes());
    if (text == ".") return writer.finish(kRoot);
    if (text.empty()) return kEmptyLabel;

    while (!text.empty()) {
        if (const char* wrong = writer.take(text)) return wrong;
    }
    if (writer.label_is_empty()) return writer.finish(kRoot);
    if (const char* wrong = writer.end_label()) return wrong;
    return writer.finish(origin.bytes());
}

Unescaped unescape(std::string_view text) noexcept {
    if (text.size() < 2) return {};
    if (!is_digit(text[1])) return {static_cast<std::uint8_t>(text[1]), 2};
    if (text.size() < 4 || !is_digit(text[2]) || !is_digit(text[3])) return {};
    const int octet = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    if (octet > 255) return {};
    return {static_cast<std::uint8_t>(octet), 4};
}

} // namespace signpost::zonefile

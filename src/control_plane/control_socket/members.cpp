#include "control_plane/control_socket/members.hpp"

#include "control_plane/control_socket/request.hpp"

#include <algorithm>

namespace signpost::control_socket {
namespace {

bool is_text(const Json& value) {
    return value.is_string() && value.get_ref<const std::string&>().size() <= kTextMax;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

} // namespace

std::optional<std::string> Members::text(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr) return std::nullopt;
    if (!is_text(*value)) {
        fail(key, "must be a text of at most " + std::to_string(kTextMax) + " octets");
        return std::nullopt;
    }
    return value->get<std::string>();
}

std::string Members::needed_text(std::string_view key) {
    std::optional<std::string> found = text(key);
    if (!found || found->empty()) fail(key, "is missing");
    return std::move(found).value_or("");
}

std::string Members::remark(std::string_view key) {
    std::string found = text(key).value_or("");
    if (std::ranges::any_of(found, is_control)) fail(key, "must be one line of plain text");
    return found;
}

std::vector<std::string> Members::texts(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr) return {};
    if (value->is_array() && value->size() <= kListMax && std::ranges::all_of(*value, is_text))
        return value->get<std::vector<std::string>>();
    fail(key, "must be a list of at most " + std::to_string(kListMax) + " texts");
    return {};
}

std::optional<std::int64_t> Members::number(std::string_view key, std::int64_t from,
                                            std::int64_t to) {
    const Json* value = take(key);
    if (value == nullptr) return std::nullopt;
    // Of what is above the largest signed integer, only the unsigned reading is right.
    const bool is_signed = value->is_number_integer() &&
                           (!value->is_number_unsigned() ||
                            value->get<std::uint64_t>() <= static_cast<std::uint64_t>(to));
    if (is_signed && value->get<std::int64_t>() >= from && value->get<std::int64_t>() <= to)
        return value->get<std::int64_t>();
    fail(key, "must be an integer from " + std::to_string(from) + " to " + std::to_string(to));
    return std::nullopt;
}

bool Members::flag(std::string_view key) {
    const Json* value = take(key);
    if (value == nullptr) return false;
    if (!value->is_boolean()) fail(key, "must be true or false");
    return value->is_boolean() && value->get<bool>();
}

void Members::fail(std::string_view key, const std::string& why) {
    if (!error_) error_ = Error("\"" + std::string(key) + "\" " + why);
}

const Json* Members::take(std::string_view key) {
    taken_.emplace_back(key);
    const auto found = request_.find(taken_.back());
    return found == request_.end() ? nullptr : &*found;
}

void Members::refuse_others() {
    for (const auto& [key, value] : request_.items())
        if (std::ranges::find(taken_, key) == taken_.end())
            fail(key, "is not known for this command");
}

} // namespace signpost::control_socket

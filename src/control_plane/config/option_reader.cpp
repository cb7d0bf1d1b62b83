#include "control_plane/config/option_reader.hpp"

#include "control_plane/config/form_check.hpp"

#include <concepts>
#include <utility>

namespace signpost::config {
namespace {

// One function for each type of field; the node has been checked to fit it.

void take(bool& field, const Node& node) {
    field = std::get<bool>(node.value);
}
template <std::unsigned_integral Number>
void take(Number& field, const Node& node) {
    field = static_cast<Number>(std::get<std::int64_t>(node.value));
}
void take(std::string& field, const Node& node) {
    field = std::get<std::string>(node.value);
}
void take(std::filesystem::path& field, const Node& node) {
    field = std::get<std::string>(node.value);
}
void take(SocketAddress& field, const Node& node) {
    field = parse_socket_address(std::get<std::string>(node.value)).value();
}
void take(Prefix& field, const Node& node) {
    field = parse_prefix(std::get<std::string>(node.value)).value();
}
template <class T>
void take(std::vector<T>& field, const Node& node) {
    field.clear();
    for (const Node& item : std::get<Array>(node.value).items)
        take(field.emplace_back(), item);
}

} // namespace

void read_option(const Context& context, const Option& option, const Node& node, Config& config) {
    const std::size_t complaints = context.complaints.size();
    check_form(context, form_of(option), node, std::string(option.pointer));
    if (context.complaints.size() != complaints) return;
    std::visit([&](auto field) { take(field(config), node); }, option.field);
}

} // namespace signpost::config

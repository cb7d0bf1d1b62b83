// libFuzzer target: config::parse() accepts any bytes. A complaint lies inside the text, and a text
// without complaints gives values that the table's own options take again.
#include "control_plane/config/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace signpost::config;

/// {"server": {"tcp": {"idle_ms": 5}}} for /server/tcp/idle_ms and 5.
std::string document_with(std::string_view pointer, std::string value) {
    while (!pointer.empty()) {
        const std::size_t slash = pointer.rfind('/');
        value = "{\"" + std::string(pointer.substr(slash + 1)) + "\": " + value + "}";
        pointer = pointer.substr(0, slash);
    }
    return value;
}

void check_accepted(const Config& config) {
    if (config.listen.empty()) std::abort();
    for (const Option& option : options()) {
        const std::string value = value_text(option, config);
        const Parsed again = parse(document_with(option.pointer, value), "f");
        if (!again.complaints.empty() || value_text(option, again.config) != value) std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const Parsed parsed = parse(text, "f");
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    for (const signpost::Complaint& complaint : parsed.complaints)
        if (complaint.place.line == 0 || complaint.place.line > lines || complaint.what.empty())
            std::abort();
    if (parsed.complaints.empty()) check_accepted(parsed.config);
    static_cast<void>(parse_secrets(text, "f"));
    return 0;
}

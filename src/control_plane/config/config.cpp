#include "control_plane/config/config.hpp"

#include "control_plane/config/context.hpp"
#include "control_plane/config/document.hpp"
#include "control_plane/config/form_check.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/config/sections.hpp"
#include "control_plane/config/steering_reader.hpp"
#include "control_plane/files/file_text.hpp"

#include <algorithm>
#include <cctype>
#include <concepts>
#include <iterator>
#include <optional>
#include <utility>

namespace signpost::config {
namespace {

std::string span_text(const Option& option) {
    return std::to_string(option.range.least) + " to " + std::to_string(option.range.most);
}

/// Reads the value of one option, checks it and puts it into its field. One function for each
/// type of field; what is wrong is complained about and leaves the default.
class OptionReader {
public:
    OptionReader(const Context& context, const Option& option, Config& config)
        : context_(context), option_(option), config_(config) {}

    void read(const Node& node) {
        std::visit([&](auto field) { read_into(field(config_), node); }, option_.field);
    }

private:
    void complain(const Node& node, const std::string& what) const {
        context_.complain(node.at, std::string(option_.pointer), what);
    }

    template <class T>
    [[nodiscard]] const T* expect(const Node& node) const {
        const T* value = std::get_if<T>(&node.value);
        if (value == nullptr)
            complain(node, "must be " + std::string(kind_of(Value(T{}))) + ", not " +
                               std::string(kind_of(node.value)));
        return value;
    }

    [[nodiscard]] bool is_in_range(std::size_t size) const {
        return std::cmp_greater_equal(size, option_.range.least) &&
               std::cmp_less_equal(size, option_.range.most);
    }

    void read_into(bool& field, const Node& node) const {
        if (const bool* value = expect<bool>(node)) field = *value;
    }

    template <std::unsigned_integral Number>
    void read_into(Number& field, const Node& node) const {
        const auto* value = expect<std::int64_t>(node);
        if (value == nullptr) return;
        if (*value >= option_.range.least && *value <= option_.range.most)
            field = static_cast<Number>(*value);
        else
            complain(node, "must be " + span_text(option_) + (option_.unit.empty() ? "" : " ") +
                               std::string(option_.unit) + ", not " + std::to_string(*value));
    }

    void read_into(std::string& field, const Node& node) const {
        const auto* value = expect<std::string>(node);
        if (value == nullptr) return;
        const bool has_control =
            std::ranges::any_of(*value, [](unsigned char c) { return std::iscntrl(c) != 0; });
        if (has_control)
            complain(node, "must not hold control characters");
        else if (!is_in_range(value->size()))
            complain(node, "must have " + span_text(option_) + " octets, not " +
                               std::to_string(value->size()));
        else
            field = *value;
    }

    void read_into(std::filesystem::path& field, const Node& node) const {
        std::string text = field.string();
        read_into(text, node);
        field = text;
    }

    static std::optional<SocketAddress> parse_item(const std::string& text,
                                                   SocketAddress* /*tag*/) {
        const std::optional<SocketAddress> where = parse_socket_address(text);
        return where && where->port != 0 ? where : std::nullopt;
    }
    static std::optional<Prefix> parse_item(const std::string& text, Prefix* /*tag*/) {
        return parse_prefix(text);
    }
    static std::string_view example(const SocketAddress* /*tag*/) {
        return R"(an address with a port above 0, such as "192.0.2.1:53" or "[2001:db8::1]:53")";
    }
    static std::string_view example(const Prefix* /*tag*/) {
        return R"(a network, such as "192.0.2.0/24", with no bits set past its length)";
    }

    template <class T>
    void read_into(std::vector<T>& field, const Node& node) const {
        const auto* array = expect<Array>(node);
        if (array == nullptr) return;
        if (!is_in_range(array->items.size()))
            return complain(node, "must list " + span_text(option_) + ", not " +
                                      std::to_string(array->items.size()));
        std::vector<T> items;
        for (std::size_t i = 0; i < array->items.size(); ++i)
            if (const std::optional<T> item = read_item<T>(array->items[i], i, items))
                items.push_back(*item);
        field = std::move(items);
    }

    template <class T>
    [[nodiscard]] std::optional<T> read_item(const Node& node, std::size_t index,
                                             const std::vector<T>& before) const {
        constexpr T* kTag = nullptr;
        const std::string pointer = std::string(option_.pointer) + "/" + std::to_string(index);
        const std::string* text = std::get_if<std::string>(&node.value);
        std::optional<T> item = text != nullptr ? parse_item(*text, kTag) : std::nullopt;
        if (!item) {
            context_.complain(
                node.at, pointer,
                "must be " + std::string(example(kTag)) + ", not " +
                    (text != nullptr ? in_quotes(*text) : std::string(kind_of(node.value))));
        } else if (std::ranges::find(before, *item) != before.end()) {
            context_.complain(node.at, pointer, in_quotes(*text) + " stands twice in this list");
            item.reset();
        }
        return item;
    }

    const Context& context_;
    const Option& option_;
    Config& config_;
};

/// The keys that the section at `pointer` may hold.
std::vector<std::string_view> keys_of(const std::string& pointer) {
    std::vector<std::string_view> keys;
    const auto add = [&](std::string_view whole) {
        if (!whole.starts_with(pointer + "/")) return;
        std::string_view key = whole.substr(pointer.size() + 1);
        key = key.substr(0, key.find('/'));
        if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
    };
    for (const Option& option : options())
        add(option.pointer);
    for (const Member& section : sections())
        add(section.key);
    return keys;
}

/// Reads the section at `pointer`. As sections come from the table, the recursion is as deep as the
/// table's longest pointer, whatever the text holds.
// NOLINTNEXTLINE(misc-no-recursion): bounded as said above.
void read_section(const Context& context, const Node& node, const std::string& pointer,
                  Config& config) {
    const Object* object = std::get_if<Object>(&node.value);
    if (object == nullptr) {
        context.complain(node.at, pointer.empty() ? "/" : pointer,
                         "must be an object, not " + std::string(kind_of(node.value)));
        return;
    }
    for (const Node& member : object->members) {
        const std::string child = pointer + "/" + pointer_step(member.key);
        const auto option = std::ranges::find(options(), child, &Option::pointer);
        if (option != options().end())
            OptionReader(context, *option, config).read(member);
        else if (const auto section = std::ranges::find(sections(), child, &Member::key);
                 section != sections().end())
            check_form(context, *section->form, member, child);
        else if (!keys_of(child).empty())
            read_section(context, member, child, config);
        else
            context.complain(member.key_at, child,
                             "unknown key" + context.suggest(member.key, keys_of(pointer)));
    }
}

void resolve_paths(Config& config, const std::filesystem::path& folder) {
    Clients& clients = config.steering.clients;
    std::vector<std::filesystem::path*> paths{
        &config.zones,      &config.control,     &config.cookie_secret_file,
        &clients.overrides, &clients.isp_of_asn, &clients.regions};
    for (MapFile& map : clients.maps)
        paths.push_back(&map.file);
    for (std::filesystem::path* path : paths) {
        if (path->empty()) continue;
        *path = (folder / *path).lexically_normal();
        if (!path->has_filename()) *path = path->parent_path(); // "zones/" is "zones"
    }
}

std::optional<CookieSecret> parse_secret(std::string_view line) {
    CookieSecret secret{};
    if (line.size() != 2 * secret.size()) return std::nullopt;
    for (std::size_t i = 0; i < line.size(); ++i) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        const std::size_t digit =
            kDigits.find(static_cast<char>(std::tolower(static_cast<unsigned char>(line[i]))));
        if (digit == std::string_view::npos) return std::nullopt;
        secret[i / 2] = static_cast<std::uint8_t>(std::size_t{secret[i / 2]} << 4 | digit);
    }
    return secret;
}

constexpr const char* kCannotBeRead = "cannot be read";

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

void load_secrets(Config& config, std::vector<Complaint>& complaints) {
    if (config.cookie_secret_file.empty()) return;
    const std::string file = config.cookie_secret_file.string();
    const Result<files::FileText> read = files::load_file(file, kFileBytesMax);
    if (!read) {
        complaints.push_back(
            {Severity::Error, {file}, Error(read.error()).during(kCannotBeRead).reason()});
        return;
    }
    Secrets secrets = parse_secrets(read->text, file);
    config.settings.cookies.secrets = std::move(secrets.secrets);
    std::ranges::move(secrets.complaints, std::back_inserter(complaints));
}

} // namespace

Config::Config()
    : listen{{.address = {}, .port = 53},
             {.address = {.octets = {}, .family = Family::V6}, .port = 53}} {
    settings.diagnostics_from = {*parse_prefix("127.0.0.0/8"), *parse_prefix("::1/128")};
    settings.rate_limit.exempt = settings.diagnostics_from;
    settings.ecs_from = {*parse_prefix("0.0.0.0/0"), *parse_prefix("::/0")};
}

Parsed parse(std::string_view text, const std::string& file) {
    Parsed parsed;
    Document document = parse_document(text, file);
    parsed.complaints = std::move(document.complaints);
    const Context context{file, parsed.complaints};
    read_section(context, document.root, "", parsed.config);
    read_steering(context, document.root, parsed.config.steering);
    std::ranges::stable_sort(parsed.complaints, {}, [](const Complaint& complaint) {
        return std::pair(complaint.place.line, complaint.place.column);
    });
    resolve_paths(parsed.config, std::filesystem::path(file).parent_path());
    return parsed;
}

Parsed load(const std::filesystem::path& file) {
    const Result<files::FileText> read = files::load_file(file.string(), kFileBytesMax);
    if (!read) {
        Parsed parsed;
        parsed.complaints.push_back(
            {Severity::Error, {file.string()}, Error(read.error()).during(kCannotBeRead).reason()});
        return parsed;
    }
    Parsed parsed = parse(read->text, file.string());
    load_secrets(parsed.config, parsed.complaints);
    return parsed;
}

Secrets parse_secrets(std::string_view text, const std::string& file) {
    Secrets read;
    std::uint32_t line_number = 0;
    while (!text.empty()) {
        const std::size_t length = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, length));
        text.remove_prefix(std::min(length + 1, text.size()));
        ++line_number;
        if (line.empty() || line.front() == '#') continue;
        if (const std::optional<CookieSecret> secret = parse_secret(line))
            read.secrets.push_back(*secret);
        else // the line itself is not shown: it may be a secret with a slip
            read.complaints.push_back({Severity::Error,
                                       {file, line_number, 1},
                                       "a cookie secret must be 32 hexadecimal digits"});
    }
    if (read.secrets.empty() && read.complaints.empty())
        read.complaints.push_back({Severity::Error, {file}, "holds no cookie secret"});
    return read;
}

} // namespace signpost::config

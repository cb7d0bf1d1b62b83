#include "control_plane/config/config.hpp"

#include "control_plane/config/check_files.hpp"
#include "control_plane/config/context.hpp"
#include "control_plane/config/document.hpp"
#include "control_plane/config/form_check.hpp"
#include "control_plane/config/nodes.hpp"
#include "control_plane/config/option_reader.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/config/sections.hpp"
#include "control_plane/config/steering_reader.hpp"
#include "control_plane/files/file_text.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>
#include <utility>

namespace signpost::config {
namespace {

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

/// What to do about a key that the section at `section` does not have.
std::string remedy_for(const Context& context, const std::string& section, std::string_view key) {
    if (section.empty() && key == "overrides")
        return "; take it out, and say signpostctl override set SUBJECT up|down|drain --reason "
               "TEXT, which survives restarts";
    return context.suggest(key, keys_of(section));
}

/// Reads the section at `pointer`. As sections come from the table, the recursion is as deep as the
/// table's longest pointer, whatever the text holds.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the table's pointers.
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
            read_option(context, *option, member, config);
        else if (const auto section = std::ranges::find(sections(), child, &Member::key);
                 section != sections().end())
            check_form(context, *section->form, member, child);
        else if (!keys_of(child).empty())
            read_section(context, member, child, config);
        else
            context.complain(member.key_at, child,
                             "unknown key" + remedy_for(context, pointer, member.key));
    }
}

void resolve_paths(const Context& context, Config& config) {
    Clients& clients = config.steering.clients;
    std::vector<std::filesystem::path*> paths{
        &config.zones,      &config.control,     &config.state,   &config.cookie_secret_file,
        &clients.overrides, &clients.isp_of_asn, &clients.regions};
    for (MapFile& map : clients.maps)
        paths.push_back(&map.file);
    for (std::filesystem::path* path : paths)
        *path = context.resolve(*path);
}

void check_retention(const Context& context, const Node& root, const Config& config) {
    const Node* journal = member_of(root, "journal");
    if (journal == nullptr || config.journal.days_min <= config.journal.days) return;
    const Node* days_min = member_of(*journal, "days_min");
    const Node* given = days_min != nullptr ? days_min : member_of(*journal, "days");
    if (given == nullptr) return;
    context.complain(given->at, below("/journal", given->key),
                     "days_min is " + std::to_string(config.journal.days_min) + ", but days is " +
                         std::to_string(config.journal.days) +
                         ": what must stay would be forgotten; give days_min at most days");
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

void sort_by_place(std::vector<Complaint>& complaints) {
    std::ranges::stable_sort(complaints, {}, [](const Complaint& complaint) {
        return std::pair(complaint.place.line, complaint.place.column);
    });
}

struct Read {
    Parsed parsed;
    std::vector<CheckFile> check_files;
};

Read read(std::string_view text, const std::string& file) {
    Read read;
    Parsed& parsed = read.parsed;
    Document document = parse_document(text, file);
    parsed.complaints = std::move(document.complaints);
    const Context context{file, parsed.complaints};
    read_section(context, document.root, "", parsed.config);
    check_retention(context, document.root, parsed.config);
    read_steering(context, document.root, parsed.config.steering, read.check_files);
    sort_by_place(parsed.complaints);
    resolve_paths(context, parsed.config);
    return read;
}

} // namespace

Config::Config()
    : listen{{.address = {}, .port = 53},
             {.address = {.octets = {}, .family = Family::V6}, .port = 53}} {
    settings.diagnostics_from = {*parse_prefix("127.0.0.0/8"), *parse_prefix("::1/128")};
    settings.rate_limit.exempt = settings.diagnostics_from;
    settings.ecs_from = {*parse_prefix("0.0.0.0/0"), *parse_prefix("::/0")};
    settings.ecs_tags_from = settings.diagnostics_from;
}

Parsed parse(std::string_view text, const std::string& file) {
    return read(text, file).parsed;
}

Parsed load(const std::filesystem::path& file) {
    const Result<files::FileText> text = files::load_file(file.string(), kFileBytesMax);
    if (!text) {
        Parsed parsed;
        parsed.complaints.push_back(
            {Severity::Error, {file.string()}, Error(text.error()).during(kCannotBeRead).reason()});
        return parsed;
    }
    auto [parsed, check_files] = read(text->text, file.string());
    load_check_files(check_files, parsed.config.steering.health, parsed.complaints);
    sort_by_place(parsed.complaints);
    load_secrets(parsed.config, parsed.complaints);
    return std::move(parsed);
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

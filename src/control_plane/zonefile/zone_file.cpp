#include "control_plane/zonefile/zone_file.hpp"

#include "control_plane/zonefile/complaints.hpp"
#include "control_plane/zonefile/generate.hpp"
#include "control_plane/zonefile/record_reader.hpp"
#include "control_plane/zonefile/ttl.hpp"

#include <algorithm>
#include <list>

namespace signpost::zonefile {
namespace {

using files::FileText;

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(left, right, {}, lower, lower);
}

/// A relative path means: from the folder of the file that names it.
std::string resolve_path(const std::string& from, std::string_view path) {
    if (path.starts_with('/')) return std::string(path);
    return from.substr(0, from.rfind('/') + 1).append(path);
}

/// A file that is being read: the zone file, or one that is included.
struct OpenFile {
    OpenFile(FileText loaded, std::uint16_t file_number) noexcept
        : file(std::move(loaded)), number(file_number) {}

    FileText file;
    Lexer lexer{file.text};
    std::uint16_t number; ///< Index in ZoneFileReading::files.
    Scope outer_scope;    ///< To be put back at the end of the file.
};

/// The reading of one zone: a stack of files, and what their directives set.
class ZoneReader {
public:
    ZoneReader(Bytes origin, const OnRecord& on_record) : on_record_(on_record) {
        defaults_.scope.origin = WireName(origin);
    }

    void read_file(const std::string& path);
    void read(FileText file, const std::string& path);

    [[nodiscard]] ZoneFileReading take_reading() {
        reading_.complaints = complaints_.take(reading_.files.front());
        return std::move(reading_);
    }

private:
    void read_next_entry();
    void read_entry(const Entry& entry);
    void pass_on(const zone::Record& record, const Token& first);
    void read_record(const Entry& entry);
    void read_directive(const Entry& entry);
    void read_origin(const Entry& entry);
    void read_ttl(const Entry& entry);
    void read_include(const Entry& entry);
    void include(const Token& token, const std::string& path, const WireName& origin);
    void read_generate(const Entry& entry);
    bool generate(const Token& range, const std::string& pattern, std::uint32_t number);
    bool has_arguments(const Entry& entry, std::size_t least, std::size_t most);
    bool fail(const Mistake& mistake);
    bool fail(const Token& token, const std::string& what) { return fail(mistake_at(token, what)); }
    void open(FileText file, const std::string& path);
    void close();
    [[nodiscard]] const std::string& file() const { return reading_.files[open_.back().number]; }

    const OnRecord& on_record_;
    Defaults defaults_;
    RecordReader records_;
    Complaints complaints_;
    ZoneFileReading reading_;
    std::list<OpenFile> open_;    ///< Innermost last. A list, because lexers point into it.
    std::size_t includes_ = 0;    ///< $INCLUDE lines followed so far.
    std::uint64_t generated_ = 0; ///< Records promised by $GENERATE lines so far.
    Entry entry_;
    Entry generated_entry_;
};

/// A file that cannot be read is stamped as it was before: one that was being written then has
/// another stamp when it is finished.
void ZoneReader::read_file(const std::string& path) {
    const files::FileStamp before = files::stamp_file(path);
    Result<FileText> file = files::load_file(path);
    if (file) return read(std::move(*file), path);
    reading_.files.push_back(path);
    reading_.stamps.push_back(before);
    complaints_.add_error(path, {0, 0, "cannot be read: " + file.error().reason()});
}

void ZoneReader::read(FileText file, const std::string& path) {
    open(std::move(file), path);
    while (!open_.empty() && !complaints_.is_full())
        read_next_entry();
}

/// Reads one entry of the innermost file, which may open another, or closes it at its end.
void ZoneReader::read_next_entry() {
    Lexer& lexer = open_.back().lexer;
    switch (lexer.next(entry_)) {
    case Lexer::Found::End:
        return close();
    case Lexer::Found::Mistake:
        fail(lexer.mistake());
        return;
    case Lexer::Found::Entry:
        return read_entry(entry_);
    }
}

/// The same file gets the same number, however often it is included.
void ZoneReader::open(FileText file, const std::string& path) {
    const auto known = std::ranges::find(reading_.files, path);
    const auto number = static_cast<std::uint16_t>(known - reading_.files.begin());
    if (known == reading_.files.end()) reading_.files.push_back(path);
    if (file.stamp != files::FileStamp{}) reading_.stamps.push_back(file.stamp);
    open_.emplace_back(std::move(file), number).outer_scope = defaults_.scope;
}

/// Origin and owner revert to what they were (RFC 1035 §5.1); $TTL stays.
void ZoneReader::close() {
    defaults_.scope = open_.back().outer_scope;
    open_.pop_back();
}

void ZoneReader::read_entry(const Entry& entry) {
    const Token& first = entry.tokens.front();
    if (first.is_word() && first.text.starts_with('$'))
        read_directive(entry);
    else
        read_record(entry);
}

void ZoneReader::read_record(const Entry& entry) {
    const zone::Record* record = records_.read(entry, defaults_);
    if (record == nullptr) {
        fail(records_.mistake());
        return;
    }
    if (records_.warning()) complaints_.add_warning(file(), *records_.warning());
    pass_on(*record, entry.tokens.front());
}

void ZoneReader::pass_on(const zone::Record& record, const Token& first) {
    zone::Record placed = record;
    placed.line = first.line;
    placed.file = open_.back().number;
    on_record_(placed);
}

void ZoneReader::read_directive(const Entry& entry) {
    const Token& directive = entry.tokens.front();
    if (equals_ignoring_case(directive.text, "$ORIGIN"))
        read_origin(entry);
    else if (equals_ignoring_case(directive.text, "$TTL"))
        read_ttl(entry);
    else if (equals_ignoring_case(directive.text, "$INCLUDE"))
        read_include(entry);
    else if (equals_ignoring_case(directive.text, "$GENERATE"))
        read_generate(entry);
    else
        fail(directive, "unknown directive; there are $ORIGIN, $TTL, $INCLUDE and $GENERATE");
}

void ZoneReader::read_origin(const Entry& entry) {
    if (!has_arguments(entry, 1, 1)) return;
    WireName origin;
    if (const char* wrong = parse_name(entry.tokens[1].text, defaults_.scope.origin, origin))
        fail(entry.tokens[1], wrong);
    else
        defaults_.scope.origin = origin;
}

void ZoneReader::read_ttl(const Entry& entry) {
    if (!has_arguments(entry, 1, 1)) return;
    const Token& token = entry.tokens[1];
    const auto ttl_s = parse_time_span_s(token.text);
    if (!ttl_s)
        fail(token, "a TTL is a time in seconds, or like 1h30m");
    else if (*ttl_s > kTtlMax)
        fail(token, "a TTL must not be above 2147483647");
    else
        defaults_.ttl_s = ttl_s;
}

void ZoneReader::read_include(const Entry& entry) {
    if (!has_arguments(entry, 1, 2)) return;
    const Token& token = entry.tokens[1];
    WireName origin = defaults_.scope.origin;
    if (entry.tokens.size() == 3)
        if (const char* wrong = parse_name(entry.tokens[2].text, defaults_.scope.origin, origin)) {
            fail(entry.tokens[2], wrong);
            return;
        }
    if (token.text.find('\t') !=
        std::string_view::npos) // the one control character a token can hold
        fail(token, "the name of an included file must not hold a tab");
    else if (open_.size() >= kIncludeDepthMax)
        fail(token, "files are included more than " + std::to_string(kIncludeDepthMax) + " deep");
    else if (++includes_ > kIncludesMax)
        fail(token, "more than " + std::to_string(kIncludesMax) + " files are included");
    else
        include(token, resolve_path(file(), token.text), origin);
}

/// Opens an included file; its entries are the next to be read.
void ZoneReader::include(const Token& token, const std::string& path, const WireName& origin) {
    const files::FileStamp before = files::stamp_file(path);
    Result<FileText> included = files::load_file(path);
    if (!included) {
        reading_.stamps.push_back(before);
        fail(token, "the included file " + path + " cannot be read: " + included.error().reason());
        return;
    }
    const bool is_open = std::ranges::any_of(open_, [&](const OpenFile& outer) {
        return outer.file.stamp.is_same_file((*included).stamp);
    });
    if (is_open) {
        fail(token, "this file includes itself, directly or by way of others");
        return;
    }
    open(std::move(*included), path);
    defaults_.scope.origin = origin;
}

void ZoneReader::read_generate(const Entry& entry) {
    if (!has_arguments(entry, 4, Lexer::kTokensMax)) return;
    const Token& token = entry.tokens[1];
    const auto range = parse_generate_range(token.text);
    if (!range) {
        fail(token, "the range must be start-stop or start-stop/step, from 0 to 2147483647");
        return;
    }
    if (range->count() > kGeneratedMax - generated_) {
        fail(token, "all $GENERATE lines of a zone together may make " +
                        std::to_string(kGeneratedMax) + " records; these would be more");
        return;
    }
    generated_ += range->count();
    const std::string pattern = make_generate_template(std::span(entry.tokens).subspan(2));
    for (std::uint64_t number = range->start; number <= range->stop; number += range->step)
        if (!generate(token, pattern, static_cast<std::uint32_t>(number))) return;
}

/// Makes the record of one turn. False if it is wrong: the other turns would be wrong likewise.
bool ZoneReader::generate(const Token& range, const std::string& pattern, std::uint32_t number) {
    const auto text = expand_generate(pattern, number);
    if (!text)
        return fail(range, "$ takes ${offset,width,base} with width up to 255, base one of d o x "
                           "X n N, and a result that is not negative");
    Lexer lexer(*text);
    const bool is_entry = lexer.next(generated_entry_) == Lexer::Found::Entry;
    const zone::Record* record = is_entry ? records_.read(generated_entry_, defaults_) : nullptr;
    if (record == nullptr) {
        const Mistake& mistake = is_entry ? records_.mistake() : lexer.mistake();
        return fail({range.line, range.column,
                     "at " + std::to_string(number) + " of this range: " + mistake.what});
    }
    pass_on(*record, range);
    return true;
}

/// True if the directive has so many arguments.
bool ZoneReader::has_arguments(const Entry& entry, std::size_t least, std::size_t most) {
    const std::size_t count = entry.tokens.size() - 1;
    if (count < least)
        return fail(entry.end, std::string(entry.tokens.front().text) + " needs more than that");
    if (count > most) return fail(entry.tokens[most + 1], "nothing may follow here");
    return true;
}

/// Returns false, so that callers can pass the failure on.
bool ZoneReader::fail(const Mistake& mistake) {
    complaints_.add_error(file(), mistake);
    return false;
}

} // namespace

ZoneFileReading read_zone_file(const std::string& path, Bytes origin, const OnRecord& on_record) {
    ZoneReader reader(origin, on_record);
    reader.read_file(path);
    return reader.take_reading();
}

ZoneFileReading read_zone_text(std::string text, const std::string& path, Bytes origin,
                               const OnRecord& on_record) {
    ZoneReader reader(origin, on_record);
    reader.read(FileText{.text = std::move(text), .stamp = {}}, path);
    return reader.take_reading();
}

} // namespace signpost::zonefile

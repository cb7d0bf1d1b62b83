#include "control_plane/config/document.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace signpost::config {
namespace {

/// Follows the text token by token while the JSON library reports what the tokens are. As the
/// library has already accepted each token, finding its ends needs no checks.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) offset_ = 3; // byte order mark: the library skips it
    }

    /// Where the next token stands; goes past it.
    Spot next() {
        skip_between();
        const Spot at = spot_;
        if (offset_ >= text_.size()) return at;
        if (text_[offset_] == '"')
            skip_string();
        else if (std::string_view("{}[]").find(text_[offset_]) != std::string_view::npos)
            step();
        else
            skip_word();
        return at;
    }

    /// The place of the octet at `offset`, which is not before the last token.
    Spot move_to(std::size_t offset) {
        while (offset_ < std::min(offset, text_.size()))
            step();
        return spot_;
    }

private:
    void step() {
        if (text_[offset_++] == '\n')
            spot_ = {spot_.line + 1, 1};
        else
            ++spot_.column;
    }

    void skip_to(std::string_view end) {
        while (offset_ < text_.size() && !text_.substr(offset_).starts_with(end))
            step();
        for (std::size_t i = 0; i < end.size() && offset_ < text_.size(); ++i)
            step();
    }

    /// Blanks, comments, commas and colons.
    void skip_between() {
        while (offset_ < text_.size()) {
            const std::string_view rest = text_.substr(offset_);
            if (rest.starts_with("//"))
                skip_to("\n");
            else if (rest.starts_with("/*"))
                skip_to("*/");
            else if (std::string_view(" \t\r\n,:").find(rest[0]) != std::string_view::npos)
                step();
            else
                return;
        }
    }

    void skip_string() {
        step();
        while (offset_ < text_.size() && text_[offset_] != '"') {
            if (text_[offset_] == '\\') step();
            if (offset_ < text_.size()) step();
        }
        if (offset_ < text_.size()) step();
    }

    /// A number, true, false or null.
    void skip_word() {
        const auto in_word = [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' ||
                   c == '-' || c == '.';
        };
        while (offset_ < text_.size() && in_word(text_[offset_]))
            step();
    }

    std::string_view text_;
    std::size_t offset_ = 0;
    Spot spot_;
};

/// "[json.exception.parse_error.101] parse error at line 2, column 3: syntax error …" keeps only
/// what follows the place.
std::string reason_of(const std::exception& error) {
    const std::string_view what = error.what();
    const std::size_t column = what.find("column ");
    const std::size_t colon = what.find(": ", column == std::string_view::npos ? 0 : column);
    return std::string(colon == std::string_view::npos ? what : what.substr(colon + 2));
}

/// Takes the library's events and grows the tree. Member names are those that the library calls.
class Builder {
public:
    Builder(std::string_view text, const std::string& file) : cursor_(text), file_(file) {}

    bool null() { return add(nullptr); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(std::int64_t value) { return add(value); }
    bool number_unsigned(std::uint64_t value) {
        if (std::in_range<std::int64_t>(value)) return add(static_cast<std::int64_t>(value));
        return add(static_cast<double>(value));
    }
    bool number_float(double value, const std::string& /*text*/) { return add(value); }
    bool string(std::string& value) { return add(std::move(value)); }
    static bool binary(nlohmann::json::binary_t& /*value*/) { return false; } // not in JSON text
    bool start_object(std::size_t /*size*/) { return open(Object{}); }
    bool start_array(std::size_t /*size*/) { return open(Array{}); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        open_.back().key = std::move(name);
        open_.back().key_at = cursor_.next();
        return true;
    }

    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::json::exception& error) {
        complain(cursor_.move_to(position == 0 ? 0 : position - 1), reason_of(error));
        return false;
    }

    Document finish() && { return {std::move(root_), std::move(complaints_)}; }

private:
    /// An array or object that has begun.
    struct Level {
        Node node;
        std::string key; ///< The last key read; unused for arrays.
        Spot key_at;
        std::unordered_map<std::string, std::uint32_t> line_of; ///< Of each key read.
    };

    bool add(Value value) {
        const Spot at = cursor_.next();
        return place({.at = at, .value = std::move(value), .key = {}, .key_at = {}});
    }

    bool open(Value empty) {
        const Spot at = cursor_.next();
        if (open_.size() == kDepthMax) {
            complain(at, "nested deeper than " + std::to_string(kDepthMax) + " levels");
            return false;
        }
        Level& level = open_.emplace_back();
        level.node.at = at;
        level.node.value = std::move(empty);
        return true;
    }

    bool close() {
        static_cast<void>(cursor_.next());
        Node done = std::move(open_.back().node);
        open_.pop_back();
        return place(std::move(done));
    }

    /// Puts a finished value into the innermost open array or object, or makes it the root.
    bool place(Node node) {
        if (open_.empty())
            root_ = std::move(node);
        else if (Array* array = std::get_if<Array>(&open_.back().node.value))
            array->items.push_back(std::move(node));
        else
            place_member(open_.back(), std::move(node));
        return true;
    }

    void place_member(Level& level, Node node) {
        const auto [first, is_new] = level.line_of.try_emplace(level.key, level.key_at.line);
        if (!is_new) {
            complain(level.key_at, pointer() + ": stands twice; the first is in line " +
                                       std::to_string(first->second));
            return;
        }
        node.key = std::move(level.key);
        node.key_at = level.key_at;
        std::get<Object>(level.node.value).members.push_back(std::move(node));
    }

    /// The pointer to the value that is being placed.
    [[nodiscard]] std::string pointer() const {
        std::string pointer;
        for (const Level& level : open_) {
            const Array* array = std::get_if<Array>(&level.node.value);
            pointer += "/" + (array != nullptr ? std::to_string(array->items.size())
                                               : pointer_step(level.key));
        }
        return pointer;
    }

    void complain(Spot at, std::string what) {
        complaints_.push_back({Severity::Error, {file_, at.line, at.column}, std::move(what)});
    }

    Cursor cursor_;
    const std::string& file_;
    std::vector<Level> open_; ///< Outermost first.
    Node root_;
    std::vector<Complaint> complaints_;
};

} // namespace

Document parse_document(std::string_view text, const std::string& file) {
    Builder builder(text, file);
    const bool complete = nlohmann::json::sax_parse(
        text.begin(), text.end(), &builder, nlohmann::json::input_format_t::json, true, true);
    Document document = std::move(builder).finish();
    if (!complete) document.root = {.at = {}, .value = Object{}, .key = {}, .key_at = {}};
    return document;
}

std::string pointer_step(std::string_view key) {
    std::string step;
    for (const char c : key) {
        if (c == '~')
            step += "~0";
        else if (c == '/')
            step += "~1";
        else
            step += c;
    }
    return step;
}

std::string_view kind_of(const Value& value) noexcept {
    constexpr std::array<std::string_view, std::variant_size_v<Value>> kKinds{
        "null", "true or false", "a whole number", "a number", "a text", "a list", "an object"};
    return kKinds[value.index()];
}

} // namespace signpost::config

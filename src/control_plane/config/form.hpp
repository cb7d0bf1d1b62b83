// What a value of signpost.json must look like, as data.
//
// Every option has a form (options.hpp), and the sections whose members the operator names are
// tables of forms (sections.hpp). The check of a file (form_check.hpp), the manual, `signpostd
// --options` and the JSON Schema (schema.hpp) all follow from them. Values; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace signpost::config {

/// Of a number its value, of a text its octets, of a list or an object its length; both ends
/// included.
struct Range {
    std::int64_t least = 0;
    std::int64_t most = 0;
};

enum class Kind : std::uint8_t {
    // Texts.
    Text, ///< Without control characters.
    Path,
    Name,        ///< As geo::is_name(), and without "/".
    Domain,      ///< A domain name with its final dot.
    ServiceName, ///< A Domain, or "*." in front of one.
    Address,
    SocketAddress, ///< With a port above 0.
    Network,
    Clients,    ///< A line of an ISP table: "ISP", "ISP/REGION", "ISP/country:COUNTRY"; ISP may be
                ///< "*".
    Octets,     ///< A text that may hold control characters.
    Host,       ///< A name without final dot, or an address: as in a certificate or a Host header.
    HeaderName, ///< Of HTTP.
    UrlPath,    ///< What follows the host in a URL.
    Url,        ///< http or https.
    Interface,  ///< Of the network, as Linux allows it.
    RecordType, ///< Of DNS: a mnemonic or TYPEnnn.
    Pattern,    ///< A regular expression of RE2.
    Word,       ///< One of Form::words.
    // Other single values.
    Flag, ///< true or false.
    Whole,
    Number,
    // What holds others.
    List,   ///< Of Form::item.
    Map,    ///< An object whose keys the operator chooses: from Form::key to Form::item.
    Object, ///< An object with Form::members.
    Term,   ///< As Object, yet its members may hold Terms again: the only form that holds itself.
};

struct Form;

struct Member {
    std::string_view key; ///< Of a section: its JSON pointer.
    const Form* form = nullptr;
    bool required = false;
    std::string_view standard; ///< What it is if left out, as JSON text; empty: nothing.
    std::string_view meaning;  ///< For the manual, in full sentences.
};

struct Form {
    Kind kind = Kind::Text;
    Range range;
    std::string_view unit; ///< Of a number; empty for a plain count.
    std::span<const std::string_view> words;
    const Form* key = nullptr;
    const Form* item = nullptr;
    bool may_repeat = false;               ///< Of a list: a text in it may stand there twice.
    const Form* item_of_pattern = nullptr; ///< Of members whose key begins with "*.", if set.
    std::span<const Member> members;
    const Form* instead = nullptr;            ///< Of an object: what a text in its place is.
    std::span<const std::string_view> one_of; ///< Of an object: members of which one must stand.
};

/// What may stand there, in words: "list of networks, 0 to 1000 of them".
[[nodiscard]] std::string form_text(const Form& form);

/// "512 to 4096 octets".
[[nodiscard]] std::string range_text(const Form& form);

/// "a, b, c".
[[nodiscard]] std::string words_text(std::span<const std::string_view> words);

[[nodiscard]] constexpr bool is_text(Kind kind) noexcept {
    return kind <= Kind::Word;
}

} // namespace signpost::config

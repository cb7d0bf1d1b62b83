#include "control_plane/zonefile/record_data.hpp"

#include "control_plane/zonefile/lexer.hpp"
#include "control_plane/zonefile/rdata_text.hpp"

#include <memory>

namespace signpost::zonefile {

Result<std::vector<std::uint8_t>> parse_record_data(std::uint16_t type, const std::string& text) {
    Lexer lexer(text);
    Entry entry;
    const Lexer::Found found = lexer.next(entry);
    if (found == Lexer::Found::End) return Error("there is no data");
    if (found == Lexer::Found::Mistake) return Error(lexer.mistake().what);
    const WireName root;
    Fields fields(entry.tokens, entry.end, root);
    const auto rdata = std::make_unique<Rdata>(); // large
    read_rdata(type, fields, *rdata);
    if (!fields.ok()) return Error(fields.mistake().what);
    if (lexer.next(entry) != Lexer::Found::End) return Error("this is more than one line");
    const Bytes octets = rdata->bytes();
    return std::vector<std::uint8_t>(octets.begin(), octets.end());
}

} // namespace signpost::zonefile

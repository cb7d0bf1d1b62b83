#include "control_plane/probe/body_pattern.hpp"

#include <re2/re2.h>

namespace signpost::probe {

std::string reason_of_bad_pattern(std::string_view pattern) {
    const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), RE2::Quiet);
    return compiled.ok() ? std::string() : compiled.error();
}

bool matches_pattern(std::string_view pattern, std::string_view text) {
    const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), RE2::Quiet);
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled);
}

} // namespace signpost::probe

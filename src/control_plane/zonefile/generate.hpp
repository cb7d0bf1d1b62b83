// $GENERATE: many records from one line, as BIND has it.
//
// The directive reads `$GENERATE start-stop[/step] owner [ttl] [class] type data`. In owner and
// data, `$` stands for the number of the turn; `${offset,width,base}` changes how it is written,
// and `$$` or `\$` is a plain dollar sign.
#pragma once

#include "control_plane/zonefile/token.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace signpost::zonefile {

/// The numbers `start`, `start + step`, … up to `stop`; all below 2^31, step above 0.
struct GenerateRange {
    std::uint32_t start = 0;
    std::uint32_t stop = 0;
    std::uint32_t step = 1;

    [[nodiscard]] std::uint64_t count() const noexcept { return (stop - start) / step + 1U; }
};

/// Reads "1-127" or "0-254/2"; nothing if it is not of that form, or stop is below start.
[[nodiscard]] std::optional<GenerateRange> parse_generate_range(std::string_view text) noexcept;

/// The text of the record to expand: `tokens` are those after the range. A single quoted string as
/// the whole data counts as if it stood there without its quotes: `MX "0 mail$"`, as in BIND.
[[nodiscard]] std::string make_generate_template(std::span<const Token> tokens);

/// `pattern` with its `$` replaced for one turn. Returns nothing if a `${…}` is malformed or makes
/// the number negative.
[[nodiscard]] std::optional<std::string> expand_generate(std::string_view pattern,
                                                         std::uint32_t number);

} // namespace signpost::zonefile

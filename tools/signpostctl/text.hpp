// Words, numbers and tables as an operator reads them.
#pragma once

#include "base/plain_text.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace signpost::ctl {

/// 1204367 as "1,204,367".
[[nodiscard]] std::string grouped(std::uint64_t number);
/// "1 zone", "12 zones".
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& noun);
[[nodiscard]] std::string padded(std::string text, std::size_t width);
/// 0.125 as "12.5 %".
[[nodiscard]] std::string percent(double part);

using Row = std::vector<std::string>;
/// Columns two blanks apart, each line with `indent` blanks in front; cells are made plain.
[[nodiscard]] std::string table(const std::vector<Row>& rows, std::size_t indent);

} // namespace signpost::ctl

// The table of all options of signpost.json: the values whose place is fixed.
//
// Parsing, range checks, defaults, `signpostd --options`, the JSON Schema and the check of
// signpost.json(5) all read this one table: an option is added here, with its field in Config, and
// nowhere else. What hangs below names that the operator chooses stands in sections.hpp.
#pragma once

#include "control_plane/config/config.hpp"
#include "control_plane/config/form.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace signpost::config {

/// Where an option's value lives; the field's type is the option's type.
template <class T>
using FieldOf = T& (*)(Config&);

using Field = std::variant<FieldOf<bool>, FieldOf<std::uint16_t>, FieldOf<std::uint32_t>,
                           FieldOf<std::string>, FieldOf<std::filesystem::path>,
                           FieldOf<std::vector<SocketAddress>>, FieldOf<std::vector<Prefix>>>;

enum class Applies : std::uint8_t {
    OnReload,
    AtStart, ///< A change is reported and waits for a restart.
};

struct Option {
    std::string_view pointer; ///< JSON pointer; all but the last step are sections.
    Applies applies = Applies::OnReload;
    std::string_view unit; ///< Of a number; empty for a plain count.
    Range range;           ///< Not used for true or false.
    Field field;
    std::string_view meaning; ///< For the manual, in full sentences.
};

/// In the order of the manual.
[[nodiscard]] std::span<const Option> options() noexcept;

/// What its value must look like.
[[nodiscard]] Form form_of(const Option& option);

/// The option's value in `config`, as JSON text.
[[nodiscard]] std::string value_text(const Option& option, const Config& config);

/// Pointers of the options that differ and are fixed at start.
[[nodiscard]] std::vector<std::string_view> restart_needed(const Config& running,
                                                           const Config& wanted);

/// Type, range with unit, default, and whether the value is fixed at start.
[[nodiscard]] std::string remark_text(const Option& option);

/// One paragraph for every option and every member of a section: its remark and its meaning.
[[nodiscard]] std::string options_text();

} // namespace signpost::config

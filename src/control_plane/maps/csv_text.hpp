// The lines and fields of the simple CSV that maps are written in. Pure; any thread.
#pragma once

#include "base/complaint.hpp"
#include "core/geo/vocabulary.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::maps {

/// Without blanks at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// Takes what stands before the first `separator` out of `rest`, and the separator with it.
std::string_view take(std::string_view& rest, char separator) noexcept;

/// Goes through a text line by line and keeps what is wrong with it.
class CsvText {
public:
    /// `heading` is the first field of a line that may stand in front and is passed over.
    CsvText(std::string_view text, std::string file, std::string_view heading);

    /// The next line that is not blank and no comment. False at the end, or after 20 errors.
    [[nodiscard]] bool next(std::string_view& line);
    /// The number of the name in a field of the current line; 0 if the field is empty. False if it
    /// is no name, or there is no room for it.
    [[nodiscard]] bool read_name(std::string_view field, geo::Vocabulary& names,
                                 std::uint16_t& number);
    /// `at` is a part of the current line.
    void fail(std::string_view at, const std::string& what);
    [[nodiscard]] std::vector<Complaint> take_complaints() { return std::move(complaints_); }

private:
    static constexpr std::size_t kErrorsMax = 20;

    std::string_view rest_;
    std::string file_;
    std::string_view heading_; ///< Empty once a line has been read.
    std::string_view line_;
    std::uint32_t number_ = 0;
    std::size_t errors_ = 0;
    std::vector<Complaint> complaints_;
};

} // namespace signpost::maps

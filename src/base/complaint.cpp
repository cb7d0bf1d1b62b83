#include "base/complaint.hpp"

#include <algorithm>

namespace signpost {

std::string to_text(const Complaint& complaint) {
    std::string text = complaint.place.file;
    if (complaint.place.line != 0) text += ":" + std::to_string(complaint.place.line);
    if (complaint.place.column != 0) text += ":" + std::to_string(complaint.place.column);
    if (!text.empty()) text += ": ";
    if (complaint.severity == Severity::Warning) text += "warning: ";
    return text + complaint.what;
}

bool has_error(std::span<const Complaint> complaints) noexcept {
    return std::ranges::any_of(complaints, [](const Complaint& complaint) {
        return complaint.severity == Severity::Error;
    });
}

} // namespace signpost

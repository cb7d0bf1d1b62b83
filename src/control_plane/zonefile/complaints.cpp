#include "control_plane/zonefile/complaints.hpp"

namespace signpost::zonefile {
namespace {

Complaint make_complaint(Severity severity, const std::string& file, const Mistake& mistake) {
    return {severity, {file, mistake.line, mistake.column}, mistake.what};
}

} // namespace

void Complaints::add_error(const std::string& file, const Mistake& mistake) {
    if (++errors_ <= kErrorsMax)
        complaints_.push_back(make_complaint(Severity::Error, file, mistake));
    else
        complaints_.push_back(
            make_complaint(Severity::Error, file,
                           {mistake.line, mistake.column, "too many errors: reading stops here"}));
}

void Complaints::add_warning(const std::string& file, const Mistake& mistake) {
    if (++warnings_ <= kWarningsMax)
        complaints_.push_back(make_complaint(Severity::Warning, file, mistake));
}

std::vector<Complaint> Complaints::take(const std::string& file) {
    if (warnings_ > kWarningsMax) {
        const std::string more = std::to_string(warnings_ - kWarningsMax);
        complaints_.push_back(
            make_complaint(Severity::Warning, file, {0, 0, more + " more warnings left out"}));
    }
    return std::move(complaints_);
}

} // namespace signpost::zonefile

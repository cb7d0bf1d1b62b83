// libFuzzer target: what services report. The first line is the path, the rest the body. What is
// accepted can be shown to people and means the same when it is written down again.
#include "base/plain_text.hpp"
#include "control_plane/reports/report.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace signpost;

void require(bool promise) {
    if (!promise) std::abort();
}

void check_path(std::string_view path) {
    const Result<reports::Subject> subject = reports::parse_path(path);
    if (!subject) return require(!subject.error().reason().empty());
    const Result<reports::Subject> again =
        reports::parse_path("/v1/reports/" + subject->check + "/" + to_text(subject->address));
    require(again.has_value() && *again == *subject);
}

void check_body(std::string_view body) {
    const Result<reports::Report> report = reports::parse_report(body);
    if (!report) return require(!report.error().reason().empty());
    require(report->load_percent <= 100);
    require(report->detail.size() <= reports::kDetailMax);
    require(!has_control(report->detail));
    const health::Observation seen = reports::observation_of(*report, {.load_max_percent = 50}, 7);
    require((seen.outcome == health::Outcome::Ok) == (report->is_up && report->load_percent <= 50));
    require(seen.outcome == health::Outcome::Ok || !seen.detail.empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(static_cast<const char*>(static_cast<const void*>(data)), size);
    const std::size_t end = std::min(text.find('\n'), text.size());
    check_path(text.substr(0, end));
    check_body(text.substr(std::min(end + 1, text.size())));
    return 0;
}

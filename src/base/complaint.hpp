// What is wrong in a file the operator wrote, and where.
//
// Readers of zone files and of signpost.json collect complaints instead of stopping at the first
// mistake; the caller decides whether an Error keeps the file out of service. Values; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace signpost {

enum class Severity : std::uint8_t {
    Warning, ///< Served as written, but probably not what was meant.
    Error,   ///< The file cannot be used; what it would replace stays in service.
};

/// Lines and columns count from 1; 0 means that the complaint is about something larger.
struct Place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

struct Complaint {
    Severity severity = Severity::Error;
    Place place;
    std::string what; ///< For the operator: the thing, what is wrong, and the remedy if not plain.
};

/// "zones/ybj.example.zone:17:23: unknown record type, near "AAAAA""; a warning says so in front.
[[nodiscard]] std::string to_text(const Complaint& complaint);

[[nodiscard]] bool has_error(std::span<const Complaint> complaints) noexcept;

} // namespace signpost

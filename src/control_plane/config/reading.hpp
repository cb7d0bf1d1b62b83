// What the readers of the sections share: the file, the result so far, and the numbers of names.
#pragma once

#include "control_plane/config/context.hpp"
#include "control_plane/config/steering.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::config {

/// The names of one section, with their numbers.
class NameTable {
public:
    /// `noun` and `section` are for complaints: "site", "/sites".
    NameTable(std::string_view noun, std::string_view section) : noun_(noun), section_(section) {}

    /// `name` must outlive the table. The first of equal ones keeps its number.
    void add(std::string_view name, std::size_t number);
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
    /// As find(), and a complaint if there is none.
    [[nodiscard]] std::optional<std::size_t> find(const Context& context, std::string_view name,
                                                  Spot at, const std::string& pointer) const;
    [[nodiscard]] const std::vector<std::string_view>& names() const noexcept { return names_; }

private:
    std::string_view noun_;
    std::string_view section_;
    std::map<std::string_view, std::size_t> numbers_;
    std::vector<std::string_view> names_;
};

struct Reading {
    const Context& context;
    const Node& root;
    Steering& steering;
    NameTable sites{"site", "/sites"};
    NameTable links{"link", "/links"};
    NameTable policies{"policy", "/policies"};
};

// In this order: each refers to names of those before it. services also reads zone_defaults.

void read_clients(Reading& reading);
void read_sites(Reading& reading);
void read_links(Reading& reading);
void read_policies(Reading& reading);
void read_services(Reading& reading);
void read_overrides(Reading& reading);

} // namespace signpost::config

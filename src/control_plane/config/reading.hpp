// What the readers of the sections share: the file, the result so far, and the numbers of names.
#pragma once

#include "control_plane/config/check_files.hpp"
#include "control_plane/config/context.hpp"
#include "control_plane/config/steering.hpp"

#include <array>
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

/// What is known of a check once all have been read, for those who name it.
struct CheckFacts {
    /// It asks targets of its own, whoever is judged; a combination if all of its terms do.
    bool has_targets = false;
    /// By family: a check, itself or a term, that cannot ask targets of this family, as it has a
    /// source address of the other.
    std::array<std::optional<std::size_t>, 2> barred_by;
    std::size_t steps = 1;  ///< To the last one that it names, and that one names, and so on.
    std::size_t probes = 1; ///< That it asks for one target.
};

struct Reading {
    const Context& context;
    const Node& root;
    Steering& steering;
    std::vector<CheckFile>& check_files;
    std::vector<CheckFacts> check_facts; ///< By number.
    NameTable checks{"check", "/checks"};
    NameTable sites{"site", "/sites"};
    NameTable links{"link", "/links"};
    NameTable policies{"policy", "/policies"};
};

// In this order: each refers to names of those before it. services also reads zone_defaults.

void read_clients(Reading& reading);
void read_checks(Reading& reading);
void read_sites(Reading& reading);
void read_links(Reading& reading);
void read_policies(Reading& reading);
void read_services(Reading& reading);
void read_health(Reading& reading);

/// The probe in a check that is not a combination: `node` is the value of the member of its kind.
[[nodiscard]] ProbeKind probe_kind_of(Reading& reading, std::size_t check, const Node& node,
                                      const std::string& pointer);

/// The terms of `node`, which has one of the members of a combination.
[[nodiscard]] Combination combination_of(Reading& reading, const Node& node,
                                         const std::string& pointer);

/// For all checks, which have been read; complains about those that lead back to themselves.
[[nodiscard]] std::vector<CheckFacts> facts_of_checks(const Reading& reading);

/// The check that the member "check" of `node` names; none if there is no such member or check.
[[nodiscard]] std::optional<std::size_t> check_at(const Reading& reading, const Node& node,
                                                  const std::string& pointer);

/// The members "check" and "targets" of a site, a link or the anchors, and "targets_needed" of the
/// first two.
[[nodiscard]] std::optional<Watch> watch_of(const Reading& reading, const Node& node,
                                            const std::string& pointer);

/// Complains if the check cannot ask an address of this family.
void check_family(const Reading& reading, std::size_t check, const Address& address, Spot at,
                  const std::string& pointer);

} // namespace signpost::config

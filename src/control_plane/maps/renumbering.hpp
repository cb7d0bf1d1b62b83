// Numbers of the names of one file as numbers of all names together. Values.
#pragma once

#include "base/result.hpp"
#include "core/geo/names.hpp"
#include "core/geo/regions.hpp"

#include <vector>

namespace signpost::maps {

class Renumbering {
public:
    /// Adds the names that are new to `into`. An error if there are too many of a kind then; `into`
    /// is as before.
    [[nodiscard]] static Result<Renumbering> merge(const geo::Names& from, geo::Names& into);

    [[nodiscard]] geo::Location operator()(const geo::Location& location) const;
    [[nodiscard]] geo::Regions operator()(const geo::Regions& regions) const;

private:
    using Numbers = std::vector<std::uint16_t>; // by old number; 0 stays 0

    Renumbering() = default;
    static Result<Numbers> merge(const geo::Vocabulary& from, geo::Vocabulary& into,
                                 const char* plural);

    Numbers isps_;
    Numbers regions_;
    Numbers countries_;
    Numbers tags_;
};

} // namespace signpost::maps

// One map: networks, and where their clients are.
//
// The readers of map files fill a Layer; laid out as a Sheet it can be kept and used again. An
// Atlas lays several over each other. Control side only.
#pragma once

#include "core/geo/location.hpp"
#include "core/geo/partition.hpp"

#include <map>
#include <memory>
#include <vector>

namespace signpost::geo {

/// Locations, each once, with a number. 0 is the location of which nothing is known.
class Locations {
public:
    Locations() { number(Location{}); }

    std::uint32_t number(const Location& location);
    [[nodiscard]] const Location& at(std::uint32_t number) const noexcept { return all_[number]; }
    [[nodiscard]] const std::vector<Location>& all() const noexcept { return all_; }
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
    std::map<Location, std::uint32_t> numbers_;
    std::vector<Location> all_;
};

class Layer {
public:
    /// Of networks that cover the same address the longest counts, of equal ones the last.
    void add(const Prefix& prefix, const Location& location);

    [[nodiscard]] const Locations& locations() const noexcept { return locations_; }
    [[nodiscard]] std::size_t size() const noexcept { return v4_.size() + v6_.size(); }
    /// Takes the networks out, with numbers of locations() as values.
    [[nodiscard]] Partition take_partition(Family family) {
        return Partition(std::move(family == Family::V4 ? v4_ : v6_));
    }

private:
    Locations locations_;
    std::vector<Network> v4_;
    std::vector<Network> v6_;
};

/// A layer whose networks are cut into runs. Copies share the runs, which no one changes any more.
struct Sheet {
    std::vector<Location> locations; ///< By value of the runs.
    std::shared_ptr<const Partition> v4;
    std::shared_ptr<const Partition> v6;
};

[[nodiscard]] Sheet lay_out(Layer layer);

} // namespace signpost::geo

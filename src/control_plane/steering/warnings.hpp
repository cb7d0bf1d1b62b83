// Collecting what is odd about steering, up to a bound.
//
// A forgotten prefix can leave a million addresses without a link: the first few of a kind are told
// in full, the others only counted. One thread.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/config/steering.hpp"

#include <array>
#include <string>
#include <vector>

namespace signpost::steering {

enum class Oddity : std::uint8_t {
    NoLink,       ///< An address lies on no link.
    NotOnMaps,    ///< A name that no map knows.
    NotSteered,   ///< A service that steers nothing.
    NotOfService, ///< What is set for an address that is not one of the service's.
};

class Warnings {
public:
    /// Further ones of a kind are counted.
    static constexpr std::size_t kOfKindMax = 20;

    void add(Oddity oddity, std::string what) { add(oddity, Place{}, std::move(what)); }
    void add(Oddity oddity, const config::Mark& mark, const std::string& what) {
        add(oddity, mark.place, mark.pointer + ": " + what);
    }
    /// In the order of their coming, and how many more there are.
    [[nodiscard]] std::vector<Complaint> take();

private:
    static constexpr std::size_t kKinds = 4;

    void add(Oddity oddity, const Place& place, std::string what);

    std::vector<Complaint> complaints_;
    std::array<std::size_t, kKinds> counts_{};
};

[[nodiscard]] inline std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

} // namespace signpost::steering

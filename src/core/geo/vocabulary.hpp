// The names that maps and the configuration use for one thing (ISPs, regions, …), with a number
// for each. One thread while it grows; any thread once it does not.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::geo {

class Vocabulary {
public:
    /// At most `max` names, so that a number fits where it is kept.
    explicit Vocabulary(std::uint16_t max) : max_(max) {}

    /// Its number, which it gets if it is new: 1 and up. None if there are too many. The empty name
    /// is 0.
    std::optional<std::uint16_t> add(std::string_view name);
    /// 0 if it is not known.
    [[nodiscard]] std::uint16_t find(std::string_view name) const;
    /// "" for 0 and for a number that is not known. Valid until a name is added.
    [[nodiscard]] std::string_view name(std::uint16_t number) const noexcept;

    [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }

private:
    std::uint16_t max_;
    std::map<std::string, std::uint16_t, std::less<>> numbers_;
    std::vector<std::string> names_; ///< By number less 1.
};

} // namespace signpost::geo

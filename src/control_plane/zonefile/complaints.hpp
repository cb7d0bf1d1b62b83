// Collecting what is wrong in a zone file and the files it includes, up to a bound.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/zonefile/token.hpp"

#include <cstddef>
#include <vector>

namespace signpost::zonefile {

/// After this many errors reading stops: the rest would mostly be their consequence.
inline constexpr std::size_t kErrorsMax = 20;
/// After this many warnings the further ones are only counted.
inline constexpr std::size_t kWarningsMax = 20;

class Complaints {
public:
    void add_error(const std::string& file, const Mistake& mistake);
    void add_warning(const std::string& file, const Mistake& mistake);

    /// True once "too many errors" was added: nothing more should be read.
    [[nodiscard]] bool is_full() const noexcept { return errors_ > kErrorsMax; }
    [[nodiscard]] std::size_t errors() const noexcept { return errors_; }

    /// All of them in the order they came, with a last word on warnings that were left out.
    [[nodiscard]] std::vector<Complaint> take(const std::string& file);

private:
    std::vector<Complaint> complaints_;
    std::size_t errors_ = 0;
    std::size_t warnings_ = 0;
};

} // namespace signpost::zonefile

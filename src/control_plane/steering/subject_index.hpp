// Which services something touches: a site, a link, an endpoint, a service.
//
// Made when services are compiled, so that a flip finds its few among all. It knows hashes of names
// only, so a service may be found in vain, but none is missed. Immutable.
#pragma once

#include "core/health/subject.hpp"
#include "core/steer/steering.hpp"

#include <cstdint>
#include <vector>

namespace signpost::steering {

class SubjectIndex {
public:
    explicit SubjectIndex(const steer::Plans& plans);

    /// Appends the numbers of services that `subject` touches.
    void find(const health::Subject& subject, std::vector<std::size_t>& services) const;

private:
    std::vector<std::uint64_t> entries_; ///< A hash and a number, 32 bits each; sorted.
};

} // namespace signpost::steering

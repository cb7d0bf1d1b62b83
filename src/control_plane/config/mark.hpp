// Where something stands in signpost.json, for complaints that only a later stage can make.
#pragma once

#include "base/complaint.hpp"

#include <string>

namespace signpost::config {

struct Mark {
    Place place;
    std::string pointer; ///< JSON pointer.
};

} // namespace signpost::config

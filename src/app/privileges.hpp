// From root, who may open port 53, to a user who may do little else.
#pragma once

#include "base/result.hpp"

#include <sys/types.h>

#include <optional>
#include <string>

namespace signpost::app {

struct User {
    uid_t user;
    gid_t group;
};

/// The user of that name; for an empty name, whoever we are.
[[nodiscard]] Result<User> find_user(const std::string& name);

/// Becomes `user` for good, in every thread, and makes sure that there is no way back. Nothing to
/// do if we are that user already. On an error the process must end.
[[nodiscard]] std::optional<Error> become(User user);

} // namespace signpost::app

// The members of a request: taken one by one, and none is left over.
#pragma once

#include "base/result.hpp"
#include "control_plane/control_socket/json_line.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signpost::control_socket {

/// Of all that is wrong the first is kept, and told by finish(). Borrows the request.
class Members {
public:
    explicit Members(const Json& request) : request_(request) {}

    /// None if it is left out.
    std::optional<std::string> text(std::string_view key);
    std::string needed_text(std::string_view key);
    /// Words of a person for logs and terminals: one line. Empty if it is left out.
    std::string remark(std::string_view key);
    /// Empty if it is left out.
    std::vector<std::string> texts(std::string_view key);
    std::optional<std::int64_t> number(std::string_view key, std::int64_t from, std::int64_t to);
    /// False if it is left out.
    bool flag(std::string_view key);

    void fail(std::string_view key, const std::string& why);

    /// After all that may be there has been asked for.
    template <class Whole, class Part>
    Result<Whole> finish(Part part) {
        refuse_others();
        if (error_) return *std::move(error_);
        return Whole(std::move(part));
    }

private:
    const Json* take(std::string_view key);
    void refuse_others();

    const Json& request_;
    std::vector<std::string> taken_{"command"};
    std::optional<Error> error_;
};

} // namespace signpost::control_socket

// A TLS service for probe_cost: one handshake after another, on a thread of its own, and the same
// words to whoever asks something.
#pragma once

#include "base/fd.hpp"
#include "support/certificates.hpp"

#include <string_view>
#include <thread>

namespace signpost {

class TlsAnswerer {
public:
    /// `words` and `identity` must outlive it; `listening` blocks.
    TlsAnswerer(Fd listening, const test::Identity& identity, std::string_view words);

private:
    void serve(const test::Identity& identity, std::string_view words) const;

    Fd listening_;
    std::jthread thread_; ///< Ends with the process.
};

} // namespace signpost

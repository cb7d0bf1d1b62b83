// Asking one address once how it is.
//
// The prober (prober.hpp) starts attempts when they are due; `signpostctl probe` starts them at
// once. Each kind of probe is one file here with a start function that probe.cpp's table lists. All
// on the thread of the loop they are given.
#pragma once

#include "base/address.hpp"
#include "control_plane/config/checks.hpp"
#include "core/health/observation.hpp"
#include "loop/loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace signpost::http {
class HttpClient;
}

namespace signpost::probe {

class CertificateStore;

/// What attempts share: one for each prober.
struct Engine {
    loop::Loop& loop;
    http::HttpClient& http;
    CertificateStore& certificates;
};

/// What to ask. Equal questions are one probe, however many names need the answer.
struct Question {
    config::ProbeKind kind;
    Address target;
    config::Source source;
    std::uint32_t timeout_ms = 0; ///< For the whole of it.

    bool operator==(const Question&) const = default;
};

/// A stage of an attempt, for `signpostctl probe`: "connected", "TLSv1.3, 41 days left".
struct Stage {
    std::string what;
    std::uint32_t at_us = 0; ///< Since the attempt began.
};

inline constexpr std::size_t kStagesMax = 64; ///< Of one attempt; the last says if there were more.

struct Answer {
    health::Observation observation;
    std::uint32_t redirects = 0;     ///< So many it followed: requests of their own.
    std::uint32_t retry_after_s = 0; ///< It asked to be left alone for so long; 0: it did not.
    std::vector<Stage> stages;
    bool is_cut = false; ///< There was more than is listened to.
};

/// Called once, on the loop, never from within start(); not after the Attempt is destroyed. It may
/// destroy the Attempt.
using OnAnswer = std::function<void(Answer)>;

/// An attempt under way; to destroy it is to give it up. It ends by itself at its time limit,
/// whatever the other side does.
class Attempt {
public:
    Attempt() = default;
    virtual ~Attempt() = default;
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
};

/// What cannot even be started is answered Unasked with the reason, too. `question` must outlive
/// the attempt.
[[nodiscard]] std::unique_ptr<Attempt> start(Engine& engine, const Question& question,
                                             OnAnswer on_answer);

} // namespace signpost::probe

// One client's TCP connection: queries in, answers out, and what it is waiting for.
//
// Used by TcpThread, on its loop. All whole queries of one read are answered with one write. While
// the client has not taken its answers, no more of its queries are read. Times and limits are the
// thread's business: a connection only says what it waits for.
#pragma once

#include "base/address.hpp"
#include "core/wire/frame.hpp"
#include "loop/stream.hpp"

namespace signpost::data_plane {

/// Writes the answer to a query into `out`, which has room for 65,535 octets, and returns its
/// length; 0: send nothing.
using Answer = std::function<std::size_t(Bytes query, const Address& client, MutableBytes out)>;

/// What a connection waits for; each has its own time limit.
enum class Phase : std::uint8_t {
    Idle,    ///< The next query.
    Reading, ///< The rest of a query.
    Writing, ///< The client to take its answers.
    Closed,
};

class TcpConnection {
public:
    /// What all connections of a thread share.
    struct Shared {
        loop::Loop& loop;
        Answer answer;
        std::vector<std::uint8_t> answers; ///< Of kAnswersSize octets; used only within a call.
    };
    /// Whatever one read brought is answered in one go, if the answers are of the usual size; two
    /// of the largest fit, so that there is always room for one more before the last is sent.
    static constexpr std::size_t kAnswersSize = 2 * wire::kFrameMax;

    /// Told after each change of phase, and after each query answered in the phase Idle.
    using OnPhase = std::function<void(Phase)>;

    TcpConnection(Shared& shared, Fd socket, const Address& client, OnPhase on_phase);

    /// Answers what has been received; then reads no more, and closes when all is taken.
    void finish();
    void close();

    [[nodiscard]] const Address& client() const noexcept { return client_; }

private:
    /// Reads at the end that finish() makes at most: 1 MiB, far more than a socket holds unread.
    static constexpr int kReadsAtFinish = 16;

    void on_read(Bytes bytes);
    void on_end(loop::End end);
    void on_drained();
    bool answer_waiting();
    bool send(std::size_t count);
    void settle(bool progressed);

    Shared& shared_;
    Address client_;
    OnPhase on_phase_;
    wire::FrameReader frames_;
    Phase phase_ = Phase::Idle;
    bool last_ = false; ///< Nothing more will be read: close when all is answered.
    loop::Stream stream_;
};

} // namespace signpost::data_plane

// A program run beside us, with all it starts, for as long as its owner wants it.
//
// Probes of kind exec run theirs with this. It gets no input, a small environment of its own, and a
// process group of its own, so that nothing of it is left when it ends. On the loop's thread only.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "loop/loop.hpp"

#include <string>

namespace signpost::loop {

struct ProgramCall {
    std::string program; ///< A path.
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< "NAME=value"; nothing else is passed on.
    std::uint64_t memory_max = 0;         ///< Octets of address space of each of its processes.
};

struct ProcessEvents {
    std::function<void(Bytes)> on_output; ///< Both outputs together; borrowed until it returns.
    /// All output was told before. `signal` is 0 unless one killed it.
    std::function<void(int exit_status, int signal)> on_exit;
};

/// Both events may destroy the Process.
class Process {
public:
    /// Fails if nothing could be started at all. That `program` cannot be run is told by exit
    /// status 126 or 127, as of a shell.
    static Result<std::unique_ptr<Process>> start(Loop& loop, const ProgramCall& call,
                                                  ProcessEvents events);
    ~Process(); ///< Kills the whole group, if it still runs. No event follows.
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

private:
    struct State;
    explicit Process(std::unique_ptr<State> state);
    friend void abandon_processes(uv_loop_t& loop) noexcept;

    std::unique_ptr<State> state_;
};

/// For the destructor of Loop: forgets killed programs whose end was not seen yet.
void abandon_processes(uv_loop_t& loop) noexcept;

} // namespace signpost::loop

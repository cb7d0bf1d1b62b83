#include "loop/process.hpp"

#include "base/fd.hpp"
#include "loop/poll.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

namespace signpost::loop {
namespace {

/// libuv has no hook for limits between fork and exec, so a shell sets them and becomes the
/// program. A limit that it may not set is lower already.
constexpr const char* kShell = "/bin/sh";
constexpr const char* kLimits = R"(ulimit -c 0; ulimit -v "$0" 2>/dev/null; exec "$@")";

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

} // namespace

/// Lives until libuv has seen the end of the process, so that no zombie is left.
struct Process::State {
    uv_process_t uv{};
    ProcessEvents events;
    Fd output;
    std::optional<Poll> poll; ///< Goes before the descriptor is closed.
    MutableBytes read_buffer;
    bool has_owner = true;
    bool has_ended = false;

    int spawn(Loop& loop, const ProgramCall& call, int output_end);
    void kill_group() const noexcept;
    bool read_once();
    void on_exit(int exit_status, int signal);
    static void free_closed(uv_handle_t* handle) {
        const std::unique_ptr<State> state(static_cast<State*>(handle->data));
    }
};

int Process::State::spawn(Loop& loop, const ProgramCall& call, int output_end) {
    std::vector<std::string> words{kShell, "-c", kLimits, std::to_string(call.memory_max / 1024),
                                   call.program};
    words.insert(words.end(), call.arguments.begin(), call.arguments.end());
    std::vector<std::string> environment = call.environment;
    std::vector<char*> word_pointers = pointers_to(words);
    std::vector<char*> environment_pointers = pointers_to(environment);
    std::array<uv_stdio_container_t, 3> streams{};
    streams[0].flags = UV_IGNORE;
    streams[1].flags = streams[2].flags = UV_INHERIT_FD;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): so libuv takes a descriptor
    streams[1].data.fd = streams[2].data.fd = output_end;
    uv_process_options_t options{};
    options.file = kShell;
    options.args = word_pointers.data();
    options.env = environment_pointers.data();
    options.cwd = "/";
    options.flags = UV_PROCESS_DETACHED; // a session and a group of its own
    options.stdio = streams.data();
    options.stdio_count = streams.size();
    options.exit_cb = [](uv_process_t* ended, std::int64_t exit_status, int signal) {
        static_cast<State*>(ended->data)->on_exit(static_cast<int>(exit_status), signal);
    };
    uv.data = this;
    // Nothing that we hold is for it, also what was not opened by us.
    ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    return uv_spawn(&loop.uv(), &uv, &options);
}

Result<std::unique_ptr<Process>> Process::start(Loop& loop, const ProgramCall& call,
                                                ProcessEvents events) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return Error(std::string("pipe: ") + uv_strerror(-errno));
    const Fd theirs(ends[1]);
    auto state = std::make_unique<State>();
    state->events = std::move(events);
    state->output = Fd(ends[0]);
    state->read_buffer = loop.read_buffer();
    const int status = state->spawn(loop, call, theirs.number());
    // From here on libuv knows the handle, whether the process runs or not.
    std::unique_ptr<Process> process(new Process(std::move(state)));
    if (status != 0) {
        process->state_->has_ended = true;
        return Error(call.program + ": " + uv_strerror(status));
    }
    State& running = *process->state_;
    running.poll.emplace(loop, running.output.number(), [&running](int) { running.read_once(); });
    running.poll->watch(Poll::kReadable);
    return process;
}

Process::Process(std::unique_ptr<State> state) : state_(std::move(state)) {}

Process::~Process() {
    State* const state = state_.release();
    state->poll.reset();
    state->has_owner = false;
    if (state->has_ended)
        uv_close(as_handle(state->uv), &State::free_closed);
    else
        state->kill_group();
}

/// The group has the number of its first process. After that one has ended, others of the group
/// keep the number from being given to anybody else.
void Process::State::kill_group() const noexcept {
    ::kill(-uv_process_get_pid(&uv), SIGKILL);
}

/// False if there is nothing to read now, or the Process is gone.
bool Process::State::read_once() {
    // Does not block: libuv has seen to that when the Poll was made.
    const ssize_t count = ::read(output.number(), read_buffer.data(), read_buffer.size());
    if (count <= 0) {
        poll->stop();
        return false;
    }
    events.on_output(read_buffer.first(static_cast<std::size_t>(count)));
    return has_owner;
}

void Process::State::on_exit(int exit_status, int signal) {
    // What it has started and left behind goes with it.
    kill_group();
    has_ended = true;
    if (!has_owner) return uv_close(as_handle(uv), &free_closed);
    while (read_once()) {
    }
    if (has_owner) events.on_exit(exit_status, signal);
}

void abandon_processes(uv_loop_t& loop) noexcept {
    const auto abandon = [](uv_handle_t* handle, void*) {
        if (uv_handle_get_type(handle) != UV_PROCESS || uv_is_closing(handle) != 0) return;
        auto* const state = static_cast<Process::State*>(handle->data);
        // A killed process ends within the millisecond, unless it hangs in the kernel: then it is
        // left to init.
        for (int i = 0; i < 100; ++i) {
            if (::waitpid(uv_process_get_pid(&state->uv), nullptr, WNOHANG) != 0) break;
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        uv_close(handle, &Process::State::free_closed);
    };
    uv_walk(&loop, abandon, nullptr);
}

} // namespace signpost::loop

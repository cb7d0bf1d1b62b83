// Run a program; its exit status is the answer.
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "loop/process.hpp"

#include <unistd.h>

#include <cerrno>

namespace signpost::probe {
namespace {

using health::Outcome;

/// As shells do: the program was not there, or could not be executed.
constexpr int kCannotRun = 126;
constexpr int kNotFound = 127;

/// What a program may rely on. It binds itself to the source, if it is told one.
std::vector<std::string> environment_for(const Question& question) {
    std::vector<std::string> all{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8"};
    if (question.source.address)
        all.push_back("SIGNPOST_SOURCE_ADDRESS=" + to_text(*question.source.address));
    if (!question.source.interface.empty())
        all.push_back("SIGNPOST_INTERFACE=" + question.source.interface);
    return all;
}

class ExecAttempt : public TimedAttempt {
public:
    ExecAttempt(const Engine& engine, const Question& question, const config::ExecCheck& check,
                OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), check_(check) {
        begin();
    }

private:
    void begin() {
        const std::string program = check_.program.string();
        if (::access(program.c_str(), X_OK) != 0) return answer_soon(unasked(program, errno));
        std::vector<std::string> arguments = check_.arguments;
        arguments.push_back(to_text(question().target));
        auto started = loop::Process::start(
            engine().loop,
            {.program = program,
             .arguments = std::move(arguments),
             .environment = environment_for(question()),
             .memory_max = std::uint64_t{check_.memory_mb_max} << 20},
            {.on_output = [this](Bytes octets) { on_output(octets); },
             .on_exit = [this](int status, int signal) { on_exit(status, signal); }});
        if (!started) return answer_soon({Outcome::Unasked, started.error().reason()});
        process_ = *std::move(started);
        note("started");
        mark_asked();
        await("the program did not end");
    }

    void on_output(Bytes octets) {
        if (output_.empty()) note("first output");
        output_.insert(output_.end(), octets.begin(), octets.end());
        if (output_.size() <= check_.output_bytes_max) return;
        mark_cut();
        answer(Outcome::Failed, "too much output: " + excerpt(output_));
    }

    void on_exit(int status, int signal) {
        const std::string said = output_.empty() ? "" : excerpt(output_);
        const std::string behind = said.empty() ? "" : ": " + said;
        if (signal != 0)
            return answer(Outcome::Failed, "killed by signal " + std::to_string(signal) + behind);
        if (status == kCannotRun || status == kNotFound)
            return answer(Outcome::Unasked, "the program cannot be run" + behind);
        if (status != 0)
            return answer(Outcome::Failed, "exit status " + std::to_string(status) + behind);
        answer(Outcome::Ok, said);
    }

    const config::ExecCheck& check_;
    std::vector<std::uint8_t> output_;
    std::unique_ptr<loop::Process> process_;
};

} // namespace

StartedAttempt start_exec(const Engine& engine, const Question& question,
                          const config::ExecCheck& check, OnAnswer on_answer) {
    return std::make_unique<ExecAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe

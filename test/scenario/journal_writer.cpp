// Appends to a journal without end and tells what is on disk, so that test_journal.py can kill it,
// take its disk away, and look at what is left. Not installed.
//
// usage: journal_writer FOLDER [ENTRIES_EACH_MS]. Lines on standard output: "written NUMBER",
// "trouble TEXT" (empty: it is over), "waiting COUNT LOST" each 100 ms. SIGTERM ends it well. With
// JOURNAL_WRITER_SYNC_MS in the environment the disk takes so long for each write.
#include "control_plane/journal/journal.hpp"
#include "loop/signals.hpp"
#include "loop/timer.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <span>
#include <string>
#include <thread>

// SQLite calls this one instead of the C library's.
extern "C" int fdatasync(int descriptor) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
    if (const char* delay_ms = std::getenv("JOURNAL_WRITER_SYNC_MS"))
        std::this_thread::sleep_for(std::chrono::milliseconds(std::strtol(delay_ms, nullptr, 10)));
    return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

namespace signpost::journal {
namespace {

using namespace std::chrono_literals;

/// With one write, so that a line is whole or not there.
void tell(const std::string& line) {
    const std::string text = line + "\n";
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::exit(1);
}

class Writer {
public:
    Writer(loop::Loop& loop, const std::string& folder, int entries_each_ms)
        : journal_(loop, folder, {}), number_(journal_.state().written),
          entries_each_ms_(entries_each_ms), append_(loop, [this] { append_some(); }),
          tell_(loop, [this] {
              const State state = journal_.state();
              tell("waiting " + std::to_string(state.waiting) + " " + std::to_string(state.lost));
          }) {
        tell("trouble " + journal_.state().trouble);
        journal_.on_trouble([](const std::string& trouble) { tell("trouble " + trouble); });
        append_.start_every(1ms);
        tell_.start_every(100ms);
    }

private:
    void append_some() {
        for (int i = 0; i < entries_each_ms_; ++i)
            journal_.append({.number = 0,
                             .wall_ms = static_cast<std::int64_t>(++number_),
                             .event = "flip",
                             .subject = "link/a-telecom",
                             .detail = std::string(number_ % 500, 'x'),
                             .author = {},
                             .rtt_us = 0});
        // What is kept is never older than the last entry written.
        const health::Subject link{health::SubjectKind::Link, "a-telecom", {}, {}};
        journal_.keep({{link, health::Verdict::Up, static_cast<std::int64_t>(number_), ""}},
                      {{.subject = link,
                        .standing = health::Standing::Drained,
                        .author = "test",
                        .reason = std::to_string(number_),
                        .until_wall_ms = {}}});
        const std::uint64_t written = journal_.state().written;
        if (written == told_) return;
        told_ = written;
        tell("written " + std::to_string(written));
    }

    Journal journal_;
    std::uint64_t number_;
    std::uint64_t told_ = 0;
    int entries_each_ms_;
    loop::Timer append_;
    loop::Timer tell_;
};

int run(std::span<char*> words) {
    if (words.size() < 2) return 2;
    loop::Loop loop;
    const loop::Signals signals(
        loop, [&loop] { loop.stop(); }, [] {});
    const int each_ms = words.size() > 2 ? std::atoi(words[2]) : 3; // NOLINT(cert-err34-c)
    const Writer writer(loop, words[1], each_ms);
    loop.run();
    return 0;
}

} // namespace
} // namespace signpost::journal

int main(int argc, char** argv) {
    return signpost::journal::run({argv, static_cast<std::size_t>(argc)});
}

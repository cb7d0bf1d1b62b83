#include "loop/timer.hpp"
#include "support/probing.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>

namespace signpost::probe {
namespace {

using test::ask;
using test::question_for;

Question shell(const std::string& script) {
    return question_for(
        config::ExecCheck{.program = "/bin/sh", .arguments = {"-c", script, "check"}}, "192.0.2.1");
}

/// Of a process that was killed; init takes it away sooner or later.
void wait_for_end(loop::Loop& loop, int process) {
    int looks = 0;
    loop::Timer look(loop, [&] {
        const std::string state = test::process_state(process);
        if (state.empty() || state == "Z" || state == "X" || ++looks == 5000) loop.stop();
    });
    look.start_every(std::chrono::milliseconds{1});
    loop.run();
    CHECK(looks < 5000);
}

} // namespace

TEST_SUITE("control_plane/probe/exec") {
    TEST_CASE("programs of all manners, and what is told of them") {
        struct {
            const char* script;
            std::string told;
        } const rows[] = {
            {"exit 0", "ok"},
            {"echo $1", "ok: \"192.0.2.1\""},
            {"echo OK 12 users; echo more", "ok: \"OK 12 users…\""},
            {"echo CRITICAL >&2; exit 2", "failed: exit status 2: \"CRITICAL\""},
            {"kill -9 $$", "failed: killed by signal 9"},
            {"exit 127", "unasked: the program cannot be run"},
            {"while :; do echo yyyyyyyyyyyyyyyy; done",
             "failed: too much output: \"yyyyyyyyyyyyyyyy…\""},
            {"read line && echo $line; exit 3", "failed: exit status 3"}, // no input
            {"ulimit -v", "ok: \"262144\""},
            {"echo $HOME $PATH $(pwd)", "ok: \"/usr/local/bin:/usr/bin:/bin /\""},
            {"cd /proc/self/fd && echo *", "ok: \"0 1 2 3\""}, // 3 is of the listing itself
        };
        for (const auto& row : rows) {
            CAPTURE(row.script);
            loop::Loop loop;
            CHECK(test::to_text(ask(loop, shell(row.script))) == row.told);
        }
    }

    TEST_CASE("a program that is not there says nothing about the target") {
        loop::Loop loop;
        CHECK(test::to_text(ask(loop, question_for(config::ExecCheck{.program = "/none/such"}))) ==
              "unasked: /none/such: No such file or directory");
        CHECK(test::to_text(ask(loop, question_for(config::ExecCheck{.program = "/etc/passwd"}))) ==
              "unasked: /etc/passwd: Permission denied");
    }

    TEST_CASE("a program that does not end is killed, with all it has started") {
        loop::Loop loop;
        const test::TemporaryFolder folder;
        Question question = shell("sleep 1000 & echo $! >" + folder.file("child") + "; wait");
        question.timeout_ms = 300;
        const Answer answer = ask(loop, question);
        CHECK(test::to_text(answer) == "silent: the program did not end within 300 ms");
        int child = 0;
        std::ifstream(folder.file("child")) >> child;
        REQUIRE(child > 1);
        wait_for_end(loop, child);
    }

    TEST_CASE("what it has started and left behind goes with it") {
        loop::Loop loop;
        const Answer answer = ask(loop, shell("sleep 1000 & echo $!"));
        REQUIRE(answer.observation.outcome == health::Outcome::Ok);
        wait_for_end(loop, std::stoi(answer.observation.detail.substr(1)));
    }

    TEST_CASE("it is told where it should go out") {
        loop::Loop loop;
        Question question = shell("echo $SIGNPOST_SOURCE_ADDRESS $SIGNPOST_INTERFACE");
        question.source = {.address = parse_address("127.0.0.9"), .interface = "lo"};
        CHECK(test::to_text(ask(loop, question)) == "ok: \"127.0.0.9 lo\"");
    }
}

} // namespace signpost::probe

#include "app/arguments.hpp"
#include "app/check.hpp"
#include "app/server.hpp"
#include "base/log.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/config/schema.hpp"

#include <malloc.h>

#include <csignal>
#include <iostream>
#include <span>

namespace signpost::app {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int run_check(const std::filesystem::path& config_file) {
    const CheckOutcome outcome = check(config_file);
    std::cout << to_text(outcome) << std::flush;
    return has_error(outcome.complaints) ? kFailed : 0;
}

int serve(const std::filesystem::path& config_file) {
    Result<Prepared> prepared = prepare(config_file);
    if (!prepared) {
        log::write(log::kStartFailed, {{"why", prepared.error().reason()}});
        return kFailed;
    }
    Server server(*std::move(prepared));
    server.run();
    return 0;
}

int run(std::span<const char* const> words) {
    const Result<Arguments> arguments = parse_arguments(words);
    if (!arguments) {
        std::cerr << "signpostd: " << arguments.error().reason() << "\n\n" << help_text();
        return kUsage;
    }
    switch (arguments->mode) {
    case Mode::Serve:
        return serve(arguments->config);
    case Mode::Check:
        return run_check(arguments->config);
    case Mode::Options:
        std::cout << config::options_text();
        return 0;
    case Mode::Schema:
        std::cout << config::schema_text();
        return 0;
    case Mode::Version:
        std::cout << "signpostd " SIGNPOST_VERSION "\n";
        return 0;
    case Mode::Help:
        std::cout << help_text();
        return 0;
    }
    return kUsage;
}

} // namespace
} // namespace signpost::app

int main(int argc, char** argv) {
    // Large blocks keep mappings of their own, so that what a load used goes back to the system at
    // once; by itself the threshold would rise with the first block that is freed.
    constexpr int kMappedFrom = 128 * 1024; // octets, glibc's first threshold
    mallopt(M_MMAP_THRESHOLD, kMappedFrom); // NOLINT(concurrency-mt-unsafe): no thread yet
    // A client that hangs up while we write to it is no reason to die.
    std::signal(SIGPIPE, SIG_IGN); // NOLINT(cert-err33-c): it cannot fail for this signal
    // A file that may not grow is an error of that write, as a full disk is.
    std::signal(SIGXFSZ, SIG_IGN); // NOLINT(cert-err33-c): it cannot fail for this signal
    const std::span words(argv, static_cast<std::size_t>(argc));
    return signpost::app::run(words.subspan(std::min<std::size_t>(1, words.size())));
}

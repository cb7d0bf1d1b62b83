#include "output.hpp"

#include "commands.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>

namespace signpost::map_tool {
namespace {

/// Of the call that has failed just now: any other in between would change errno.
Error failure(const char* what) {
    const int number = errno;
    return Error(std::generic_category().message(number)).during(what);
}

/// A new file beside the one that it will replace; gone at the end unless it has.
class FreshFile {
public:
    explicit FreshFile(const std::string& target)
        : path_(target + ".XXXXXX"), number_(::mkostemp(path_.data(), O_CLOEXEC)),
          is_there_(number_ >= 0) {}
    ~FreshFile() {
        if (number_ >= 0) ::close(number_);
        if (is_there_) ::unlink(path_.c_str());
    }
    FreshFile(const FreshFile&) = delete;
    FreshFile& operator=(const FreshFile&) = delete;

    [[nodiscard]] bool is_there() const noexcept { return is_there_; }

    [[nodiscard]] bool fill(std::string_view octets, mode_t mode) {
        if (::fchmod(number_, mode) != 0) return false;
        while (!octets.empty()) {
            const ssize_t written = ::write(number_, octets.data(), octets.size());
            if (written < 0 && errno != EINTR) return false;
            if (written > 0) octets.remove_prefix(static_cast<std::size_t>(written));
        }
        if (::fsync(number_) != 0) return false;
        return ::close(std::exchange(number_, -1)) == 0;
    }
    [[nodiscard]] bool rename_to(const std::string& target) {
        if (::rename(path_.c_str(), target.c_str()) != 0) return false;
        is_there_ = false;
        return true;
    }

private:
    std::string path_;
    int number_;
    bool is_there_;
};

mode_t mode_of_new_files() noexcept {
    const mode_t kept_away = ::umask(0); // it can only be read by setting it
    ::umask(kept_away);
    return 0644 & ~kept_away;
}

std::optional<Error> replace_file(const std::string& path, const std::string& octets) {
    std::error_code fault; // a link stays, and what it leads to is replaced
    const std::string target = std::filesystem::weakly_canonical(path, fault).string();
    if (fault) return Error(fault.message());
    struct stat old = {};
    const bool is_new = ::lstat(target.c_str(), &old) != 0;
    if (is_new && errno != ENOENT) return failure("it cannot be looked at");
    if (!is_new && !S_ISREG(old.st_mode))
        return Error("it is there and no regular file, which is all that is replaced");
    FreshFile fresh(target);
    if (!fresh.is_there()) return failure("no file can be made beside it");
    if (!fresh.fill(octets, is_new ? mode_of_new_files() : old.st_mode & 0777))
        return failure("the file beside it cannot be filled");
    if (!fresh.rename_to(target)) return failure("the new file cannot take its place");
    return std::nullopt;
}

} // namespace

int fail_call(const std::string& what) {
    std::cerr << "signpost-map: " << what << "; see signpost-map --help\n";
    return kWrongCall;
}

int write_output(const Asked& asked, const std::string& octets) {
    if (asked.output.empty()) {
        std::cout << octets << std::flush;
        return std::cout ? kGood : kWrongFile;
    }
    const std::optional<Error> fault = replace_file(asked.output, octets);
    if (!fault) return kGood;
    std::cerr << asked.output << ": cannot be written: " << fault->reason() << '\n';
    return kWrongFile;
}

} // namespace signpost::map_tool

#include "control_plane/config/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace signpost::config {
namespace {

/// An open file, closed at the end of its life.
struct OpenFile {
    int fd;
    explicit OpenFile(int opened) noexcept : fd(opened) {}
    ~OpenFile() {
        if (fd >= 0) ::close(fd);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
};

Error last_error(const std::string& doing) {
    return Error("cannot " + doing + ": " + std::system_category().message(errno));
}

} // namespace

Result<std::string> load_text_file(const std::filesystem::path& file, std::size_t bytes_max) {
    // Without O_NONBLOCK a named pipe in place of the file would stop us here.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is one.
    const OpenFile open(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (open.fd < 0) return last_error("open");
    struct stat found {};
    if (::fstat(open.fd, &found) != 0) return last_error("stat");
    if (!S_ISREG(found.st_mode)) return Error("is not a regular file");

    std::string text;
    for (;;) { // ends: each turn adds octets, up to bytes_max
        const std::size_t before = text.size();
        constexpr std::size_t kStep = 65536;
        text.resize(before + kStep);
        const ssize_t got = ::read(open.fd, &text[before], kStep);
        if (got < 0) return last_error("read");
        text.resize(before + static_cast<std::size_t>(got));
        if (got == 0) return text;
        if (text.size() > bytes_max)
            return Error("is larger than " + std::to_string(bytes_max) + " octets");
    }
}

} // namespace signpost::config

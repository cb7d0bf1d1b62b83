#include "control_plane/files/file_text.hpp"

#include "base/fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace signpost::files {
namespace {

/// Not blocking: opening a FIFO must fail later, not wait for its writer.
Fd open_file(const std::string& path) noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): open(2) is one.
    return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

Error system_error() {
    return Error(std::generic_category().message(errno));
}

std::int64_t nanoseconds(const timespec& time) {
    return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

FileStamp make_stamp(const std::string& path, const struct stat& state) {
    return {.path = path,
            .mtime_ns = nanoseconds(state.st_mtim),
            .ctime_ns = nanoseconds(state.st_ctim),
            .size = static_cast<std::uint64_t>(state.st_size),
            .inode = state.st_ino,
            .device = state.st_dev};
}

/// Fills `text` with the first octets of the file; returns how many there were, or -1.
ssize_t read_fully(int fd, std::string& text) noexcept {
    std::size_t filled = 0;
    while (filled < text.size()) {
        const ssize_t count = ::read(fd, &text[filled], text.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    return static_cast<ssize_t>(filled);
}

} // namespace

FileStamp stamp_file(const std::string& path) {
    struct stat state {};
    if (::stat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) return {.path = path};
    return make_stamp(path, state);
}

Result<FileText> load_file(const std::string& path, std::uint64_t octets_max) {
    const Fd file = open_file(path);
    struct stat before {};
    if (!file.is_open() || ::fstat(file.number(), &before) != 0) return system_error();
    if (!S_ISREG(before.st_mode)) return Error("it is not a regular file");
    FileText loaded{.text = {}, .stamp = make_stamp(path, before)};
    if (loaded.stamp.size > octets_max)
        return Error("it is larger than " + std::to_string(octets_max) + " octets");

    loaded.text.resize(loaded.stamp.size + 1); // one more, to see whether it grew
    const ssize_t count = read_fully(file.number(), loaded.text);
    if (count < 0) return system_error();
    loaded.text.resize(static_cast<std::size_t>(count));

    struct stat after {};
    if (::fstat(file.number(), &after) != 0) return system_error();
    if (loaded.text.size() != loaded.stamp.size || make_stamp(path, after) != loaded.stamp)
        return Error("it was being changed while it was read; save it again or reload");
    return loaded;
}

} // namespace signpost::files

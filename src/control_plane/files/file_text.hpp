// Reading a whole file, and telling later whether it has changed.
//
// Every file that an operator writes is read here. Any thread.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>

namespace signpost::files {

/// Which file stood at a path, in which state. All zero if there was none that could be read: then
/// its appearing is a change like any other.
struct FileStamp {
    std::string path;
    std::int64_t mtime_ns = 0;
    std::int64_t ctime_ns = 0; ///< Changes with permissions, and cannot be set back.
    std::uint64_t size = 0;
    std::uint64_t inode = 0;
    std::uint64_t device = 0;

    bool operator==(const FileStamp&) const = default;
    [[nodiscard]] bool is_same_file(const FileStamp& other) const noexcept {
        return inode == other.inode && device == other.device;
    }
};

/// The state of the file at `path` now, without opening it.
[[nodiscard]] FileStamp stamp_file(const std::string& path);

struct FileText {
    std::string text;
    FileStamp stamp;
};

/// The largest file that is read; lines and columns are counted in 32 bits.
inline constexpr std::uint64_t kFileOctetsMax = std::uint64_t{4} << 30;

/// Reads a regular file whole, with read(2): a mapping would kill the process if the operator cut
/// the file short meanwhile. A file that changes while it is read, or has more than `octets_max`,
/// is an error, which does not name the file.
[[nodiscard]] Result<FileText> load_file(const std::string& path,
                                         std::uint64_t octets_max = kFileOctetsMax);

} // namespace signpost::files

// A folder on disk that goes with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace signpost::test {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "signpost-test-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::string file(std::string_view name) const { return path_ / name; }

    /// Writes the file anew and renames it into place, as a careful tool does.
    void write(std::string_view name, std::string_view text) const {
        const std::filesystem::path fresh = path_ / ".fresh";
        std::ofstream(fresh) << text;
        std::filesystem::rename(fresh, path_ / name);
    }
    void remove(std::string_view name) const { std::filesystem::remove(path_ / name); }

private:
    std::filesystem::path path_;
};

} // namespace signpost::test

// A file descriptor with one owner, closed when the owner goes.
#pragma once

#include <unistd.h>

#include <utility>

namespace signpost {

class Fd {
public:
    Fd() = default;
    explicit Fd(int number) noexcept : number_(number) {}
    ~Fd() { close(); }
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            close();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;

    void close() noexcept {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    /// Somebody else closes it from now on.
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
    [[nodiscard]] int number() const noexcept { return number_; } ///< -1 when not open.

private:
    int number_ = -1;
};

} // namespace signpost

// Watches on several folders, as far as the kernel grants them. On the loop's thread only.
#pragma once

#include "loop/folder_watch.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signpost::files {

class FolderWatches {
public:
    /// The kernel grants 128 instances to a user by default.
    static constexpr std::size_t kCountMax = 16;

    FolderWatches(loop::Loop& loop, loop::Callback on_change)
        : loop_(loop), on_change_(std::move(on_change)) {}

    /// Watches these from now on, and no others; the first ones if there are more than kCountMax. A
    /// watch that fails is logged once.
    void watch(const std::vector<std::string>& folders);

private:
    loop::Loop& loop_;
    loop::Callback on_change_;
    std::map<std::string, std::unique_ptr<loop::FolderWatch>> watches_; ///< Null: it failed.
};

} // namespace signpost::files

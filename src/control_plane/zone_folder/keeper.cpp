#include "control_plane/zone_folder/keeper.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace signpost::zone_folder {

Keeper::Keeper(loop::Loop& loop, Threads threads, std::string path,
               std::shared_ptr<const Folder> first, OnLoading on_loading)
    : loop_(loop), threads_(threads), path_(std::move(path)), folder_(std::move(first)),
      on_loading_(std::move(on_loading)), burst_over_(loop, [this] { start_load(); }),
      look_(loop, [this] { look_around(); }) {
    watch_folders();
    look_.start_every(kLookEvery);
    look_around(); // what changed between the first load and the first watch
}

void Keeper::reload(OnLoading done) {
    waiting_.push_back(std::move(done));
    start_load();
}

void Keeper::on_change() {
    const std::uint64_t now_ms = loop_.now_ms();
    if (!burst_over_.is_active()) burst_began_ms_ = now_ms;
    const auto waited = std::chrono::milliseconds(now_ms - burst_began_ms_);
    burst_over_.start_once(std::clamp(kPatience - waited, std::chrono::milliseconds(0), kQuiet));
}

void Keeper::look_around() {
    if (is_looking_ || is_loading_) return;
    is_looking_ = true;
    threads_.prompt.run([path = path_, folder = folder_] { return look(path, *folder); },
                        [this](const Outlook& outlook) {
                            is_looking_ = false;
                            // Not at once: an editor may be half-way.
                            if (outlook.has_changed) on_change();
                        });
}

void Keeper::start_load() {
    burst_over_.stop();
    is_load_due_ = is_loading_;
    if (is_loading_) return;
    is_loading_ = true;
    running_ = std::exchange(waiting_, {});
    threads_.prompt.run([path = path_, folder = folder_] { return look(path, *folder); },
                        [this](const Outlook& outlook) {
                            const bool is_small = outlook.octets <= kPromptOctetsMax;
                            load_on(is_small ? threads_.prompt : threads_.patient);
                        });
}

void Keeper::load_on(loop::Background& thread) {
    thread.run([path = path_, folder = folder_] { return load(path, folder); },
               [this](const Loading& loading) { finish_load(loading); });
}

void Keeper::finish_load(const Loading& loading) {
    is_loading_ = false;
    const bool is_new = loading.folder != folder_;
    folder_ = loading.folder;
    if (is_new) {
        watch_folders();
        on_loading_(loading);
    }
    for (const OnLoading& done : std::exchange(running_, {}))
        done(loading);
    if (is_load_due_) start_load();
}

void Keeper::watch_folders() {
    std::set<std::string> wanted = folders_included(path_, *folder_);
    std::erase_if(watches_, [&](const auto& entry) {
        return entry.first != path_ && !wanted.contains(entry.first);
    });
    const auto add = [this](const std::string& path) {
        if (watches_.size() >= kWatchesMax || watches_.contains(path)) return;
        auto watch = loop::FolderWatch::open(loop_, path, [this] { on_change(); });
        if (!watch)
            log::write(log::kWatchFailed, {{"folder", path}, {"why", watch.error().reason()}});
        watches_.emplace(path, watch ? *std::move(watch) : nullptr);
    };
    add(path_);
    std::ranges::for_each(wanted, add);
}

} // namespace signpost::zone_folder

#include "loop/folder_watch.hpp"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>

namespace signpost::loop {
namespace {

/// While the folder is missing. Its return is usually seen at once through the folder above; this
/// is for when that one is missing or unreadable too.
constexpr std::chrono::milliseconds kRetry{500};

constexpr std::uint32_t kFolderEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                        IN_CREATE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t kParentEvents = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE;

std::string parent_of(const std::string& folder) {
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : folder.substr(0, slash);
}

std::string_view name_of(std::string_view folder) {
    return folder.substr(folder.rfind('/') + 1);
}

/// A new regular file is told again when its writer closes it; looking now would find half of it.
/// Folders, symbolic links and hard links to a finished file are complete when they appear.
bool is_complete(const std::string& path) {
    struct stat about {};
    if (::lstat(path.c_str(), &about) != 0) return true;
    return !S_ISREG(about.st_mode) || about.st_nlink > 1;
}

/// Calls `visit(event, name)` for what inotify has to tell now.
template <class Visit>
void read_events(int inotify, Visit visit) {
    alignas(inotify_event) std::array<char, 16384> buffer{};
    const ssize_t length = ::read(inotify, buffer.data(), buffer.size());
    std::size_t offset = 0;
    while (length > 0 && offset < static_cast<std::size_t>(length)) {
        inotify_event event{};
        std::memcpy(&event, &buffer.at(offset), sizeof event);
        offset += sizeof event;
        const std::string_view padded(&buffer[offset], event.len);
        visit(event, padded.substr(0, padded.find('\0')));
        offset += event.len;
    }
}

} // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::open(Loop& loop, std::string folder,
                                                       Callback on_change) {
    Fd inotify(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!inotify.is_open())
        return Error("inotify: " + std::string(std::system_category().message(errno)));
    return std::make_unique<FolderWatch>(loop, std::move(inotify), std::move(folder),
                                         std::move(on_change));
}

FolderWatch::FolderWatch(Loop& loop, Fd inotify, std::string folder, Callback on_change)
    : state_(std::make_shared<State>()) {
    while (folder.size() > 1 && folder.ends_with('/'))
        folder.pop_back();
    state_->inotify = std::move(inotify);
    state_->folder = std::move(folder);
    state_->on_change = std::move(on_change);
    state_->poll.emplace(loop, state_->inotify.number(),
                         [state = state_](int) { state->on_ready(); });
    require(state_->poll->ok() ? 0 : UV_ENOMEM, "uv_poll_init");
    state_->poll->watch(UV_READABLE);
    state_->retry.emplace(loop, [state = state_] {
        state->arm();
        if (state->folder_id >= 0) state->on_change();
    });
    state_->arm();
}

FolderWatch::~FolderWatch() {
    state_->poll.reset();
    state_->retry.reset();
}

/// Watches whatever the path names now; a watch on what it named before is dropped.
void FolderWatch::State::arm() {
    parent_id = inotify_add_watch(inotify.number(), parent_of(folder).c_str(),
                                  kParentEvents | IN_ONLYDIR | IN_MASK_ADD);
    const int before = folder_id;
    folder_id = inotify_add_watch(inotify.number(), folder.c_str(),
                                  kFolderEvents | IN_ONLYDIR | IN_MASK_ADD);
    if (before >= 0 && before != folder_id) inotify_rm_watch(inotify.number(), before);
    if (folder_id < 0) retry->start_once(kRetry);
}

void FolderWatch::State::on_ready() {
    bool changed = false;
    bool replaced = false;
    read_events(inotify.number(), [&](const inotify_event& event, std::string_view name) {
        if ((event.mask & IN_Q_OVERFLOW) != 0) changed = replaced = true;
        if (event.wd == parent_id && name == name_of(folder)) replaced = true;
        if (event.wd != folder_id) return;
        const bool created = (event.mask & IN_CREATE) != 0;
        if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) != 0)
            replaced = true;
        else if (!created || is_complete(folder + "/" + std::string(name)))
            changed = true;
    });
    if (replaced) arm();
    if (changed || replaced) on_change();
}

} // namespace signpost::loop

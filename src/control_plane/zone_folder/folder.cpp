#include "control_plane/zone_folder/folder.hpp"

#include "base/result.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace signpost::zone_folder {
namespace {

std::string join(const std::string& path, const std::string& name) {
    return (std::filesystem::path(path) / name).string();
}

/// Names of zone files, sorted.
Result<std::vector<std::string>> list_names(const std::string& path) {
    std::error_code error;
    std::vector<std::string> names;
    auto entry = std::filesystem::directory_iterator(path, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        std::string name = entry->path().filename().string();
        if (is_zone_file_name(name)) names.push_back(std::move(name));
    }
    if (error) return Error("the zones folder cannot be read: " + error.message());
    std::ranges::sort(names);
    return names;
}

/// Finds out, name by name, what a folder holds.
class Loader {
public:
    Loader(const std::string& path, const Folder& previous) : path_(path), previous_(previous) {}

    void add(const std::string& name) {
        const std::string file = join(path_, name);
        std::string reason;
        const std::optional<Origin> origin = origin_of(name, reason);
        if (!origin)
            return complain(file, "the file is ignored: its name is no domain name: " + reason);
        const LoadedZone* before = find_previous(origin->text);
        const auto [slot, is_new] = files_.try_emplace(origin->text, File{file, *origin});
        if (is_new) return;
        std::string ignored = file;
        if (before != nullptr && before->path == file) std::swap(ignored, slot->second.path);
        complain(ignored, "the file is ignored: the zone " + origin->text + " is already in " +
                              slot->second.path);
    }

    Loading finish(std::vector<std::string> names) && {
        for (const auto& [key, file] : files_)
            load_one(key, file);
        for (const auto& [key, zone] : previous_.zones)
            if (!files_.contains(key)) loading_.changes.push_back({ChangeKind::Removed, zone});
        next_.file_names = std::move(names);
        loading_.folder = std::make_shared<const Folder>(std::move(next_));
        return std::move(loading_);
    }

private:
    struct File {
        std::string path;
        Origin origin;
    };

    [[nodiscard]] const LoadedZone* find_previous(const std::string& key) const {
        const auto found = previous_.zones.find(key);
        return found == previous_.zones.end() ? nullptr : found->second.get();
    }

    void load_one(const std::string& key, const File& file) {
        const LoadedZone* before = find_previous(key);
        if (before != nullptr && before->path == file.path && !is_outdated(*before)) {
            next_.zones.emplace(key, previous_.zones.at(key));
            return;
        }
        auto loaded = load_zone(file.path, file.origin, before);
        next_.zones.emplace(key, loaded);
        if (!loaded->is_current)
            loading_.changes.push_back({ChangeKind::Refused, std::move(loaded)});
        else if (before == nullptr || !before->is_current || before->zone != loaded->zone)
            loading_.changes.push_back({ChangeKind::Loaded, std::move(loaded)});
    }

    void complain(const std::string& file, std::string what) {
        next_.complaints.push_back({Severity::Error, {file}, std::move(what)});
    }

    const std::string& path_;
    const Folder& previous_;
    std::map<std::string, File> files_; ///< By origin.
    Folder next_;
    Loading loading_;
};

Loading unreadable(const std::string& path, const Folder& previous, const Error& error) {
    Folder next = previous;
    next.is_readable = false;
    next.complaints = {{Severity::Error, {path}, error.reason()}};
    return {.folder = std::make_shared<const Folder>(std::move(next)), .changes = {}};
}

} // namespace

Loading load(const std::string& path, const std::shared_ptr<const Folder>& previous) {
    if (!look(path, *previous).has_changed) return {.folder = previous, .changes = {}};
    Result<std::vector<std::string>> names = list_names(path);
    if (!names) return unreadable(path, *previous, names.error());
    Loader loader(path, *previous);
    for (const std::string& name : *names)
        loader.add(name);
    return std::move(loader).finish(*std::move(names));
}

files::Outlook look(const std::string& path, const Folder& loaded) {
    const Result<std::vector<std::string>> names = list_names(path);
    if (!names) return {.has_changed = loaded.is_readable};
    files::Outlook outlook{.has_changed = !loaded.is_readable || *names != loaded.file_names};
    for (const std::string& name : *names)
        if (!std::ranges::binary_search(loaded.file_names, name))
            outlook.octets += files::stamp_file(join(path, name)).size;
    for (const auto& [origin, zone] : loaded.zones) {
        if (!is_outdated(*zone)) continue;
        outlook.has_changed = true;
        for (const files::FileStamp& stamp : zone->stamps)
            outlook.octets += files::stamp_file(stamp.path).size;
    }
    return outlook;
}

std::set<std::string> folders_included(const std::string& path, const Folder& loaded) {
    std::set<std::string> folders;
    for (const auto& [key, zone] : loaded.zones)
        for (const files::FileStamp& stamp : zone->stamps)
            folders.insert(std::filesystem::path(stamp.path).parent_path().string());
    folders.erase(path);
    return folders;
}

} // namespace signpost::zone_folder

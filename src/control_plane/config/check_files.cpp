#include "control_plane/config/check_files.hpp"

#include "control_plane/files/file_text.hpp"
#include "control_plane/probe/certificate_file.hpp"

#include <unistd.h>

#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace signpost::config {
namespace {

constexpr std::uint64_t kOctetsMax = 1 << 20; ///< The system's authorities take a quarter of it.

class CheckFileLoader {
public:
    CheckFileLoader(Health& health, std::vector<Complaint>& complaints)
        : health_(health), complaints_(complaints) {}

    void load(const CheckFile& file) {
        switch (file.use) {
        case CheckFile::Use::Program:
            return check_program(file);
        case CheckFile::Use::Certificate:
            return check_certificate(file);
        case CheckFile::Use::Key:
            return check_key(file);
        case CheckFile::Use::Token:
        case CheckFile::Use::Password:
            return take_secret(file);
        }
    }

private:
    void complain(const CheckFile& file, const std::string& what) {
        complaints_.push_back({Severity::Error, file.mark.place, file.mark.pointer + ": " + what});
    }

    void check_program(const CheckFile& file) {
        std::error_code error;
        const std::filesystem::file_status status = std::filesystem::status(file.file, error);
        if (!std::filesystem::exists(status))
            complain(file, "there is no program " + file.file.string());
        else if (!std::filesystem::is_regular_file(status))
            complain(file, file.file.string() + " is no file");
        else if (access(file.file.c_str(), X_OK) != 0)
            complain(file, file.file.string() + " cannot be run by us; chmod +x it");
    }

    std::optional<std::string> text_of(const CheckFile& file, const std::filesystem::path& path) {
        const Result<files::FileText> read = files::load_file(path.string(), kOctetsMax);
        if (read) return read->text;
        complain(file, Error(read.error()).during(path.string() + " cannot be read").reason());
        return std::nullopt;
    }

    void check_certificate(const CheckFile& file) {
        const std::optional<std::string> text = text_of(file, file.file);
        if (!text) return;
        if (const std::string reason = probe::reason_of_bad_certificates(*text); !reason.empty())
            complain(file, file.file.string() + " " + reason);
    }

    /// The certificate itself is checked, and complained about, by its own entry.
    void check_key(const CheckFile& file) {
        const TlsSettings* tls = tls_of(file.check);
        const std::optional<std::string> key = text_of(file, file.file);
        if (!key || tls == nullptr) return;
        warn_of_readers(file);
        const Result<files::FileText> certificate =
            files::load_file(tls->certificate_file.string(), kOctetsMax);
        if (!certificate || !probe::reason_of_bad_certificates(certificate->text).empty()) return;
        if (const std::string reason = probe::reason_of_bad_key(certificate->text, *key);
            !reason.empty())
            complain(file, file.file.string() + " " + reason);
    }

    [[nodiscard]] const TlsSettings* tls_of(std::size_t check) const {
        const auto* kind = std::get_if<ProbeKind>(&health_.checks[check].what);
        if (kind == nullptr) return nullptr;
        if (const auto* tls = std::get_if<TlsCheck>(kind)) return &tls->tls;
        const auto* http = std::get_if<HttpCheck>(kind);
        return http != nullptr && http->tls ? &*http->tls : nullptr;
    }

    /// A line without its end; what follows it would be a misunderstanding.
    void take_secret(const CheckFile& file) {
        std::optional<std::string> text = text_of(file, file.file);
        if (!text) return;
        warn_of_readers(file);
        while (text->ends_with('\n') || text->ends_with('\r'))
            text->pop_back();
        if (text->empty() || text->find('\n') != std::string::npos)
            return complain(file, file.file.string() + " must hold one line that is not empty");
        if (std::string* field = secret_of(file.check)) *field = *std::move(text);
    }

    [[nodiscard]] std::string* secret_of(std::size_t check) const {
        auto* kind = std::get_if<ProbeKind>(&health_.checks[check].what);
        if (kind == nullptr) return nullptr;
        if (auto* report = std::get_if<ReportCheck>(kind)) return &report->token;
        if (auto* postgresql = std::get_if<PostgresqlCheck>(kind))
            return &postgresql->database.password;
        if (auto* mysql = std::get_if<MysqlCheck>(kind)) return &mysql->database.password;
        if (auto* redis = std::get_if<RedisCheck>(kind)) return &redis->database.password;
        return nullptr;
    }

    void warn_of_readers(const CheckFile& file) {
        using std::filesystem::perms;
        std::error_code error;
        const perms granted = std::filesystem::status(file.file, error).permissions();
        if (error || (granted & (perms::group_read | perms::others_read)) == perms::none) return;
        complaints_.push_back({Severity::Warning, file.mark.place,
                               file.mark.pointer + ": " + file.file.string() +
                                   " can be read by others than its owner; chmod go-r it"});
    }

    Health& health_;
    std::vector<Complaint>& complaints_;
};

} // namespace

void load_check_files(const std::vector<CheckFile>& files, Health& health,
                      std::vector<Complaint>& complaints) {
    CheckFileLoader loader(health, complaints);
    for (const CheckFile& file : files)
        loader.load(file);
}

} // namespace signpost::config

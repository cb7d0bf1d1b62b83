#include "control_plane/config/config.hpp"
#include "support/pem_texts.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace signpost::config {
namespace {

using std::filesystem::perms;

class Files {
public:
    Files() {
        write("secret", "hush\n");
        write("certificate.pem", test::kCertificate);
        write("key.pem", test::kKey);
        write("program", "#!/bin/sh\n");
        std::filesystem::permissions(folder_.file("program"), perms::owner_all);
    }

    void write(std::string_view name, std::string_view text) const {
        folder_.write(name, text);
        std::filesystem::permissions(folder_.file(name), perms::owner_read | perms::owner_write);
    }
    void permit(std::string_view name, perms granted) const {
        std::filesystem::permissions(folder_.file(name), granted);
    }

    /// A configuration with one check, loaded; the name of the folder is taken out of complaints,
    /// and so is what a build without a client library says of a database.
    [[nodiscard]] Parsed load(const std::string& check) const {
        folder_.write("signpost.json", R"({"health": {"reports_listen": ["127.0.0.1:8055"]},
"checks": {"c": )" + check + "}}");
        Parsed parsed = config::load(folder_.file("signpost.json"));
        std::erase_if(parsed.complaints, [](const Complaint& complaint) {
            return complaint.what.find("has no client library") != std::string::npos;
        });
        for (Complaint& complaint : parsed.complaints)
            for (const std::string name = folder_.path().string() + "/";
                 ;) { // ends: it gets shorter
                const std::size_t at = complaint.what.find(name);
                if (at == std::string::npos) break;
                complaint.what.erase(at, name.size());
            }
        return parsed;
    }
    [[nodiscard]] std::vector<std::string> complaints(const std::string& check) const {
        std::vector<std::string> texts;
        for (const Complaint& complaint : load(check).complaints) {
            CHECK(complaint.place.line >= 2);
            texts.push_back((complaint.severity == Severity::Warning ? "warning " : "") +
                            complaint.what);
        }
        return texts;
    }

private:
    test::TemporaryFolder folder_;
};

const ProbeKind& kind_of(const Parsed& parsed) {
    return std::get<ProbeKind>(parsed.config.steering.health.checks.at(0).what);
}

TEST_SUITE("control_plane/config/check_files") {

    TEST_CASE("tokens and passwords are taken from their files, without the end of the line") {
        const Files files;
        const Parsed report = files.load(R"({"report": {"token_file": "secret"}})");
        CHECK(report.complaints.empty());
        CHECK(std::get<ReportCheck>(kind_of(report)).token == "hush");
        const Parsed mysql = files.load(R"({"mysql": {"user": "u", "password_file": "secret"}})");
        CHECK(mysql.complaints.empty());
        CHECK(std::get<MysqlCheck>(kind_of(mysql)).database.password == "hush");
        const Parsed redis = files.load(R"({"redis": {"password_file": "secret"}})");
        CHECK(std::get<RedisCheck>(kind_of(redis)).database.password == "hush");
        const Parsed postgresql =
            files.load(R"({"postgresql": {"user": "u", "password_file": "secret"}})");
        CHECK(std::get<PostgresqlCheck>(kind_of(postgresql)).database.password == "hush");
    }

    TEST_CASE("a secret that is no line is refused") {
        const Files files;
        const std::string check = R"({"redis": {"password_file": "secret"}})";
        for (const char* text : {"", "\n", "one\ntwo\n"}) {
            files.write("secret", text);
            CHECK(files.complaints(check) ==
                  std::vector<std::string>{"/checks/c/redis/password_file: secret must hold one "
                                           "line that is not empty"});
        }
    }

    TEST_CASE("a secret that others can read is warned of") {
        const Files files;
        files.permit("secret", perms::owner_all | perms::others_read);
        CHECK(files.complaints(R"({"report": {"token_file": "secret"}})") ==
              std::vector<std::string>{"warning /checks/c/report/token_file: secret can be read by "
                                       "others than its owner; chmod go-r it"});
        files.permit("key.pem", perms::owner_read | perms::group_read);
        CHECK(files
                  .complaints(R"({"tls": {"certificate_file": "certificate.pem",
                                   "key_file": "key.pem"}})")
                  .size() == 1);
    }

    TEST_CASE("a file that is not there is refused, with its pointer") {
        const Files files;
        struct Row {
            std::string check;
            std::string pointer;
        };
        const Row rows[] = {
            {R"({"report": {"token_file": "none"}})", "/checks/c/report/token_file"},
            {R"({"redis": {"password_file": "none"}})", "/checks/c/redis/password_file"},
            {R"({"https": {"ca_file": "none"}})", "/checks/c/https/ca_file"},
            {R"({"tls": {"certificate_file": "certificate.pem", "key_file": "none"}})",
             "/checks/c/tls/key_file"},
            {R"({"exec": {"program": "none"}})", "/checks/c/exec/program"},
        };
        for (const Row& row : rows) {
            CAPTURE(row.check);
            const std::vector<std::string> complaints = files.complaints(row.check);
            REQUIRE(complaints.size() == 1);
            CHECK(complaints[0].starts_with(row.pointer + ": "));
            CHECK(complaints[0].find("none") != std::string::npos);
        }
    }

    TEST_CASE("a program must be a file that can be run") {
        const Files files;
        const Parsed good = files.load(R"({"exec": {"program": "program"}})");
        CHECK(good.complaints.empty());
        CHECK(std::get<ExecCheck>(kind_of(good)).program.is_absolute());
        files.permit("program", perms::owner_read);
        CHECK(files.complaints(R"({"exec": {"program": "program"}})") ==
              std::vector<std::string>{
                  "/checks/c/exec/program: program cannot be run by us; chmod +x it"});
        CHECK(files.complaints(R"({"exec": {"program": "/tmp"}})") ==
              std::vector<std::string>{"/checks/c/exec/program: /tmp is no file"});
    }

    TEST_CASE("certificates and keys must be some, and fit") {
        const Files files;
        const std::string pair =
            R"({"tls": {"certificate_file": "certificate.pem", "key_file": "key.pem"}})";
        CHECK(files.complaints(pair).empty());
        files.write("key.pem", test::kOtherKey);
        CHECK(files.complaints(pair) ==
              std::vector<std::string>{
                  "/checks/c/tls/key_file: key.pem is not the key of the certificate"});
        CHECK(files.complaints(R"({"https": {"certificate_file": "certificate.pem"}})") ==
              std::vector<std::string>{"/checks/c/https/certificate_file: certificate.pem holds no "
                                       "private key in PEM that can be read without a password"});
        CHECK(files.complaints(R"({"https": {"ca_file": "secret"}})") ==
              std::vector<std::string>{
                  "/checks/c/https/ca_file: secret holds no certificate in PEM"});
        files.write("both.pem", std::string(test::kCertificate) + std::string(test::kKey));
        CHECK(files.complaints(R"({"https": {"certificate_file": "both.pem"}})").empty());
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config

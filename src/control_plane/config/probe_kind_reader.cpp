#include "control_plane/config/check_forms.hpp"
#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"
#include "control_plane/config/texts.hpp"
#include "control_plane/probe/databases_built.hpp"
#include "control_plane/zonefile/record_data.hpp"
#include "control_plane/zonefile/record_type.hpp"

#include <algorithm>
#include <utility>

namespace signpost::config {
namespace {

/// The value of the member of a check that says its kind; its form has been checked.
class ProbeKindReader {
public:
    ProbeKindReader(Reading& reading, std::size_t check, const Node& node,
                    const std::string& pointer)
        : reading_(reading), check_(check), node_(node), pointer_(pointer) {}

    [[nodiscard]] ProbeKind read() {
        struct Row {
            std::string_view key;
            ProbeKind (*read)(ProbeKindReader& reader);
        };
        using Self = ProbeKindReader;
        static constexpr Row kRows[] = {
            {"icmp", [](Self& /*reader*/) -> ProbeKind { return IcmpCheck{}; }},
            {"tcp", &read_by<&Self::tcp>},
            {"udp", &read_by<&Self::udp>},
            {"tls", &read_by<&Self::tls>},
            {"http", &read_by<&Self::http>},
            {"https", &read_by<&Self::https>},
            {"dns", &read_by<&Self::dns>},
            {"exec", &read_by<&Self::exec>},
            {"report", &read_by<&Self::report>},
            {"postgresql", &read_by<&Self::postgresql>},
            {"mysql", &read_by<&Self::mysql>},
            {"redis", &read_by<&Self::redis>}};
        static_assert(std::size(kRows) + std::size(kCombinationKinds) == std::size(kCheckKinds));
        return std::ranges::find(kRows, node_.key, &Row::key)->read(*this);
    }

private:
    template <auto Read>
    static ProbeKind read_by(ProbeKindReader& reader) {
        return (reader.*Read)();
    }

    [[nodiscard]] TcpCheck tcp() {
        TcpCheck check;
        take_whole(node_, "port", check.port);
        check.send = text_at(node_, "send");
        check.expect = text_at(node_, "expect");
        return check;
    }

    [[nodiscard]] UdpCheck udp() {
        UdpCheck check;
        take_whole(node_, "port", check.port);
        check.send = text_at(node_, "send");
        check.expect = text_at(node_, "expect");
        return check;
    }

    [[nodiscard]] TlsCheck tls() {
        TlsCheck check;
        take_whole(node_, "port", check.port);
        check.tls = tls_settings({});
        return check;
    }

    [[nodiscard]] HttpCheck http() {
        HttpCheck check;
        read_request(check);
        return check;
    }

    [[nodiscard]] HttpCheck https() {
        HttpCheck check{.port = 443};
        read_request(check);
        check.tls = tls_settings(check.host);
        return check;
    }

    void read_request(HttpCheck& check) {
        take_whole(node_, "port", check.port);
        check.host = text_at(node_, "host");
        take_text("path", check.path);
        take_text("method", check.method);
        check.headers = pairs_of(member_of(node_, "headers"));
        if (const Node* codes = member_of(node_, "status")) {
            check.status.clear();
            for (const Node& item : items_of(codes))
                if (const auto code = whole_of(&item))
                    check.status.push_back(static_cast<std::uint16_t>(*code));
        }
        check.contains = text_at(node_, "contains");
        check.matches = text_at(node_, "matches");
        take_whole(node_, "body_bytes_max", check.body_bytes_max);
        take_whole(node_, "redirects_max", check.redirects_max);
        check.load_header = text_at(node_, "load_header");
        check_body(check);
    }

    void check_body(const HttpCheck& check) const {
        for (const std::string_view key : {"contains", "matches"})
            if (const Node* member = member_of(node_, key);
                member != nullptr && check.method == "HEAD")
                complain(*member, "looks at a body, but an answer to HEAD has none; ask with GET, "
                                  "or leave this out");
        if (check.contains.size() > check.body_bytes_max)
            complain(*member_of(node_, "contains"),
                     "has " + std::to_string(check.contains.size()) + " octets, but only " +
                         std::to_string(check.body_bytes_max) +
                         " of the body are looked at; give a larger body_bytes_max");
    }

    void take_text(std::string_view key, std::string& field) const {
        if (const std::string* text = text_of(member_of(node_, key))) field = *text;
    }

    [[nodiscard]] TlsSettings tls_settings(const std::string& host) {
        TlsSettings tls{.is_verified = flag_at(node_, "verify", true), .name = host};
        take_text("name", tls.name);
        tls.ca_file = file_at("ca_file", CheckFile::Use::Certificate);
        tls.certificate_file = file_at("certificate_file", CheckFile::Use::Certificate);
        const Node* certificate = member_of(node_, "certificate_file");
        const Node* key = member_of(node_, "key_file");
        if (key != nullptr) {
            tls.key_file = file_at("key_file", CheckFile::Use::Key);
        } else if (certificate != nullptr) {
            tls.key_file = tls.certificate_file;
            note(*certificate, CheckFile::Use::Key, tls.key_file);
        }
        if (key != nullptr && certificate == nullptr)
            complain(*key, "is the key of a certificate, which is missing; add "
                           "\"certificate_file\"");
        take_whole(node_, "days_left_min", tls.days_left_min);
        return tls;
    }

    [[nodiscard]] DnsCheck dns() {
        DnsCheck check;
        take_whole(node_, "port", check.port);
        check.over_tcp = flag_at(node_, "over_tcp", false);
        std::string reason;
        if (const auto name = parse_domain(text_at(node_, "name"), reason)) check.name = name->text;
        if (const std::string* type = text_of(member_of(node_, "type")))
            check.type = zonefile::parse_record_type(*type).value_or(check.type);
        if (const auto rcode = index_of(kRcodeWords, text_of(member_of(node_, "rcode"))))
            check.rcode = static_cast<std::uint8_t>(*rcode);
        check.rdata = record_data(check.type);
        if (const Node* rdata = member_of(node_, "rdata"); check.rcode != 0 && !check.rdata.empty())
            complain(*rdata, "must be among the answers, but with rcode " +
                                 std::string(kRcodeWords[check.rcode]) +
                                 " there are none; leave one of the two out");
        check.must_be_authoritative = flag_at(node_, "authoritative", false);
        return check;
    }

    [[nodiscard]] std::vector<std::string> record_data(std::uint16_t type) {
        const Node* rdata = member_of(node_, "rdata");
        const std::span<const Node> items = items_of(rdata);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string* text = text_of(&items[i]);
            if (text == nullptr) continue;
            if (const auto octets = zonefile::parse_record_data(type, *text); !octets)
                reading_.context.complain(items[i].at, below(below(pointer_, "rdata"), i),
                                          "must be data as a zone file has it, of the type that is "
                                          "asked for: " +
                                              octets.error().reason());
        }
        return texts_of(rdata);
    }

    [[nodiscard]] ExecCheck exec() {
        ExecCheck check;
        check.program = file_at("program", CheckFile::Use::Program);
        check.arguments = texts_of(member_of(node_, "arguments"));
        take_whole(node_, "memory_mb_max", check.memory_mb_max);
        take_whole(node_, "output_bytes_max", check.output_bytes_max);
        return check;
    }

    [[nodiscard]] ReportCheck report() {
        ReportCheck check;
        static_cast<void>(file_at("token_file", CheckFile::Use::Token));
        take_whole(node_, "load_max_percent", check.load_max_percent);
        if (reading_.steering.health.reports_listen.empty())
            reading_.context.complain(node_.key_at, pointer_,
                                      "nobody can report, as /health/reports_listen is empty; give "
                                      "it an address and port");
        return check;
    }

    [[nodiscard]] PostgresqlCheck postgresql() {
        PostgresqlCheck check;
        take_whole(node_, "port", check.port);
        check.database = database("query");
        if (!probe::kHasPostgresql) complain_unbuilt();
        return check;
    }

    [[nodiscard]] MysqlCheck mysql() {
        MysqlCheck check;
        take_whole(node_, "port", check.port);
        check.database = database("query");
        if (!probe::kHasMysql) complain_unbuilt();
        return check;
    }

    [[nodiscard]] RedisCheck redis() {
        RedisCheck check;
        take_whole(node_, "port", check.port);
        check.database = database("command");
        if (!probe::kHasRedis) complain_unbuilt();
        return check;
    }

    [[nodiscard]] DatabaseSettings database(std::string_view query_key) {
        DatabaseSettings settings;
        settings.user = text_at(node_, "user");
        static_cast<void>(file_at("password_file", CheckFile::Use::Password));
        settings.database = text_at(node_, "database");
        settings.query = text_at(node_, query_key);
        settings.expect = text_at(node_, "expect");
        settings.role = word_at(node_, "role", kRoleWords, DatabaseRole::Any);
        take_whole(node_, "lag_max_s", settings.lag_max_s);
        if (const Node* expect = member_of(node_, "expect");
            expect != nullptr && settings.query.empty())
            complain(*expect, "is what must come back, but nothing is asked; add " +
                                  in_quotes(query_key) + ", or leave this out");
        if (const Node* lag = member_of(node_, "lag_max_s");
            settings.lag_max_s != 0 && settings.role == DatabaseRole::Primary)
            complain(*lag, "is for replicas, and role is primary; leave one of the two out");
        return settings;
    }

    void complain_unbuilt() const {
        reading_.context.complain(node_.key_at, pointer_,
                                  "this build of signpostd has no client library for it; build it "
                                  "with that library, or check a port with \"tcp\"");
    }

    void complain(const Node& member, const std::string& what) const {
        reading_.context.complain(member.key_at, below(pointer_, member.key), what);
    }

    /// The path there, resolved, and noted for load(); empty if there is none.
    std::filesystem::path file_at(std::string_view key, CheckFile::Use use) {
        const Node* member = member_of(node_, key);
        const std::string* text = text_of(member);
        if (text == nullptr || text->empty()) return {};
        std::filesystem::path path = reading_.context.resolve(*text);
        note(*member, use, path);
        return path;
    }

    void note(const Node& member, CheckFile::Use use, const std::filesystem::path& path) {
        const Mark mark{reading_.context.place(member.at), below(pointer_, member.key)};
        reading_.check_files.push_back({.use = use, .check = check_, .mark = mark, .file = path});
    }

    Reading& reading_;
    std::size_t check_;
    const Node& node_;
    const std::string& pointer_;
};

} // namespace

ProbeKind probe_kind_of(Reading& reading, std::size_t check, const Node& node,
                        const std::string& pointer) {
    return ProbeKindReader(reading, check, node, pointer).read();
}

} // namespace signpost::config

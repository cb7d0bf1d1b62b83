#include "control_plane/config/probe_forms.hpp"

#include "control_plane/config/check_forms.hpp"
#include "control_plane/config/database_checks.hpp"
#include "control_plane/config/shared_forms.hpp"

namespace signpost::config {
namespace {

constexpr Form kPort{.kind = Kind::Whole, .range = {1, 65'535}};
constexpr Member kRequiredPort{
    .key = "port", .form = &kPort, .required = true, .meaning = "The port to ask."};
constexpr Member port_member(std::string_view standard) {
    return {.key = "port", .form = &kPort, .standard = standard, .meaning = "The port to ask."};
}
constexpr Form kText{.kind = Kind::Text, .range = {1, 4096}};
constexpr Form kOctets{.kind = Kind::Octets, .range = {1, 4096}};
constexpr Form kHost{.kind = Kind::Host, .range = {1, 253}};

constexpr Member kSend{
    .key = "send", .form = &kOctets, .meaning = "What to send. Left out: nothing."};
constexpr std::array kTcpMembers{
    kRequiredPort,
    kSend,
    Member{.key = "expect",
           .form = &kOctets,
           .meaning = "What must occur in what comes back. Left out: to connect is enough."},
};
constexpr std::array kUdpMembers{
    kRequiredPort,
    Member{.key = "send",
           .form = &kOctets,
           .meaning = "The datagram to send. Left out: an empty one."},
    Member{.key = "expect",
           .form = &kOctets,
           .meaning = "What must occur in the answer. Left out: any answer will do."},
};

constexpr Form kDays{.kind = Kind::Whole, .range = {0, 3650}, .unit = "days"};
constexpr std::array kTlsSettingsMembers{
    Member{.key = "name",
           .form = &kHost,
           .meaning = "The name that the certificate must be for, which is also sent (SNI). Left "
                      "out: that of host, if there is one, or else the address."},
    Member{.key = "verify",
           .form = &forms::kFlag,
           .standard = "true",
           .meaning = "Whether the certificate must be good: for the name, in time, and signed by "
                      "an authority that we trust."},
    Member{.key = "ca_file",
           .form = &forms::kPath,
           .meaning = "Certificates of the authorities to trust, in PEM. Left out: the system's."},
    Member{.key = "certificate_file",
           .form = &forms::kPath,
           .meaning = "Our own certificate with its chain, in PEM, for who asks for one."},
    Member{.key = "key_file",
           .form = &forms::kPath,
           .meaning = "Its key, in PEM. Left out: it stands in certificate_file."},
    Member{.key = "days_left_min",
           .form = &kDays,
           .standard = "0",
           .meaning = "The certificate must be good for longer than this."},
};
constexpr std::array kTlsMembers = joined(std::array{port_member("443")}, kTlsSettingsMembers);

constexpr Form kUrlPath{.kind = Kind::UrlPath, .range = {1, 2000}};
constexpr std::string_view kMethodWords[] = {"GET", "HEAD", "POST", "PUT", "OPTIONS"};
constexpr Form kMethod{.kind = Kind::Word, .words = kMethodWords};
constexpr Form kHeaderName{.kind = Kind::HeaderName, .range = {1, 100}};
constexpr Form kHeaderValue{.kind = Kind::Text, .range = {0, 4096}};
constexpr Form kCode{.kind = Kind::Whole, .range = {100, 599}};
constexpr Form kCodes{.kind = Kind::List, .range = {1, 64}, .item = &kCode};
constexpr Form kPattern{.kind = Kind::Pattern, .range = {1, 1000}};
constexpr Form kBodyBytes{.kind = Kind::Whole, .range = {1, 16 << 20}, .unit = "octets"};
constexpr Form kRedirects{.kind = Kind::Whole, .range = {0, 10}};
constexpr std::array kRequestMembers{
    Member{.key = "host",
           .form = &kHost,
           .meaning = "The Host header: the name that clients ask for. Left out: the address."},
    Member{.key = "path", .form = &kUrlPath, .standard = "\"/\"", .meaning = "What to ask for."},
    Member{.key = "method", .form = &kMethod, .standard = "\"GET\"", .meaning = "How to ask."},
    Member{
        .key = "headers", .form = &headers_form, .standard = "{}", .meaning = "Further headers."},
    Member{.key = "status",
           .form = &kCodes,
           .standard = "[200]",
           .meaning = "The status codes that are good."},
    Member{.key = "contains",
           .form = &kOctets,
           .meaning = "What must occur in the body. Left out: any body is good."},
    Member{.key = "matches",
           .form = &kPattern,
           .meaning = "A regular expression (RE2) that must match somewhere in the body."},
    Member{.key = "body_bytes_max",
           .form = &kBodyBytes,
           .standard = "65536",
           .meaning = "So much of the body is looked at; the rest is not read."},
    Member{.key = "redirects_max",
           .form = &kRedirects,
           .standard = "0",
           .meaning = "So many redirects are followed, on the same address and port only. Each "
                      "counts as a probe for /health/host_probes_per_s."},
    Member{.key = "load_header",
           .form = &kHeaderName,
           .meaning = "A header in which the endpoint tells its load in percent. From 90 on it is "
                      "asked half as often."},
};
constexpr std::array kHttpMembers = joined(std::array{port_member("80")}, kRequestMembers);
constexpr std::array kHttpsMembers =
    joined(joined(std::array{port_member("443")}, kRequestMembers), kTlsSettingsMembers);

constexpr Form kRecordType{.kind = Kind::RecordType};
constexpr Form kRcode{.kind = Kind::Word, .words = kRcodeWords};
constexpr Form kRdata{.kind = Kind::List, .range = {0, 64}, .item = &kText};
constexpr std::array kDnsMembers{
    port_member("53"),
    Member{.key = "over_tcp",
           .form = &forms::kFlag,
           .standard = "false",
           .meaning = "Whether to ask over TCP instead of UDP."},
    Member{.key = "name", .form = &forms::kDomain, .required = true, .meaning = "What to ask for."},
    Member{.key = "type",
           .form = &kRecordType,
           .standard = "\"A\"",
           .meaning = "The type of records to ask for."},
    Member{.key = "rcode",
           .form = &kRcode,
           .standard = "\"NOERROR\"",
           .meaning = "The response code that is good."},
    Member{.key = "rdata",
           .form = &kRdata,
           .standard = "[]",
           .meaning = "Data that must be among the answers, as zone files have it."},
    Member{.key = "authoritative",
           .form = &forms::kFlag,
           .standard = "false",
           .meaning = "Whether the answer must be authoritative."},
};

constexpr Form kArgument{.kind = Kind::Octets, .range = {0, 4096}};
constexpr Form kArguments{
    .kind = Kind::List, .range = {0, 64}, .item = &kArgument, .may_repeat = true};
constexpr Form kMemory{.kind = Kind::Whole, .range = {16, 65'536}, .unit = "mebibytes"};
constexpr Form kOutput{.kind = Kind::Whole, .range = {1, 1 << 20}, .unit = "octets"};

constexpr std::array kExecMembers{
    Member{.key = "program",
           .form = &forms::kPath,
           .required = true,
           .meaning = "The program, relative to the configuration file."},
    Member{.key = "arguments",
           .form = &kArguments,
           .standard = "[]",
           .meaning = "Its arguments in front of the address."},
    Member{.key = "memory_mb_max",
           .form = &kMemory,
           .standard = "256",
           .meaning = "The address space it may have."},
    Member{.key = "output_bytes_max",
           .form = &kOutput,
           .standard = "4096",
           .meaning = "With more output than this it is killed."},
};

constexpr Form kPercent{.kind = Kind::Whole, .range = {0, 100}, .unit = "percent"};
constexpr std::array kReportMembers{
    Member{.key = "token_file",
           .form = &forms::kPath,
           .required = true,
           .meaning = "A file with the token that whoever reports must show: one line."},
    Member{.key = "load_max_percent",
           .form = &kPercent,
           .standard = "0",
           .meaning = "A higher load than this is a failure. 0: never."},
};

constexpr Form kUser{.kind = Kind::Text, .range = {1, 255}};
constexpr Form kRole{.kind = Kind::Word, .words = kRoleWords};
constexpr Form kLag{.kind = Kind::Whole, .range = {0, 86'400}, .unit = "seconds"};
constexpr std::array kLoginMembers{
    Member{.key = "password_file",
           .form = &forms::kPath,
           .meaning = "A file with the password: one line. Left out: none is shown."},
    Member{.key = "expect",
           .form = &kText,
           .meaning = "What must come back: the first field of the first row, or the reply of "
                      "Redis. Left out: anything."},
    Member{.key = "role",
           .form = &kRole,
           .standard = "\"any\"",
           .meaning = "What it must be: primary, which can be written to, or replica."},
    Member{.key = "lag_max_s",
           .form = &kLag,
           .standard = "0",
           .meaning = "How far a replica may be behind. 0: any."},
};
constexpr std::array kSqlOnlyMembers{
    Member{.key = "user", .form = &kUser, .required = true, .meaning = "Who logs in."},
    Member{.key = "database",
           .form = &kUser,
           .meaning = "The database to open. Left out: the one that the server chooses."},
    Member{.key = "query", .form = &kText, .meaning = "What to ask. Left out: nothing."},
};
constexpr std::array kSqlMembers = joined(kSqlOnlyMembers, kLoginMembers);
constexpr std::array kPostgresqlMembers = joined(std::array{port_member("5432")}, kSqlMembers);
constexpr std::array kMysqlMembers = joined(std::array{port_member("3306")}, kSqlMembers);
constexpr std::array kRedisOnlyMembers{
    port_member("6379"),
    Member{.key = "user",
           .form = &kUser,
           .meaning = "Who logs in. Left out: the default user, if there is a password."},
    Member{.key = "command",
           .form = &kText,
           .meaning = "What to ask: a command with its arguments, separated by blanks. Left out: "
                      "nothing."},
};
constexpr std::array kRedisMembers = joined(kRedisOnlyMembers, kLoginMembers);

} // namespace

constinit const Form icmp_form{.kind = Kind::Object};
constinit const Form tcp_form{.kind = Kind::Object, .members = kTcpMembers};
constinit const Form udp_form{.kind = Kind::Object, .members = kUdpMembers};
constinit const Form tls_form{.kind = Kind::Object, .members = kTlsMembers};
constinit const Form http_form{.kind = Kind::Object, .members = kHttpMembers};
constinit const Form https_form{.kind = Kind::Object, .members = kHttpsMembers};
constinit const Form dns_form{.kind = Kind::Object, .members = kDnsMembers};
constinit const Form exec_form{.kind = Kind::Object, .members = kExecMembers};
constinit const Form report_form{.kind = Kind::Object, .members = kReportMembers};
constinit const Form postgresql_form{.kind = Kind::Object, .members = kPostgresqlMembers};
constinit const Form mysql_form{.kind = Kind::Object, .members = kMysqlMembers};
constinit const Form redis_form{.kind = Kind::Object, .members = kRedisMembers};
constinit const Form headers_form{
    .kind = Kind::Map, .range = {0, 64}, .key = &kHeaderName, .item = &kHeaderValue};

} // namespace signpost::config

#include "control_plane/probe/postgresql_login.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

std::string number(std::size_t value) {
    std::string octets;
    for (const int shift : {24, 16, 8, 0})
        octets.push_back(static_cast<char>(value >> shift & 0xFF));
    return octets;
}

std::string message(char letter, const std::string& body) {
    return letter + number(body.size() + 4) + body;
}

std::string wants(std::uint32_t what, const std::string& more = "") {
    return message('R', number(what) + more);
}

std::string fed(PostgresqlLogin& login, std::string_view text, bool is_encrypted = true) {
    const void* const octets = text.data();
    return login.feed({static_cast<const std::uint8_t*>(octets), text.size()}, is_encrypted);
}

} // namespace

TEST_SUITE("control_plane/probe/postgresql_login") {
    TEST_CASE("what a server wants is obeyed, or the reason tells why not") {
        const std::string kerberos =
            "wants a login by Kerberos or GSSAPI; let the user log in with a password";
        const std::string rounds = "wants the password hashed more often than 40960 times";
        const std::string strange = "asks for no login as PostgreSQL would";
        struct Row {
            const char* why;
            std::string said;
            std::string wrong;
            bool is_over = false;
        };
        // clang-format off
        const Row kRows[] = {
            {"nothing", wants(0), "", true},
            {"Kerberos V5", wants(2), kerberos},
            {"clear text", wants(3), ""},
            {"MD5", wants(5, "salt"), ""},
            {"GSSAPI", wants(7), kerberos},
            {"more GSSAPI", wants(8, "x"), kerberos},
            {"SSPI", wants(9), kerberos},
            {"SASL", wants(10, std::string("SCRAM-SHA-256\0\0", 15)), ""},
            {"the usual rounds", wants(11, "r=ab,s=cd,i=4096"), ""},
            {"as many as may be", wants(11, "r=ab,s=cd,i=40960"), ""},
            {"more rounds", wants(11, "r=ab,s=cd,i=40961"), rounds},
            {"many more", wants(11, "r=ab,s=cd,i=99999999999"), rounds},
            {"no rounds", wants(11, "r=ab,s=cd"), ""},
            {"the end of SASL", wants(12, "v=ab"), ""},
            {"a refusal", message('E', "SFATAL"), "", true},
            {"a refusal is the end", message('E', "SFATAL") + wants(7), "", true},
            {"the login is the end", wants(0) + wants(7), "", true},
            {"a notice is not", message('N', "SNOTICE") + wants(7), kerberos},
            {"nothing wanted", message('R', "ab"), strange},
            {"too much wanted", "R" + number(2001), strange},
            {"shorter than its length", "S" + number(3), strange},
            {"another service", "HTTP/1.1 400 Bad Request", ""}, // a message that is not whole
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.why);
            PostgresqlLogin login;
            CHECK(fed(login, row.said) == row.wrong);
            CHECK(login.is_over() == row.is_over);
        }
    }

    TEST_CASE("a password is said in clear within TLS only") {
        PostgresqlLogin login;
        CHECK(fed(login, wants(3), false) == "wants the password in clear text, without TLS");
    }

    TEST_CASE("messages are read in parts") {
        const std::string all = message('N', "SNOTICE") + wants(5, "salt") + wants(9);
        PostgresqlLogin login;
        for (std::size_t i = 0; i + 1 < all.size(); ++i)
            REQUIRE(fed(login, std::string_view(all).substr(i, 1)).empty());
        CHECK_FALSE(fed(login, std::string_view(all).substr(all.size() - 1)).empty());
    }
}

} // namespace signpost::probe

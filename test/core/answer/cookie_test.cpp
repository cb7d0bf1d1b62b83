#include "core/answer/cookie.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::answer {
namespace {

using test::from_hex;
using test::Octets;

CookieSettings settings_of(std::initializer_list<const char*> secrets) {
    CookieSettings settings;
    for (const char* secret : secrets)
        std::ranges::copy(from_hex(secret), settings.secrets.emplace_back().begin());
    return settings;
}

TEST_SUITE("core/answer/cookie") {

    TEST_CASE("the examples of RFC 9018 Appendix A") {
        struct Row {
            std::string why;
            std::string client;
            std::string shown;
            std::uint32_t clock_s;
            bool valid;
            std::string fresh;
        };
        const CookieSettings first = settings_of({"e5e973e5a6b2a43f48e7dc849e37bfcf"});
        const CookieSettings rolled =
            settings_of({"445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715"});
        // clang-format off
        const Row rows[] = {
            {"A.1 learning a new server cookie", "198.51.100.100", "2464c4abcf10c957",
             1559731985, false, "2464c4abcf10c957010000005cf79f111f8130c3eee29480"},
            {"A.2 the same client, later", "198.51.100.100", "2464c4abcf10c957010000005cf79f111f8130c3eee29480",
             1559734385, true, "2464c4abcf10c957010000005cf7a871d4a564a1442aca77"},
            {"A.3 another client, reserved octets set", "203.0.113.203", "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5",
             1559727985, true, "fc93fc62807ddb86010000005cf78f71"},
            {"A.4 IPv6, made with the secret before", "2001:db8:220:1:59de:d0f4:8769:82b8",
             "22681ab97d52c298010000005cf7c57926556bd0934c72f8",
             1559741961, true, "22681ab97d52c298010000005cf7c609a6bb79d16625507a"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Address client = *parse_address(row.client);
            const CookieSettings& settings = client.family == Family::V4 ? first : rolled;
            const Octets shown = from_hex(row.shown);
            CHECK(is_valid_cookie(shown, client, settings, row.clock_s) == row.valid);
            const std::string fresh =
                test::to_hex(fresh_cookie(shown, client, settings, row.clock_s));
            CHECK(fresh.starts_with(row.fresh));
        }
    }

    TEST_CASE("a cookie is for one address, one secret and an hour (RFC 9018 §4.3)") {
        constexpr std::uint32_t kMade_s = 1'700'000'000;
        const CookieSettings settings = settings_of({"000102030405060708090a0b0c0d0e0f"});
        const CookieSettings others = settings_of({"100102030405060708090a0b0c0d0e0f"});
        const Address client = *parse_address("192.0.2.1");
        const auto made = fresh_cookie(Octets(8, 9), client, settings, kMade_s);
        const Octets cookie(made.begin(), made.end());
        const auto valid_at = [&](std::uint32_t clock_s) {
            return is_valid_cookie(cookie, client, settings, clock_s);
        };
        CHECK(valid_at(kMade_s));
        CHECK(valid_at(kMade_s + 3600));
        CHECK_FALSE(valid_at(kMade_s + 3601));
        CHECK(valid_at(kMade_s - 300));
        CHECK_FALSE(valid_at(kMade_s - 301));
        CHECK_FALSE(valid_at(kMade_s + 0x80000000));
        CHECK_FALSE(is_valid_cookie(cookie, *parse_address("192.0.2.2"), settings, kMade_s));
        CHECK_FALSE(is_valid_cookie(cookie, *parse_address("2001:db8::"), settings, kMade_s));
        CHECK_FALSE(is_valid_cookie(cookie, client, others, kMade_s));
        for (std::size_t at = 0; at < cookie.size(); ++at) {
            Octets changed = cookie;
            changed[at] ^= 1;
            CAPTURE(at);
            CHECK_FALSE(is_valid_cookie(changed, client, settings, kMade_s));
        }
        // Every length that RFC 7873 lets through but ours.
        for (const std::size_t length : {std::size_t{8}, std::size_t{16}, std::size_t{40}}) {
            Octets other = cookie;
            other.resize(length);
            CHECK_FALSE(is_valid_cookie(other, client, settings, kMade_s));
        }
    }

    TEST_CASE("time stamps are compared across the turn of the clock in 2106") {
        const CookieSettings settings = settings_of({"000102030405060708090a0b0c0d0e0f"});
        const Address client = *parse_address("192.0.2.1");
        const auto old = fresh_cookie(Octets(8, 9), client, settings, 0xffffff00);
        CHECK(is_valid_cookie(old, client, settings, 0x100));
        CHECK_FALSE(is_valid_cookie(old, client, settings, 4000));
        const auto ahead = fresh_cookie(Octets(8, 9), client, settings, 10);
        CHECK(is_valid_cookie(ahead, client, settings, 0xffffffff));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer

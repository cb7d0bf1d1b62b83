#include "core/wire/octets.hpp"
#include "loop/poll.hpp"
#include "loop/socket_address.hpp"
#include "loop/stream.hpp"
#include "support/octets.hpp"
#include "support/probing.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

namespace signpost::probe {
namespace {

using test::ask;
using test::from_hex;
using test::join;
using test::Octets;
using test::question_for;
using test::ScriptedEndpoint;

/// What is done to the reply before it is sent.
struct Reply {
    unsigned flags = 0x8400;
    Octets address = from_hex("c0000201"); ///< Empty: no answer.
    bool is_forged = false;                ///< The id is another one.
    bool is_cut = false;                   ///< In the middle of the record.
};

std::string reply_to(Bytes query, const Reply& how) {
    Octets message(query.begin(), query.end());
    wire::store16(&message[2], static_cast<std::uint16_t>(how.flags));
    if (how.is_forged) message[0] ^= 0xff;
    if (!how.address.empty()) {
        message[7] = 1;
        message = join({message, from_hex("c00c 0001 0001 0000012c 0004"), how.address});
    }
    if (how.is_cut) message.resize(message.size() - 2);
    return {message.begin(), message.end()};
}

/// Answers over UDP and TCP on one port.
class Responder {
public:
    Responder(loop::Loop& loop, std::vector<Reply> replies) : replies_(std::move(replies)) {
        Fd tcp = open_both();
        udp_poll_.emplace(loop, udp_.number(), [this](int) { on_datagram(); });
        udp_poll_->watch(loop::Poll::kReadable);
        REQUIRE(::listen(tcp.number(), 10) == 0);
        listener_.emplace(loop, std::move(tcp), [this, &loop](Fd socket, const auto&) {
            stream_.emplace(loop, std::move(socket), std::size_t{65536},
                            loop::StreamEvents{.on_read = [this](Bytes frame) { on_frame(frame); },
                                               .on_end = [](loop::End) {},
                                               .on_drained = {}});
        });
    }
    [[nodiscard]] std::uint16_t port() const { return where_.port; }

private:
    /// The kernel chooses a port that is free for UDP; for TCP it may be taken, and then another
    /// is.
    Fd open_both() {
        constexpr int kTries = 100;
        for (int i = 0; i < kTries; ++i) {
            udp_ = test::bound_socket(SOCK_DGRAM, "127.0.0.1", where_);
            Fd tcp(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
            const loop::RawSocketAddress raw = loop::to_raw(where_);
            if (::bind(tcp.number(), raw.get(), raw.length) == 0) return tcp;
        }
        FAIL("no port is free for both UDP and TCP");
        return Fd();
    }

    void on_datagram() {
        std::array<std::uint8_t, 512> room{};
        sockaddr_storage from{};
        socklen_t length = sizeof from;
        void* const raw = &from;
        const ssize_t count = ::recvfrom(udp_.number(), room.data(), room.size(), 0,
                                         static_cast<sockaddr*>(raw), &length);
        if (count < 0) return;
        for (const Reply& how : replies_) {
            const std::string reply =
                reply_to(Bytes(room).first(static_cast<std::size_t>(count)), how);
            static_cast<void>(::sendto(udp_.number(), reply.data(), reply.size(), 0,
                                       static_cast<sockaddr*>(raw), length));
        }
    }
    void on_frame(Bytes frame) {
        for (const Reply& how : replies_) {
            const std::string reply = reply_to(frame.subspan(2), how);
            const Octets octets(reply.begin(), reply.end());
            static_cast<void>(
                stream_->write(join({test::u16(static_cast<unsigned>(reply.size())), octets})));
        }
        if (replies_.empty()) stream_->close();
    }

    std::vector<Reply> replies_;
    SocketAddress where_;
    Fd udp_;
    std::optional<loop::Poll> udp_poll_;
    std::optional<loop::Listener> listener_;
    std::optional<loop::Stream> stream_;
};

} // namespace

TEST_SUITE("control_plane/probe/dns") {
    TEST_CASE("replies of all manners, and what is told of them") {
        const config::DnsCheck any{.name = "www.example."};
        config::DnsCheck exact = any;
        exact.rdata = {"192.0.2.1"};
        exact.must_be_authoritative = true;
        config::DnsCheck refused = any;
        refused.rcode = 5;
        // clang-format off
        struct {
            const char* why;
            config::DnsCheck check;
            std::vector<Reply> replies;
            const char* told;
        } const rows[] = {
            {"any data", any, {{}}, "ok"},
            {"no data, nor any expected", any, {{.address = {}}}, "ok"},
            {"the data expected", exact, {{}}, "ok"},
            {"the rcode expected", refused, {{.flags = 0x8005, .address = {}}}, "ok"},
            {"other data", exact, {{.address = from_hex("c0000209")}}, "failed: 192.0.2.9 instead of 192.0.2.1"},
            {"no data", exact, {{.address = {}}}, "failed: 192.0.2.1 is missing, there is no such record"},
            {"truncated", exact, {{.flags = 0x8600, .address = {}}},
             "failed: 192.0.2.1 is missing, the answer is truncated (over_tcp)"},
            {"SERVFAIL", exact, {{.flags = 0x8402, .address = {}}}, "failed: SERVFAIL instead of NOERROR"},
            {"from a cache", exact, {{.flags = 0x8080}}, "failed: the answer is not authoritative"},
            {"damaged", exact, {{.is_cut = true}}, "failed: malformed answer"},
        };
        // clang-format on
        for (const auto& row : rows)
            for (const bool over_tcp : {false, true}) {
                CAPTURE(row.why);
                CAPTURE(over_tcp);
                loop::Loop loop;
                const Responder responder(loop, row.replies);
                config::DnsCheck check = row.check;
                check.port = responder.port();
                check.over_tcp = over_tcp;
                CHECK(test::to_text(ask(loop, question_for(check))) == row.told);
            }
    }

    TEST_CASE("a forged reply is passed over, and told if nothing better comes") {
        loop::Loop loop;
        const Responder both(loop, {{.is_forged = true}, {}});
        config::DnsCheck check{.port = both.port(), .name = "www.example."};
        CHECK(test::to_text(ask(loop, question_for(check))) == "ok");
        const Responder forger(loop, {{.is_forged = true}});
        check.port = forger.port();
        Question question = question_for(check);
        question.timeout_ms = 200;
        CHECK(test::to_text(ask(loop, question)) ==
              "failed: no answer to our question, but something else, within 200 ms");
        check.over_tcp = true;
        CHECK(test::to_text(ask(loop, question_for(check))) ==
              "failed: an answer, but not to our question");
    }

    TEST_CASE("what does not answer is not remembered without bound") {
        loop::Loop loop;
        const Responder babbling(loop, std::vector<Reply>(200, Reply{.is_forged = true}));
        Question question =
            question_for(config::DnsCheck{.port = babbling.port(), .name = "www.example."});
        question.timeout_ms = 300;
        const Answer answer = ask(loop, question);
        CHECK(answer.stages.size() <= kStagesMax);
        CHECK(answer.stages.back().what == "and more");
    }

    TEST_CASE("over TCP, an answer that does not come or does not end is a failure") {
        loop::Loop loop;
        const ScriptedEndpoint mute(loop, {});
        Question question = question_for(
            config::DnsCheck{.port = mute.where().port, .over_tcp = true, .name = "www.example."});
        question.timeout_ms = 60;
        CHECK(test::to_text(ask(loop, question)) ==
              "failed: connected, but no answer within 60 ms");
        const ScriptedEndpoint halting(loop, {.greeting = "\x01"});
        std::get<config::DnsCheck>(question.kind).port = halting.where().port;
        CHECK(test::to_text(ask(loop, question)) == "failed: the answer did not end within 60 ms");
    }

    TEST_CASE("a connection that is closed without an answer") {
        loop::Loop loop;
        const Responder closing(loop, {});
        const config::DnsCheck check{
            .port = closing.port(), .over_tcp = true, .name = "www.example."};
        CHECK(test::to_text(ask(loop, question_for(check))) == "failed: closed without an answer");
    }

    TEST_CASE("what cannot be asked says why") {
        loop::Loop loop;
        CHECK(test::to_text(ask(loop, question_for(config::DnsCheck{.name = "a..b."})))
                  .starts_with("unasked: a..b.: "));
        const config::DnsCheck check{.name = "www.example.", .rdata = {"192.0.2"}};
        CHECK(test::to_text(ask(loop, question_for(check)))
                  .starts_with("unasked: expected data \"192.0.2\": "));
    }
}

} // namespace signpost::probe

#include "support/certificates.hpp"
#include "support/probing.hpp"
#include "support/scripted_peer.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::Channel;
using test::Identity;
using test::ScriptedPeer;

Answer ask(const config::TlsCheck& check, std::uint32_t timeout_ms = 10'000) {
    loop::Loop loop;
    Question question = test::question_for(check);
    question.timeout_ms = timeout_ms;
    return test::ask(loop, question);
}

std::string told(const config::TlsCheck& check, std::uint32_t timeout_ms = 10'000) {
    return test::to_text(ask(check, timeout_ms));
}

void listen_only(Channel& channel) {
    channel.wait_for_end();
}

} // namespace

TEST_SUITE("control_plane/probe/tls") {
    TEST_CASE("a handshake is told with its steps, and the certificate is looked at") {
        const Identity authority({.name = "Test CA", .is_authority = true});
        const test::TemporaryFolder folder;
        folder.write("ca.pem", authority.certificate_pem());
        const Identity good({.days_to = 41}, &authority);
        const ScriptedPeer peer(listen_only, &good);
        config::TlsCheck check{.port = peer.where().port,
                               .tls = {.name = "portal.example", .ca_file = folder.file("ca.pem")}};
        const Answer answer = ask(check);
        CHECK(test::to_text(answer) == "ok");
        REQUIRE(answer.stages.size() == 2);
        CHECK(answer.stages[0].what == "connected");
        CHECK(answer.stages[1].what == "TLSv1.3, 41 days left");

        check.tls.days_left_min = 42;
        CHECK(told(check) == "failed: the certificate is good for 41 days, 42 are needed");
        check.tls.days_left_min = 0;
        check.tls.name = "b.example";
        CHECK(told(check) == "failed: certificate: hostname mismatch");
        check.tls.name = "192.0.2.1";
        CHECK(told(check) == "failed: certificate: IP address mismatch");
        check.tls.name.clear(); // then it is the address that the certificate must be for
        CHECK(told(check) == "failed: certificate: IP address mismatch");
        check.tls.ca_file.clear();
        CHECK(told(check) == "failed: certificate: unable to get local issuer certificate");
        check.tls.is_verified = false;
        CHECK(told(check) == "ok");
    }

    TEST_CASE("without a name the certificate must be for the address") {
        const Identity identity({.name = "127.0.0.1"});
        const test::TemporaryFolder folder;
        folder.write("itself.pem", identity.certificate_pem());
        const ScriptedPeer peer(listen_only, &identity);
        config::TlsCheck check{.port = peer.where().port,
                               .tls = {.ca_file = folder.file("itself.pem")}};
        CHECK(told(check) == "ok");
        check.tls.name = "127.0.0.2";
        CHECK(told(check) == "failed: certificate: IP address mismatch");
    }

    TEST_CASE("the authorities are read again when their file has changed") {
        const Identity authority({.name = "Test CA", .is_authority = true});
        const Identity good({}, &authority);
        const Identity other({.name = "Other CA", .is_authority = true});
        const test::TemporaryFolder folder;
        folder.write("ca.pem", other.certificate_pem());
        const ScriptedPeer peer(listen_only, &good);
        const config::TlsCheck check{
            .port = peer.where().port,
            .tls = {.name = "portal.example", .ca_file = folder.file("ca.pem")}};
        CHECK(told(check) == "failed: certificate: unable to get local issuer certificate");
        folder.write("ca.pem", authority.certificate_pem());
        CHECK(told(check) == "ok");
    }

    TEST_CASE("what is no TLS, or ends, or never ends, has failed") {
        const ScriptedPeer rubbish([](Channel& channel) {
            channel.write("HTTP/1.1 400 Bad Request\r\n\r\n");
            channel.wait_for_end();
        });
        CHECK(told({.port = rubbish.where().port}) == "failed: TLS: wrong version number");
        const ScriptedPeer closing([](Channel& channel) {
            channel.read_until("\x16"); // a handshake begins (RFC 8446 §5.1)
            channel.reset();
        });
        CHECK(told({.port = closing.where().port}) == "failed: TLS: the connection was closed");
        const ScriptedPeer mute(listen_only);
        CHECK(told({.port = mute.where().port}, 1000) ==
              "failed: connected, but no TLS within 1000 ms");
        CHECK(told({.port = test::closed_port().port}) == "refused: connection refused");
    }

    TEST_CASE("a certificate of ours that cannot be used is our fault") {
        const Identity identity({});
        const ScriptedPeer peer(listen_only, &identity);
        config::TlsCheck check{.port = peer.where().port, .tls = {.is_verified = false}};
        check.tls.certificate_file = "/nonexistent.pem";
        check.tls.key_file = "/nonexistent.key";
        CHECK(told(check) == "unasked: our certificate in /nonexistent.pem with the key in "
                             "/nonexistent.key cannot be used");
    }
}

} // namespace signpost::probe

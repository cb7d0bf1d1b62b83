#include "control_plane/probe/certificate_file.hpp"
#include "support/pem_texts.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::probe {
namespace {

using namespace test;

TEST_SUITE("control_plane/probe/certificate_file") {

    TEST_CASE("one or more certificates are good, with other text between them") {
        const std::string one(kCertificate);
        CHECK(reason_of_bad_certificates(one).empty());
        CHECK(reason_of_bad_certificates("an authority:\n" + one + "\nanother:\n" + one).empty());
    }

    TEST_CASE("what is no certificate is told") {
        const std::string one(kCertificate);
        CHECK(reason_of_bad_certificates("") == "holds no certificate in PEM");
        CHECK(reason_of_bad_certificates(kKey) == "holds no certificate in PEM");
        CHECK(reason_of_bad_certificates(one + one.substr(0, 200)) ==
              "holds a certificate in PEM that is damaged");
        std::string spoilt = one;
        spoilt.replace(spoilt.find("MII"), 3, "AAA");
        CHECK(reason_of_bad_certificates(spoilt) == "holds a certificate in PEM that is damaged");
    }

    TEST_CASE("a key is that of the certificate, and can be read without a password") {
        CHECK(reason_of_bad_key(kCertificate, kKey).empty());
        CHECK(
            reason_of_bad_key(kCertificate, std::string(kCertificate) + std::string(kKey)).empty());
        CHECK(reason_of_bad_key(kCertificate, kOtherKey) == "is not the key of the certificate");
        CHECK(reason_of_bad_key(kCertificate, kLockedKey) ==
              "holds no private key in PEM that can be read without a password");
        CHECK(reason_of_bad_key(kCertificate, kCertificate) ==
              "holds no private key in PEM that can be read without a password");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::probe

// A certificate and keys in PEM, made for the tests: nobody trusts them.
#pragma once

#include <string_view>

namespace signpost::test {

/// For probe.example, signed by itself, good until 2126.
inline constexpr std::string_view kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBiDCCAS2gAwIBAgIUeUetTdvPq+yaZk0/hmtCvLcoJa0wCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNcHJvYmUuZXhhbXBsZTAgFw0yNjExMjIyMTU1MjRaGA8yMTI2
MTAyOTIxNTUyNFowGDEWMBQGA1UEAwwNcHJvYmUuZXhhbXBsZTBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABARIP6SCIruXmfotG65gF+gOLrJmlzd/x5WwklfiFioa
WBw4sh3jRXIEqV4MD/nFTKpRUY9bkxZpefhGqU1lUmKjUzBRMB0GA1UdDgQWBBR8
UxI1CHfxZhP4H3Ve1SRKDuaf/TAfBgNVHSMEGDAWgBR8UxI1CHfxZhP4H3Ve1SRK
Duaf/TAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDGmet5wZxc
ovRAeWsFPLS3qoyU5//OchaLJby8oVvjPwIhAM9oki38TV7eGQaOie7PNRI8XrJW
8pD9Ga/rpDt069ld
-----END CERTIFICATE-----
)";

/// Of kCertificate.
inline constexpr std::string_view kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0pqxq48D8CbkVTAi
Fn1Ds9vKDu8WUsH95WG56fqdDiWhRANCAAQESD+kgiK7l5n6LRuuYBfoDi6yZpc3
f8eVsJJX4hYqGlgcOLId40VyBKleDA/5xUyqUVGPW5MWaXn4RqlNZVJi
-----END PRIVATE KEY-----
)";

/// Of no certificate here.
inline constexpr std::string_view kOtherKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxvvH5ykKG6XIAEZb
+T8kgdqP1T9woKa6ZhTPnKBEgw+hRANCAASUkj6CczTUYo5dcbOUq2As0KqBLFXR
WhirehMQ6JKFMLfhqDKFfUXLgJOsf4O5dxU6F2g7Bvn3DhkWsNVp2kYk
-----END PRIVATE KEY-----
)";

/// kKey, behind a password.
inline constexpr std::string_view kLockedKey = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgKcSeL4hM2nAICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENT/0wq9ydrgsridJ0NR92YEgZAg
83nies0Z0Uz9zqaVP5/oPeS3Ui4Hqx29bjWtCstLGIWCnXEm/AaGE1KdokTkjD1d
kQVYPpYf3H5f3eOTnhtLGV0a7CV10JjurStRArKnRL0ZNgeBMagghRkTmTQ0YDRU
VFDWUBa3yyg+zbJC0hjY2rFfBEMh7h7ABGpMj0wcEuGJq4eVSm0+7bArLXZcTek=
-----END ENCRYPTED PRIVATE KEY-----
)";

} // namespace signpost::test

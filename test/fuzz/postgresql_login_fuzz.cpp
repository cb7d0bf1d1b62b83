// libFuzzer target: what a PostgreSQL server says before the login is over, whole and in two parts.
// However it is cut, the same is obeyed; and never Kerberos, nor GSSAPI at the start.
#include "control_plane/probe/postgresql_login.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace signpost;
using probe::PostgresqlLogin;

void require(bool promise) {
    if (!promise) std::abort();
}

bool wants_gss(Bytes octets) {
    return octets.size() >= 9 && octets[0] == 'R' && octets[1] == 0 && octets[2] == 0 &&
           octets[3] == 0 && octets[4] == 8 && octets[5] == 0 && octets[6] == 0 && octets[7] == 0 &&
           octets[8] == 7;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const bool is_encrypted = data[1] % 2 == 0;
    const Bytes octets(data + 2, size - 2);
    PostgresqlLogin whole;
    const std::string wrong = whole.feed(octets, is_encrypted);
    require(!wrong.empty() || !wants_gss(octets));
    PostgresqlLogin parts;
    const std::size_t cut = std::min<std::size_t>(data[0], octets.size());
    std::string wrong_in_parts = parts.feed(octets.first(cut), is_encrypted);
    if (wrong_in_parts.empty()) wrong_in_parts = parts.feed(octets.subspan(cut), is_encrypted);
    require(wrong == wrong_in_parts);
    require(whole.is_over() == parts.is_over());
    return 0;
}

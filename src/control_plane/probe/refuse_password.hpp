// What OpenSSL calls for the password of a key: there is nobody to ask.
#pragma once

namespace signpost::probe {

inline int refuse_password(char* /*buffer*/, int /*size*/, int /*is_write*/, void* /*context*/) {
    return -1;
}

} // namespace signpost::probe

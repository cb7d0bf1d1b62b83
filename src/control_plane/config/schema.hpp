// signpost.json as a JSON Schema, for editors that complete and check while one types.
//
// Made of the same tables as the check of the file, so it cannot say otherwise. It cannot say
// everything: whether a reference leads anywhere, and what two values have to do with each other,
// only `signpostd --check` tells.
#pragma once

#include <string>

namespace signpost::config {

/// A schema of draft 2020-12, as JSON text.
[[nodiscard]] std::string schema_text();

} // namespace signpost::config

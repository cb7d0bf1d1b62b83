// Why a client gets what it gets for a name: what reply() goes by, put into words.
//
// Asked by people, over class CH (answer_chaos) and through signpostctl. Reads the tables that
// answer, and allocates.
#pragma once

#include "core/answer/guide.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/steer/explain.hpp"
#include "core/wire/name.hpp"

#include <string>
#include <vector>

namespace signpost::answer {

/// What a name is to this server, and what follows for a client.
enum class Standing : std::uint8_t {
    NotOurs,   ///< No zone here has it.
    Elsewhere, ///< A zone here delegates it, or sends it on by DNAME.
    NoName,    ///< It does not exist.
    Plain,     ///< Everybody gets what the zone says.
    Closed,    ///< Steered, and this client gets nothing.
    Steered,
};

struct Why {
    std::string name; ///< As it is asked for, with its final dot.
    std::string zone; ///< Its apex; empty if NotOurs.
    Standing standing = Standing::NotOurs;
    Address client;         ///< By whom is steered.
    std::string class_name; ///< What is known of the client.
    Prefix scope;           ///< Around the client: everybody in it is of the same class.
    const steer::Service* service = nullptr; ///< Of the snapshot.
    std::vector<steer::Explanation> kinds;   ///< Of the snapshot, too.
};

/// For one name; an alias to another is not followed.
[[nodiscard]] Why explain(const Snapshot& snapshot, const wire::Name& name, const Subject& client);

/// In words, a line for each endpoint.
[[nodiscard]] std::vector<std::string> lines_of(const Why& why);

} // namespace signpost::answer

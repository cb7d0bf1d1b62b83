// Queries for tests, right by default and wrong on demand.
#pragma once

#include "core/wire/registry.hpp"
#include "support/octets.hpp"

#include <optional>
#include <string_view>

namespace signpost::test {

class QueryBuilder {
public:
    explicit QueryBuilder(std::string_view name, std::string_view mnemonic = "A",
                          std::uint16_t klass = wire::klass::kIn);
    /// A message without a question.
    QueryBuilder() = default;

    QueryBuilder& id(std::uint16_t id);
    QueryBuilder& flags(std::uint16_t flags);
    /// Replaces the question section.
    QueryBuilder& question(Octets octets, unsigned count = 1);
    /// An OPT record goes last. `flags`: DO is 0x8000.
    QueryBuilder& edns(unsigned udp_payload = 1232, unsigned version = 0, unsigned flags = 0);
    /// Implies edns().
    QueryBuilder& option(std::uint16_t code, Octets value);
    /// Any record, in front of the OPT; section 1 is answer, 2 authority, 3 additional.
    QueryBuilder& record(unsigned section, Octets octets);
    /// Octets behind everything.
    QueryBuilder& behind(Octets octets);

    [[nodiscard]] Octets build() const;

private:
    std::uint16_t id_ = 0x4711;
    std::uint16_t flags_ = 0;
    std::uint16_t counts_[4] = {};
    Octets question_;
    Octets sections_[4]; // the first stays empty
    std::optional<Octets> opt_head_;
    Octets options_;
    Octets behind_;
};

/// An OPT record as it stands in a message.
[[nodiscard]] Octets opt_record(unsigned udp_payload, const Octets& options);
[[nodiscard]] Octets option_octets(std::uint16_t code, const Octets& value);

} // namespace signpost::test

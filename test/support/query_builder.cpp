#include "support/query_builder.hpp"

#include "support/record_text.hpp"

#include <utility>

namespace signpost::test {

QueryBuilder::QueryBuilder(std::string_view name, std::string_view mnemonic, std::uint16_t klass) {
    question(join({name_octets(name), u16(type_of(mnemonic)), u16(klass)}));
}

QueryBuilder& QueryBuilder::id(std::uint16_t id) {
    id_ = id;
    return *this;
}

QueryBuilder& QueryBuilder::flags(std::uint16_t flags) {
    flags_ = flags;
    return *this;
}

QueryBuilder& QueryBuilder::question(Octets octets, unsigned count) {
    question_ = std::move(octets);
    counts_[0] = static_cast<std::uint16_t>(count);
    return *this;
}

QueryBuilder& QueryBuilder::edns(unsigned udp_payload, unsigned version, unsigned flags) {
    opt_head_ = join({{0}, u16(wire::type::kOpt), u16(udp_payload), u32(version << 16 | flags)});
    return *this;
}

QueryBuilder& QueryBuilder::option(std::uint16_t code, Octets value) {
    if (!opt_head_) edns();
    options_ = join({options_, option_octets(code, value)});
    return *this;
}

QueryBuilder& QueryBuilder::record(unsigned section, Octets octets) {
    sections_[section] = join({sections_[section], std::move(octets)});
    ++counts_[section];
    return *this;
}

QueryBuilder& QueryBuilder::behind(Octets octets) {
    behind_ = std::move(octets);
    return *this;
}

Octets QueryBuilder::build() const {
    Octets opt;
    if (opt_head_) opt = join({*opt_head_, u16(static_cast<unsigned>(options_.size())), options_});
    const unsigned additional = counts_[3] + (opt_head_ ? 1U : 0U);
    return join({u16(id_), u16(flags_), u16(counts_[0]), u16(counts_[1]), u16(counts_[2]),
                 u16(additional), question_, sections_[1], sections_[2], sections_[3], opt,
                 behind_});
}

Octets opt_record(unsigned udp_payload, const Octets& options) {
    return join({{0},
                 u16(wire::type::kOpt),
                 u16(udp_payload),
                 u32(0),
                 u16(static_cast<unsigned>(options.size())),
                 options});
}

Octets option_octets(std::uint16_t code, const Octets& value) {
    return join({u16(code), u16(static_cast<unsigned>(value.size())), value});
}

} // namespace signpost::test

#include "support/decoded_message.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace signpost::test {
namespace {

class Decoder {
public:
    explicit Decoder(Bytes message) : message_(message) {}

    DecodedMessage run() {
        DecodedMessage decoded;
        decoded.id = number(2);
        decoded.flags = number(2);
        std::uint16_t counts[4];
        for (std::uint16_t& count : counts)
            count = number(2);
        if (counts[0] > 1) fail("more than one question");
        decoded.has_question = counts[0] == 1;
        if (decoded.has_question) read_question(decoded);
        read_section(counts[1], decoded, decoded.answer, false);
        read_section(counts[2], decoded, decoded.authority, false);
        read_section(counts[3], decoded, decoded.additional, true);
        if (at_ != message_.size()) fail("octets left over");
        return decoded;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error(what + " at octet " + std::to_string(at_));
    }

    std::uint8_t octet() {
        if (at_ >= message_.size()) fail("cut short");
        return message_[at_++];
    }
    std::uint16_t number(int octets) {
        unsigned value = 0;
        while (octets-- != 0)
            value = value << 8 | octet();
        return static_cast<std::uint16_t>(value);
    }

    /// Reads a name at at_; what is behind a pointer was checked when it was read first.
    Octets name(bool may_compress) {
        Octets whole;
        for (;;) {
            const std::size_t label_at = at_;
            const unsigned length = octet();
            if (length >= 0xc0) {
                if (!may_compress) fail("a compressed name where none may be");
                const std::size_t to = (length & 0x3f) << 8 | octet();
                if (!labels_.contains(to))
                    fail("a pointer to " + std::to_string(to) + ", no label");
                const Octets rest = name_at(to);
                whole.insert(whole.end(), rest.begin(), rest.end());
                break;
            }
            if (length > 63) fail("a label of a kind unknown");
            whole.push_back(static_cast<std::uint8_t>(length));
            if (length == 0) break;
            labels_.insert(label_at);
            for (unsigned left = length; left != 0; --left)
                whole.push_back(octet());
        }
        if (whole.size() > 255) fail("a name of over 255 octets");
        return whole;
    }

    /// The name whose label begins at `at`: each of its pointers leads further back.
    Octets name_at(std::size_t at) const {
        Octets whole;
        while (message_[at] != 0) {
            if (message_[at] >= 0xc0) {
                at = static_cast<std::size_t>(message_[at] & 0x3f) << 8 | message_[at + 1];
                continue;
            }
            whole.insert(whole.end(), &message_[at], &message_[at] + 1 + message_[at]);
            at += 1U + message_[at];
        }
        whole.push_back(0);
        return whole;
    }

    void read_question(DecodedMessage& decoded) {
        const std::size_t from = at_;
        static_cast<void>(name(false));
        number(2);
        number(2);
        decoded.question.assign(message_.begin() + static_cast<std::ptrdiff_t>(from),
                                message_.begin() + static_cast<std::ptrdiff_t>(at_));
    }

    void read_section(unsigned count, DecodedMessage& decoded, std::vector<TextRecord>& into,
                      bool is_additional) {
        for (; count != 0; --count) {
            TextRecord record;
            record.owner = name(true);
            record.type = number(2);
            const std::uint16_t klass = number(2);
            record.ttl_s = static_cast<std::uint32_t>(number(2)) << 16;
            record.ttl_s |= number(2);
            record.rdata = rdata(record.type);
            if (record.type != wire::type::kOpt) {
                decoded.classes.push_back(klass);
                into.push_back(record);
                continue;
            }
            if (!is_additional || decoded.opt || record.owner.size() != 1)
                fail("an OPT that must not be there");
            decoded.udp_payload = klass;
            decoded.opt = record;
        }
    }

    Octets rdata(std::uint16_t rr_type) {
        const std::size_t length = number(2);
        const std::size_t end = at_ + length;
        if (end > message_.size()) fail("RDATA cut short");
        Octets whole;
        const auto copy = [&](std::size_t to) {
            while (at_ < to)
                whole.push_back(octet());
        };
        std::size_t names = 0;
        bool may_compress = true; // the types of RFC 1035 with names (RFC 3597 §4)
        switch (rr_type) {
        case 6:
        case 14:
            names = 2;
            break;
        case 15:
            names = 1;
            copy(std::min(at_ + 2, end));
            break;
        case 33:
            names = 1;
            copy(std::min(at_ + 6, end));
            may_compress = false;
            break;
        case 39:
            names = 1;
            may_compress = false;
            break;
        default:
            names = (rr_type >= 2 && rr_type <= 9) || rr_type == 12 ? 1 : 0;
        }
        for (; names != 0; --names) {
            const Octets next = name(may_compress);
            whole.insert(whole.end(), next.begin(), next.end());
        }
        if (at_ > end) fail("names run past their RDATA");
        copy(end);
        return whole;
    }

    Bytes message_;
    std::size_t at_ = 0;
    std::set<std::size_t> labels_; ///< Where labels of names read so far begin.
};

} // namespace

wire::Rcode DecodedMessage::rcode() const {
    const unsigned high = opt ? opt->ttl_s >> 24 : 0;
    return static_cast<wire::Rcode>(high << 4 | (flags & 15U));
}

std::optional<Octets> DecodedMessage::option(std::uint16_t code) const {
    if (!opt) return std::nullopt;
    const Octets& options = opt->rdata;
    for (std::size_t at = 0; at + 4 <= options.size();) {
        const auto number_at = [&options](std::size_t where) {
            return static_cast<std::size_t>(options[where]) << 8 | options[where + 1];
        };
        const std::size_t found = number_at(at);
        const std::size_t length = number_at(at + 2);
        const auto from = options.begin() + static_cast<std::ptrdiff_t>(at + 4);
        if (found == code) return Octets(from, from + static_cast<std::ptrdiff_t>(length));
        at += 4 + length;
    }
    return std::nullopt;
}

std::optional<DecodedMessage> decode(Bytes message, std::string& fault) {
    try {
        return Decoder(message).run();
    } catch (const std::runtime_error& error) {
        fault = error.what();
        return std::nullopt;
    }
}

std::vector<std::string> lines_of(const std::vector<TextRecord>& section) {
    std::vector<std::string> lines;
    std::ranges::transform(section, std::back_inserter(lines), line_of);
    std::ranges::sort(lines);
    return lines;
}

} // namespace signpost::test

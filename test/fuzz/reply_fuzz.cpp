// Any octets as a query, over UDP and TCP, to zones that have something of everything.
//
// Beyond not crashing, every reply must be one: decoded strictly, for the question that was asked,
// within its limit, with an OPT exactly if the query had a readable one.
#include "core/answer/reply.hpp"
#include "core/wire/client_subnet.hpp"
#include "core/wire/edns.hpp"
#include "support/decoded_message.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace signpost {
namespace {

using answer::Transport;
using test::DecodedMessage;
using test::Octets;

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

std::shared_ptr<const zone::Zones> rich_zones() {
    std::string lines = R"(
        www      A      192.0.2.1
        www      AAAA   2001:db8::1
        c        CNAME  www
        d        CNAME  e.
        a.b.c.f  TXT    deep
        *        TXT    any
        *.w      CNAME  x.w.e.
        *.*.v    A      192.0.2.2
        s        NS     ns.s
        s        NS     s
        s        NS     ns.t
        s        DS     \# 00ff
        s        A      192.0.2.3
        ns.s     A      192.0.2.4
        *.ns.s   A      192.0.2.5
        t        NS     ns.t
        ns.t     AAAA   2001:db8::2
        n        DNAME  e.
        m        DNAME  n
        @        MX     10 www
        @        MX     20 Www.W
        k        SRV    1 2 3 www
        l        CNAME  l
        o        CNAME  u.z.
    )";
    for (int i = 0; i < 60; ++i)
        lines += "g TXT " + std::string(20, 'x') + std::to_string(i) + "\ng MX 1 m" +
                 std::to_string(i) + ".o\nh NS n" + std::to_string(i) + ".h\nn" +
                 std::to_string(i) + ".h A 192.0.2.6\n";
    const std::string sub = "@ A 192.0.2.7\nq CNAME @\nr DNAME z.\n";
    return std::make_shared<const zone::Zones>(std::vector{
        test::make_zone("z.", lines), test::make_zone("u.z.", sub),
        test::make_zone("e.", "@ A 192.0.2.8\nx DNAME n.z.\n* CNAME d.z.\ny DNAME y.y\n")});
}

/// Names of the first zone with a draw of each sort, a view, and one that is closed to most.
std::shared_ptr<const steer::Steering> steering_for(const std::shared_ptr<const zone::Zone>& zone) {
    using test::offer;
    const auto of_isp = [](std::uint16_t isp) { return steer::Endpoint{.place = {.isp = isp}}; };
    auto www = test::make_service(
        zone, "www.z.",
        {.rules = {steer::SameIsp{}}, .pick = steer::Pick::Weighted, .answers_max = 1},
        {offer("A 192.0.2.1", of_isp(1)), offer("A 192.0.2.2", of_isp(2)),
         offer("A 192.0.2.3", of_isp(2)), offer("AAAA 2001:db8::1"), offer("A 10.0.0.1")});
    www.offers.back().view = 1;
    www.views = {1};
    const auto alias =
        test::make_service(zone, "c.z.", {.pick = steer::Pick::Sticky},
                           {offer("CNAME www.z."), offer("CNAME x.e."), offer("CNAME elsewhere.")});
    const auto wild = test::make_service(zone, "*.*.v.z.", {.pick = steer::Pick::Rotate},
                                         {offer("A 192.0.2.2"), offer("A 192.0.2.4")});
    auto closed = test::make_service(zone, "g.z.", {}, {offer("A 192.0.2.9")});
    closed.only_for = 2;
    return test::make_steering({{"10.0.0.0/8", {.isp = 1, .tags = 1}},
                                {"192.0.2.0/30", {.tags = 2}},
                                {"2001:db8::/32", {.isp = 2}}},
                               {www, alias, wild, closed});
}

Snapshot make_snapshot() {
    Settings settings;
    settings.identity = "fuzz";
    settings.version = "1";
    settings.diagnostics_from = {*parse_prefix("192.0.2.0/24")};
    settings.cookies.secrets = {{}, {1}};
    settings.rate_limit.enabled = false;
    settings.ecs_tags_from = {*parse_prefix("192.0.2.1")};
    settings.ecs_from = {*parse_prefix("0.0.0.0/0"), *parse_prefix("::/0")};
    auto zones = rich_zones();
    auto steering = steering_for(zones->all()[0]);
    return {1, std::move(zones), std::make_shared<const Settings>(settings), std::move(steering)};
}

/// The client subnet comes back as it was asked, with a scope that its family can have.
void check_client_subnet(Bytes message, const wire::Query& query, const DecodedMessage& reply) {
    const std::optional<Octets> value = reply.option(wire::option::kClientSubnet);
    if (!value) return;
    const wire::Edns edns = wire::parse_edns(message, query);
    require(edns.has_client_subnet, "a client subnet for a client subnet");
    const unsigned scope = value->at(3);
    require(scope <= edns.client_subnet.address.length() * 8, "a scope of the family");
    require(std::ranges::equal(*value,
                               wire::ClientSubnetValue(edns.client_subnet, value->at(3)).bytes()),
            "the query's client subnet");
}

void check_reply(Bytes message, const wire::Query& query, Bytes said, std::size_t limit) {
    require(said.size() <= limit, "a reply within its limit");
    std::string fault;
    const std::optional<DecodedMessage> reply = test::decode(said, fault);
    require(reply.has_value(), fault.c_str());
    require(said[0] == message[0] && said[1] == message[1], "the query's id");
    require(reply->has(wire::flag::kResponse), "QR");
    const Bytes question = message.subspan(12, query.question_end - 12);
    require(std::ranges::equal(reply->question, question), "the question, octet for octet");
    for (const test::TextRecord& record : reply->answer)
        require(record.ttl_s <= 3600, "a TTL of the zones");
    if (reply->has(wire::flag::kTruncated))
        require(reply->answer.empty() && reply->authority.empty(), "truncation of all");
}

/// An OPT is readable if the question before it is.
bool has_opt(Bytes message, const wire::Query& query) {
    if (query.question_end == wire::kHeaderLength && query.admission != wire::Admission::NoQuestion)
        return false;
    return wire::parse_edns(message, query).present;
}

void check_message(Bytes message, Transport transport, std::uint8_t last_octet) {
    static const Snapshot kSnapshot = make_snapshot();
    static answer::Scratch scratch;
    const bool is_udp = transport == Transport::Udp;
    Octets room(is_udp ? kSnapshot.settings->udp_payload_max : answer::kReplyLengthMax);
    const answer::Client client{.address = {.octets = {192, 0, 2, last_octet}},
                                .transport = transport};
    const std::size_t length = answer::reply(message, client, kSnapshot, scratch, room);

    wire::Name name;
    const wire::Query query = wire::parse_query(message, name);
    const bool is_query = message.size() >= 12 && message[2] < 0x80;
    require((length != 0) == is_query, "a reply to every query and to no response");
    if (length == 0) return;

    const Bytes said = Bytes(room).first(length);
    const bool asked_edns = has_opt(message, query);
    std::size_t limit = room.size();
    if (is_udp) {
        const std::size_t payload = wire::parse_edns(message, query).udp_payload;
        limit = asked_edns ? std::clamp<std::size_t>(payload, 512, limit) : 512;
    }
    check_reply(message, query, said, limit);
    std::string fault;
    const DecodedMessage reply = *test::decode(said, fault);
    require(reply.opt.has_value() == asked_edns, "an OPT for an OPT");
    check_client_subnet(message, query, reply);
    if (last_octet != 1)
        for (const test::TextRecord& record : reply.answer)
            require(record.rdata != Octets{192, 0, 2, 9},
                    "nothing of a closed name for a stranger");
}

} // namespace
} // namespace signpost

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    // The first is in the network that a closed name is for, and may claim to be elsewhere.
    for (const std::uint8_t client : std::initializer_list<std::uint8_t>{1, 9}) {
        signpost::check_message({octets, size}, signpost::answer::Transport::Udp, client);
        signpost::check_message({octets, size}, signpost::answer::Transport::Tcp, client);
    }
    return 0;
}

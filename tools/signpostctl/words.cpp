#include "words.hpp"

#include "words/reader.hpp"

#include <algorithm>
#include <array>

namespace signpost::ctl {
namespace {

using Text = std::string_view;
using enum words::Kind;

// Sets of commands.
constexpr std::uint32_t kStatus = 1U << 0U;
constexpr std::uint32_t kReload = 1U << 1U;
constexpr std::uint32_t kCheck = 1U << 2U;
constexpr std::uint32_t kExplain = 1U << 3U;
constexpr std::uint32_t kSimulate = 1U << 4U;
constexpr std::uint32_t kDiff = 1U << 5U;
constexpr std::uint32_t kWatch = 1U << 6U;
constexpr std::uint32_t kSet = 1U << 7U;
constexpr std::uint32_t kClear = 1U << 8U;
constexpr std::uint32_t kList = 1U << 9U;
constexpr std::uint32_t kDrain = 1U << 10U;
constexpr std::uint32_t kFailback = 1U << 11U;
constexpr std::uint32_t kProbe = 1U << 12U;
constexpr std::uint32_t kJournal = 1U << 13U;
constexpr std::uint32_t kSetting = kSet | kDrain;
constexpr std::uint32_t kSaying = kSetting | kClear | kFailback;
constexpr std::uint32_t kAll = ~0U;

constexpr std::array kWords{
    Word{"status", "", "what the server is doing, what is up and down, and what needs a look",
         Command, kStatus},
    Word{"watch", "", "the status, and then what happens, as it happens", Command, kWatch},
    Word{"reload", "", "read configuration, maps and zones now, wait, and tell the result", Command,
         kReload},
    Word{"check", "", "read configuration, maps and zones as for a start, and change nothing",
         Command, kCheck},
    Word{"explain",
         "NAME",
         "what a client gets for a name, and why; needs --client",
         Command,
         kExplain,
         {1, 1}},
    Word{"simulate", "", "what would change if something went down, and nothing is changed",
         Command, kSimulate},
    Word{"diff", "", "what a reload would change in answers, and nothing is changed", Command,
         kDiff},
    Word{"override set",
         "SUBJECT up|down|drain",
         "say what a subject is, whatever its checks say, until this is cleared or its time is "
         "over; down and drain need --reason. A SUBJECT is site/NAME, link/NAME, endpoint/ADDRESS "
         "or service/NAME",
         Command,
         kSet,
         {2, 2}},
    Word{"override clear",
         "SUBJECT",
         "take an override back: checks decide again",
         Command,
         kClear,
         {1, 1}},
    Word{"override list", "", "the overrides in force, with who said so, why, and until when",
         Command, kList},
    Word{"drain",
         "SUBJECT",
         "empty it: shorten the TTL of answers that lead there, then give no more of them; the "
         "same as override set SUBJECT drain",
         Command,
         kDrain,
         {1, 1}},
    Word{"failback",
         "SUBJECT",
         "let come back what is up again, and kept away by a manual failback, a hold or for "
         "flapping",
         Command,
         kFailback,
         {1, 1}},
    Word{"probe",
         "CHECK [ADDRESS]",
         "run a check now, once, and tell every stage with its time; against all that it is asked "
         "about, or one address",
         Command,
         kProbe,
         {1, 2}},
    Word{"journal", "", "what happened: flips, overrides, loads of files, starts and stops",
         Command, kJournal},
    Word{"--client",
         "ADDRESS",
         "the client; of a prefix, its first address. For simulate: the class of this client "
         "only; may be repeated",
         List,
         kExplain | kSimulate,
         {},
         [](Asked& asked, Text client) { asked.clients.emplace_back(client); }},
    Word{"--type",
         "TYPE",
         "only these records: A, AAAA or CNAME",
         Option,
         kExplain,
         {},
         [](Asked& asked, Text type) { asked.type = type; }},
    Word{"--down",
         "TARGET",
         "as if it were taken down: site/NAME, link/NAME or endpoint/ADDRESS; may be repeated",
         List,
         kSimulate,
         {},
         [](Asked& asked, Text target) { asked.down.emplace_back(target); }},
    Word{"--drain",
         "TARGET",
         "as if it were drained; may be repeated",
         List,
         kSimulate,
         {},
         [](Asked& asked, Text target) { asked.drain.emplace_back(target); }},
    Word{"--up",
         "TARGET",
         "as if it were up; may be repeated",
         List,
         kSimulate,
         {},
         [](Asked& asked, Text target) { asked.up.emplace_back(target); }},
    Word{"--isp",
         "NAME",
         "clients of this ISP only",
         Option,
         kSimulate,
         {},
         [](Asked& asked, Text isp) { asked.isp = isp; }},
    Word{"--service",
         "NAME",
         "this steered name only",
         Option,
         kSimulate,
         {},
         [](Asked& asked, Text service) { asked.service = service; }},
    Word{"--reason",
         "TEXT",
         "why, for those who will ask",
         Option,
         kSetting,
         {},
         [](Asked& asked, Text reason) { asked.reason = reason; }},
    Word{"--for",
         "DURATION",
         "so long: 90s, 15min, 2h or 3d",
         Option,
         kSetting,
         {},
         [](Asked& asked, Text lasts) { asked.lasts = lasts; }},
    Word{"--until",
         "TIME",
         "until then, like 2026-11-23, 2026-11-23T04:00 or 2026-11-23T04:00:30, in local time or "
         "with a Z in UTC; for journal also a DURATION ago",
         Option,
         kSetting | kJournal,
         {},
         [](Asked& asked, Text until) { asked.until = until; }},
    Word{"--force",
         "",
         "even if a steered name is left with nothing that is up",
         Option,
         kSetting,
         {},
         [](Asked& asked, Text) { asked.is_forced = true; }},
    Word{"--author",
         "NAME",
         "who says so; whoever has logged in if left out",
         Option,
         kSaying,
         {},
         [](Asked& asked, Text author) { asked.author = author; }},
    Word{"--since",
         "TIME",
         "from then on, or from a DURATION ago on, like 2h",
         Option,
         kJournal,
         {},
         [](Asked& asked, Text since) { asked.since = since; }},
    Word{"--subject",
         "SUBJECT",
         "only what is about it",
         Option,
         kJournal,
         {},
         [](Asked& asked, Text subject) { asked.subject = subject; }},
    Word{"--event",
         "EVENT",
         "only these, like flip; signpostd(8) lists them",
         Option,
         kJournal,
         {},
         [](Asked& asked, Text event) { asked.event = event; }},
    Word{"--limit",
         "NUMBER",
         "so many, the newest; 100 if left out",
         Option,
         kJournal,
         {},
         [](Asked& asked, Text limit) { asked.limit = limit; }},
    Word{"--socket",
         "PATH",
         "where the server listens; /run/signpost/control.sock if left out",
         Option,
         kAll,
         {},
         [](Asked& asked, Text path) { asked.socket = path; }},
    Word{"--json",
         "",
         "print the server's answer as it came: one line of JSON",
         Option,
         kAll,
         {},
         [](Asked& asked, Text) { asked.json = true; }},
    Word{"--help",
         "",
         "print this",
         Option,
         kAll,
         {},
         [](Asked& asked, Text) { asked.help = true; }},
};

} // namespace

std::span<const Word> words() noexcept {
    return kWords;
}

Result<Asked> read_words(std::span<const char* const> given) {
    Result<Asked> asked = words::read(words(), given);
    if (asked && !asked->help && asked->command == "explain" && asked->clients.size() != 1)
        return Error("explain needs one --client");
    return asked;
}

std::string help_text() {
    return words::help_text(
        "signpostctl", words(),
        "The exit status is 0 if all is well, 1 if something needs you, or diff found something,\n"
        "and 2 if there was no answer. The manual is signpostctl(1).\n");
}

} // namespace signpost::ctl

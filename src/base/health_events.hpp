// The table of log events that tell of health: verdicts, overrides, the journal.
//
// The journal keeps those from kFlip to kHoldEnded (control_plane/journal).
#pragma once

#include "base/log_event.hpp"

namespace signpost::log {

inline constexpr Event kFlip{
    "flip", Level::Warning,
    "A site, link or endpoint came up or went down by its checks; evidence says which probe "
    "saw what. Clients get other answers from now on. `signpostctl status` shows the whole."};
inline constexpr Event kBlind{
    "blind", Level::Error,
    "So much has fallen silent at once that this server rather doubts itself: verdicts stay "
    "as they were, and answers with them. Look at the network of this machine. It ends by "
    "itself when probes are answered again."};
inline constexpr Event kThawed{"thawed", Level::Warning,
                               "Probes are answered again; verdicts follow them as before."};
inline constexpr Event kFlapSuppressed{
    "flap-suppressed", Level::Warning,
    "It is up again, but has gone down so often that it is kept away from clients until it "
    "has been steady for a while. `signpostctl failback` lets it come back at once."};
inline constexpr Event kFlapReused{
    "flap-reused", Level::Info,
    "What was kept away for flapping has been steady, and is given to clients again."};
inline constexpr Event kFlipsHeldBack{
    "flips-held-back", Level::Warning,
    "More falls in a second than /health/flips_per_s_max: the further ones take effect in the "
    "seconds that follow."};
inline constexpr Event kOverrideSet{
    "override-set", Level::Warning,
    "An operator has said that something is up, drained or down; it counts in place of its "
    "checks."};
inline constexpr Event kOverrideCleared{
    "override-cleared", Level::Warning,
    "An operator has taken an override back; checks decide again."};
inline constexpr Event kOverrideExpired{"override-expired", Level::Warning,
                                        "The time of an override is over; checks decide again."};
inline constexpr Event kDrainRemoved{
    "drain-removed", Level::Info,
    "Answers with the long TTL have expired: what is drained leaves the answers now."};
inline constexpr Event kDrainFinished{
    "drain-finished", Level::Info,
    "The last answer that led to what is drained has expired. It may be switched off, unless it is "
    "told that services still give it, because nothing else of theirs is up."};
inline constexpr Event kReleased{
    "released", Level::Warning,
    "An operator lets something come back that was held back after a fall."};
inline constexpr Event kHoldEnded{
    "hold-ended", Level::Info,
    "Services whose policy has a failback with this hold_s use it again: so long ago it fell."};
inline constexpr Event kJournalTrouble{
    "journal-trouble", Level::Error,
    "The journal in /server/state cannot be written, for the reason told. Answers do not "
    "suffer; flips and overrides are kept in memory, and written when the disk takes them. A "
    "restart before that forgets them."};
inline constexpr Event kJournalWell{"journal-well", Level::Info, "The journal is written again."};
inline constexpr Event kJournalAnew{
    "journal-anew", Level::Error,
    "The journal's file is damaged: it is set aside under the name told, and a new one begun. "
    "Overrides and last verdicts were taken over as far as they could be read: look at "
    "`signpostctl override list`. Look at the disk, too."};
inline constexpr Event kReportsUnheard{
    "reports-unheard", Level::Error,
    "No reports of services can be heard at /health/reports_listen, for the reason told; what they "
    "would report stays as it was last known. Mend the address, or free it, and restart."};
inline constexpr Event kWebhookFailed{
    "webhook-failed", Level::Warning,
    "A webhook did not take a message, after all attempts; it is dropped."};

} // namespace signpost::log

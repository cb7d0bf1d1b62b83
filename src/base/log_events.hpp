// The table of log events, but for those of health (health_events.hpp): the server, its files, its
// sockets. An event is declared once, and listed in log.cpp.
#pragma once

#include "base/log_event.hpp"

namespace signpost::log {

inline constexpr Event kStarted{"started", Level::Info, "The server answers on all its addresses."};
inline constexpr Event kStopping{"stopping", Level::Info,
                                 "SIGTERM or SIGINT came; what was received is still answered."};
inline constexpr Event kStopped{"stopped", Level::Info, "Everything received was answered."};
inline constexpr Event kStartFailed{
    "start-failed", Level::Error,
    "The server could not start; the reason names the address, file or user at fault."};
inline constexpr Event kZoneLoaded{"zone-loaded", Level::Info,
                                   "A zone file was read and its zone is in service."};
inline constexpr Event kZoneRemoved{
    "zone-removed", Level::Info,
    "A zone file is gone, and with it the zone: its names are now refused."};
inline constexpr Event kZoneRefused{
    "zone-refused", Level::Error,
    "A zone file has mistakes. The last good version, if there was one, stays in service; mend "
    "the places named in the complaint lines and save the file again."};
inline constexpr Event kZonesMissing{
    "zones-missing", Level::Error,
    "The server starts without these zones, because their files have mistakes. Their names are "
    "refused until the files are mended."};
inline constexpr Event kComplaint{
    "complaint", Level::Warning,
    "One mistake or doubt in a file, as file:line:column and what is wrong."};
inline constexpr Event kMapLoaded{
    "map-loaded", Level::Info, "A file that tells where clients are was read and is in service."};
inline constexpr Event kMapRefused{
    "map-refused", Level::Error,
    "A file that tells where clients are cannot be used. What it held when it was last good, if it "
    "was, stays in service; mend the places named in the complaint lines and save it again."};
inline constexpr Event kSteeringRefused{
    "steering-refused", Level::Error,
    "Configuration, zones and maps cannot be brought together into plans, for the reason told. "
    "What can be is in force: zones and configuration with the maps of before, or else the zones "
    "alone with configuration and maps of before. Told again when the reason changes; mend what it "
    "names, and all comes into force."};
inline constexpr Event kSteering{
    "steering", Level::Info,
    "Names are steered: so many services, for so many classes of clients."};
inline constexpr Event kConfigRefused{
    "config-refused", Level::Error,
    "signpost.json has mistakes; the settings in force stay as they are."};
inline constexpr Event kConfigLoaded{
    "config-loaded", Level::Info,
    "signpost.json was read again, has no mistakes, and comes into "
    "force together with the maps it names."};
inline constexpr Event kRestartNeeded{"restart-needed", Level::Warning,
                                      "A setting changed that is fixed at start (listen addresses, "
                                      "threads, user): restart to apply."};
inline constexpr Event kSocketBuffer{
    "socket-buffer-small", Level::Warning,
    "The kernel granted a smaller socket buffer than asked for; raise net.core.rmem_max or "
    "net.core.wmem_max so that bursts are not lost."};
inline constexpr Event kFileLimit{
    "file-limit-low", Level::Warning,
    "The system allows fewer open files than the configured TCP connections and all probes at once "
    "need; raise the hard limit (LimitNOFILE= in a systemd unit) or lower "
    "/server/tcp/connections_max."};
inline constexpr Event kWatchFailed{
    "watch-failed", Level::Warning,
    "A folder cannot be watched; changes are found by looking every few seconds instead."};
inline constexpr Event kLinesLost{
    "lines-lost", Level::Warning,
    "So many lines before this one are missing: whoever reads this log did not keep up, and the "
    "server does not wait for it. Look at what is behind its standard error."};

} // namespace signpost::log

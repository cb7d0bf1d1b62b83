// Telling the operator what a load found: as log lines, and as the answer of a reload.
#pragma once

#include "app/check.hpp"
#include "control_plane/config/config.hpp"
#include "control_plane/control_socket/protocol.hpp"
#include "control_plane/maps/map_set.hpp"
#include "control_plane/steering/keeper.hpp"
#include "control_plane/zone_folder/folder.hpp"
#include "data_plane/tcp_server.hpp"
#include "data_plane/udp_server.hpp"

#include <span>
#include <string>
#include <vector>

namespace signpost::app {

/// With commas between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);
/// The first ten, for people, and how many others there are.
[[nodiscard]] std::string few_of(const std::vector<std::string>& names);
[[nodiscard]] std::vector<std::string> listen_texts(const config::Config& config);

void log_complaints(std::span<const Complaint> complaints);

/// A line for each change, after the complaints about its file.
void log_changes(std::span<const zone_folder::Change> changes);
void log_changes(std::span<const maps::Change> changes);

/// Adds what a load of the zones folder found to the report of a reload.
void add_to_report(const zone_folder::Loading& loading, control_socket::Report& report);
/// Adds what a load of maps found.
void add_to_report(const maps::Loading& loading, control_socket::Report& report);
/// Adds what came of bringing all together.
void add_to_report(const steering::Keeper& keeper, control_socket::Report& report);

[[nodiscard]] control_socket::Report report_of(const CheckOutcome& outcome);

[[nodiscard]] std::vector<control_socket::ZoneStatus> status_of(const zone_folder::Folder& folder);

[[nodiscard]] std::vector<control_socket::MapStatus> status_of(const maps::MapSet& maps);
[[nodiscard]] control_socket::SteeringStatus status_of(const steering::Keeper& keeper);

/// Those of answers summed over all threads that answer.
[[nodiscard]] std::vector<control_socket::Counted>
counters_of(const data_plane::UdpServer& udp, const data_plane::TcpServer& tcp,
            const control_socket::HealthStatus& health);

[[nodiscard]] std::vector<std::string> texts_of(std::span<const Complaint> complaints);

} // namespace signpost::app

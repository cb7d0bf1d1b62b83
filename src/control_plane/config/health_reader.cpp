#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"

namespace signpost::config {
namespace {

void read_webhooks(Reading& reading) {
    const auto items = items_of(member_of(reading.root, "webhooks"));
    for (std::size_t i = 0; i < items.size(); ++i) {
        Webhook webhook{.url = text_at(items[i], "url"), .name = below("/webhooks", i)};
        if (const std::string* url = text_of(&items[i])) webhook.url = *url;
        webhook.headers = pairs_of(member_of(items[i], "headers"));
        reading.steering.health.webhooks.push_back(std::move(webhook));
    }
}

} // namespace

void read_health(Reading& reading) {
    if (const Node* health = member_of(reading.root, "health"))
        if (const Node* anchors = member_of(*health, "anchors"))
            reading.steering.health.anchors = watch_of(reading, *anchors, "/health/anchors");
    read_webhooks(reading);
}

} // namespace signpost::config

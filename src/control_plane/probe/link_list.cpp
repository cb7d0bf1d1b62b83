#include "control_plane/probe/link_list.hpp"

#include "control_plane/probe/link_message.hpp"

#include <algorithm>

namespace signpost::probe {

void LinkList::begin() {
    is_torn_ = false;
    for (auto& [index, link] : links_)
        link.is_listed = false;
}

LinkList::End LinkList::take_in(Bytes messages) {
    End last = End::None;
    while (const std::optional<LinkMessage> message = take_link_message(messages)) {
        is_torn_ |= message->is_interrupted;
        switch (message->kind) {
        case LinkMessage::Kind::Present: {
            Link& link = links_[message->index];
            if (!message->name.empty()) link.name = message->name;
            link.is_up = message->is_up;
            link.has_carrier = message->has_carrier;
            link.is_listed = true;
            break;
        }
        case LinkMessage::Kind::Gone:
            links_.erase(message->index);
            break;
        case LinkMessage::Kind::EndOfList:
            last = end();
            break;
        case LinkMessage::Kind::Other:
            break;
        }
    }
    return last;
}

LinkList::End LinkList::end() {
    if (is_torn_) return End::Torn;
    std::erase_if(links_, [](const auto& link) { return !link.second.is_listed; });
    is_complete_ = true;
    return End::Whole;
}

std::string LinkList::fault_of(const std::string& interface) const {
    if (!is_complete_) return {};
    const auto found = std::ranges::find_if(
        links_, [&interface](const auto& link) { return link.second.name == interface; });
    if (found == links_.end()) return "there is no interface " + interface;
    if (!found->second.is_up) return "interface " + interface + " is down";
    return found->second.has_carrier ? "" : "interface " + interface + " has no carrier";
}

} // namespace signpost::probe

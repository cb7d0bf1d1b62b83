#include "data_plane/udp_port.hpp"

#include <cassert>
#include <cerrno>
#include <chrono>
#include <thread>

namespace signpost::data_plane {
namespace {

/// Nothing a datagram can do makes receiving fail; should the kernel run out of memory, asking
/// again at once would only burn what is left.
void rest_after_failure() noexcept {
    if (errno != EAGAIN && errno != EINTR)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
}

} // namespace

UdpPort::UdpPort(std::vector<BoundSocket> sockets) {
    assert(!sockets.empty());
    for (BoundSocket& bound : sockets)
        batches_.push_back(std::make_unique<UdpBatch>(std::move(bound.socket), bound.address));
    current_ = batches_.front().get();
    if (batches_.size() == 1) return;

    epoll_ = Fd(::epoll_create1(EPOLL_CLOEXEC));
    for (const auto& batch : batches_) {
        epoll_event event{.events = EPOLLIN, .data = {.ptr = batch.get()}};
        [[maybe_unused]] const int status =
            ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, batch->socket(), &event);
        assert(status == 0);
    }
}

Wait UdpPort::wait() noexcept {
    // stop() sets the flag before it wakes, so a wait that slips past the test does not block.
    while (!stopping_.load(std::memory_order_acquire))
        if (epoll_.is_open() ? receive_any_socket() : receive_one_socket()) return Wait::Packets;
    return drain();
}

bool UdpPort::receive_one_socket() noexcept {
    if (current_->receive(MSG_WAITFORONE)) return true;
    rest_after_failure();
    return false;
}

bool UdpPort::receive_any_socket() noexcept {
    while (ready_next_ < ready_count_) {
        current_ = static_cast<UdpBatch*>(ready_[ready_next_++].data.ptr);
        if (current_->receive(MSG_DONTWAIT)) return true;
        rest_after_failure();
    }
    const int count = ::epoll_wait(epoll_.number(), ready_.data(), kEvents, -1);
    ready_count_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    ready_next_ = 0;
    return false;
}

/// Hands out what the socket buffers held when stop() came. Under a flood they never run empty, so
/// what can be taken from each is bounded.
Wait UdpPort::drain() noexcept {
    for (; draining_ < batches_.size(); ++draining_, drain_batches_ = 0) {
        current_ = batches_[draining_].get();
        current_->reset();
        if (++drain_batches_ <= kDrainBatches && current_->receive(MSG_DONTWAIT))
            return Wait::Packets;
    }
    return Wait::Stopped;
}

void UdpPort::stop() noexcept {
    stopping_.store(true, std::memory_order_release);
    for (const auto& batch : batches_)
        batch->wake();
}

std::uint64_t UdpPort::lost() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& batch : batches_)
        sum += batch->lost().value();
    return sum;
}

} // namespace signpost::data_plane

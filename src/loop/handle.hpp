// Ownership of libuv handles: shared by the files of this folder, of no use outside it.
//
// libuv keeps a closed handle until its next turn, and a callback may destroy the very object it
// was called on. So the handle and its callbacks live in one State on the heap, and the State goes
// when libuv lets go of it.
#pragma once

#include <uv.h>

#include <memory>
#include <utility>

namespace signpost::loop {

/// Ends the process if libuv could not do what only a broken invariant or exhausted memory
/// prevents.
void require(int status, const char* call);

template <class Uv>
[[nodiscard]] uv_handle_t* as_handle(Uv& uv) noexcept {
    return static_cast<uv_handle_t*>(static_cast<void*>(&uv));
}

/// Owns a State, whose member `uv` is the handle, from its uv_…_init() to its close callback.
template <class State>
class Owned {
public:
    /// `init(uv)` calls the uv_…_init() and returns its status.
    template <class Init>
    Owned(std::unique_ptr<State> state, Init init)
        : state_(std::move(state)), status_(init(&state_->uv)) {
        state_->uv.data = state_.get();
    }
    ~Owned() {
        if (status_ == 0) uv_close(as_handle(state_.release()->uv), &free_state);
    }
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;

    [[nodiscard]] int status() const noexcept { return status_; } ///< What `init` returned.
    State* operator->() const noexcept { return state_.get(); }
    State& operator*() const noexcept { return *state_; }

private:
    static void free_state(uv_handle_t* handle) {
        const std::unique_ptr<State> state(static_cast<State*>(handle->data));
    }

    std::unique_ptr<State> state_;
    int status_;
};

} // namespace signpost::loop

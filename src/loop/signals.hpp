// The operator's signals, delivered on the loop. While one of these lives, the signals it names no
// longer end the process.
#pragma once

#include "loop/loop.hpp"

namespace signpost::loop {

class Signal {
public:
    Signal(Loop& loop, int number, Callback on_signal);

private:
    struct State {
        uv_signal_t uv{};
        Callback on_signal;
    };
    Owned<State> state_;
};

class Signals {
public:
    /// SIGTERM and SIGINT call `on_stop`, each time they come; SIGHUP calls `on_reload`.
    Signals(Loop& loop, const Callback& on_stop, const Callback& on_reload);

private:
    Signal terminate_;
    Signal interrupt_;
    Signal hang_up_;
};

} // namespace signpost::loop

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "signal-cleanup.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace ns3
{

namespace
{

/// The signals that end a program from outside.
constexpr std::array<int, 3> SIGNALS = {SIGINT, SIGTERM, SIGHUP};

/// All that is to be done. Never destroyed: the thread may come to it while the program ends.
struct State
{
    std::mutex mutex;                          ///< of what follows
    std::set<std::function<void()>*> cleanups; ///< what is to be done
    std::set<int> taken;                       ///< signals that have the handler
};

/// Process that has the thread; a child that it forks has none.
volatile std::sig_atomic_t g_owner = 0;
/// The handler's end of the pipe.
volatile std::sig_atomic_t g_writeEnd = -1;

/// @return what is to be done
State&
GetState()
{
    static auto* state = new State;
    return *state;
}

/// @param signals get back what they do by default
void
LeaveAlone(std::set<int>& signals)
{
    for (const int signal : signals)
    {
        std::signal(signal, SIG_DFL);
    }
    signals.clear();
}

extern "C"
{
    /// Wakes the thread: hardly a function may be called here (signal-safety(7)). @param signal
    /// came
    static void LispOnEndingSignal(int signal)
    {
        const int before = errno;
        const auto octet = static_cast<unsigned char>(signal);
        if (getpid() != g_owner || write(g_writeEnd, &octet, 1) != 1)
        {
            std::signal(signal, SIG_DFL);
            raise(signal);
        }
        errno = before;
    }
}

/// Waits for a signal, does what is to be done, and ends the program. @param readEnd of the pipe
void
Wait(int readEnd)
{
    unsigned char octet = 0;
    while (read(readEnd, &octet, 1) != 1)
    {
        if (errno != EINTR)
        {
            return;
        }
    }
    auto& state = GetState();
    // Held until the end: nobody is to undo or go on with what is cleaned up.
    state.mutex.lock();
    // The same signal again ends the program at once.
    LeaveAlone(state.taken);
    for (const auto* cleanup : state.cleanups)
    {
        (*cleanup)();
    }
    kill(getpid(), octet);
}

/// Start the thread, if this process has none. @return false if it cannot be started
bool
Start()
{
    if (g_owner == getpid())
    {
        return true;
    }
    int ends[2];
    if (pipe(ends) != 0)
    {
        return false;
    }
    for (const int end : ends)
    {
        fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    try
    {
        std::thread(Wait, ends[0]).detach();
    }
    catch (const std::system_error&)
    {
        close(ends[0]);
        close(ends[1]);
        return false;
    }
    g_writeEnd = ends[1];
    g_owner = getpid();
    return true;
}

} // namespace

SignalCleanup::SignalCleanup(std::function<void()> cleanup)
    : m_cleanup(std::move(cleanup))
{
    auto& state = GetState();
    const auto lock = Hold();
    if (!Start())
    {
        return;
    }
    state.cleanups.insert(&m_cleanup);
    for (const int signal : SIGNALS)
    {
        struct sigaction before;
        if (sigaction(signal, nullptr, &before) == 0 && !(before.sa_flags & SA_SIGINFO) &&
            before.sa_handler == SIG_DFL)
        {
            struct sigaction action = {};
            action.sa_handler = LispOnEndingSignal;
            action.sa_flags = SA_RESTART;
            sigemptyset(&action.sa_mask);
            sigaction(signal, &action, nullptr);
            state.taken.insert(signal);
        }
    }
}

std::unique_lock<std::mutex>
SignalCleanup::Hold()
{
    return std::unique_lock<std::mutex>(GetState().mutex);
}

SignalCleanup::~SignalCleanup()
{
    auto& state = GetState();
    const auto lock = Hold();
    state.cleanups.erase(&m_cleanup);
    if (state.cleanups.empty())
    {
        LeaveAlone(state.taken);
    }
}

} // namespace ns3

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef SIGNAL_CLEANUP_H
#define SIGNAL_CLEANUP_H

#include <functional>
#include <mutex>

namespace ns3
{

/**
 * @brief Has something done before SIGINT, SIGTERM or SIGHUP ends the program.
 *
 * The program still ends by the signal, so that its status is the usual one. A signal that is
 * ignored, as after nohup, or that has a handler of its own, as SIGINT in Python, is left alone.
 */
class SignalCleanup
{
  public:
    /// @param cleanup called in a thread of its own, while others go on; must not throw
    explicit SignalCleanup(std::function<void()> cleanup);
    /// It is no longer called. Does not return if it is being called.
    ~SignalCleanup();

    /// @return a lock: while it is held, no cleanup begins, and no signal ends the program
    static std::unique_lock<std::mutex> Hold();

    SignalCleanup(const SignalCleanup&) = delete;
    SignalCleanup& operator=(const SignalCleanup&) = delete;

  private:
    std::function<void()> m_cleanup; //!< what is done
};

} // namespace ns3

#endif /* SIGNAL_CLEANUP_H */

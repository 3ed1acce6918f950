/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "parallel-runs.h"

#include "run-progress.h"
#include "signal-cleanup.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <poll.h>
#include <stdexcept>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace ns3
{

namespace
{

/// How a run ended: the first octet of what it tells.
enum Ending : char
{
    DONE = 'd',    ///< a result follows
    MISTAKE = 'm', ///< what a std::invalid_argument says follows
    FAILURE = 'f', ///< what another exception says follows
};

/// How long to wait for a run before the progress is drawn again, in milliseconds.
constexpr int DRAW_INTERVAL = 1000;

/// Signals do not come while there is one of these: between a fork and the child's own handlers.
class SignalsBlocked
{
  public:
    SignalsBlocked()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }

    ~SignalsBlocked()
    {
        Restore();
    }

    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

    /// They come again.
    void Restore() const
    {
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

  private:
    sigset_t m_before; //!< what was blocked
};

/// @param signal does again what it does by default, unless it is ignored, as after nohup
void
LeaveToDefault(int signal)
{
    if (std::signal(signal, SIG_DFL) == SIG_IGN)
    {
        std::signal(signal, SIG_IGN);
    }
}

/// @param pipe where to @param text what @return false if the other end is gone
bool
WriteAll(int pipe, const std::string& text)
{
    for (std::size_t written = 0; written < text.size();)
    {
        const ssize_t count = write(pipe, text.data() + written, text.size() - written);
        if (count > 0)
        {
            written += count;
        }
        else if (errno != EINTR)
        {
            return false;
        }
    }
    return true;
}

/// @param process a child @return its status, once it has ended
int
WaitFor(int process)
{
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR)
    {
    }
    return status;
}

} // namespace

ParallelRuns::ParallelRuns(uint64_t runs, uint64_t jobs, Job job, Name name)
    : m_runs(runs),
      m_jobs(jobs > 0 ? jobs : std::max(std::thread::hardware_concurrency(), 1U)),
      m_job(std::move(job)),
      m_name(std::move(name)),
      m_results(runs)
{
    // The list stays as it is: the other thread may be reading from one of them.
    m_cleanup = std::make_unique<SignalCleanup>([this]() {
        for (const auto& [run, child] : m_children)
        {
            kill(child.process, SIGKILL);
            WaitFor(child.process);
        }
    });
}

ParallelRuns::~ParallelRuns()
{
    // First: a signal's cleanup goes through the same list.
    m_cleanup.reset();
    for (const auto& [run, child] : m_children)
    {
        kill(child.process, SIGKILL);
        WaitFor(child.process);
        close(child.pipe);
    }
}

uint64_t
ParallelRuns::GetJobs() const
{
    return m_jobs;
}

void
ParallelRuns::Start(uint64_t processes)
{
    while (processes-- > 0 && m_next < m_runs && StartNext())
    {
    }
}

bool
ParallelRuns::StartNext()
{
    int ends[2];
    if (pipe(ends) != 0)
    {
        throw std::runtime_error(std::string("could not make a pipe: ") + std::strerror(errno));
    }
    // What waits in buffers would be written by both.
    std::cout.flush();
    std::cerr.flush();
    std::fflush(nullptr);
    const int parent = getpid();
    const SignalsBlocked blocked;
    // The child is to be in the list before a signal's cleanup goes through it.
    auto lock = SignalCleanup::Hold();
    const int process = fork();
    if (process == 0)
    {
        lock.unlock();
        close(ends[0]);
        for (const auto& [run, child] : m_children)
        {
            close(child.pipe);
        }
        // A terminal interrupts all its processes: it is the parent that decides.
        std::signal(SIGINT, SIG_IGN);
        LeaveToDefault(SIGTERM);
        LeaveToDefault(SIGHUP);
#ifdef __linux__
        prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        if (getppid() != parent)
        {
            _exit(1);
        }
        blocked.Restore();
        DoRun(m_next, ends[1]);
    }
    const int error = errno;
    close(ends[1]);
    if (process < 0)
    {
        close(ends[0]);
        if (!m_children.empty())
        {
            return false;
        }
        throw std::runtime_error(std::string("could not start a process: ") + std::strerror(error));
    }
    m_children[m_next++] = {process, ends[0], ""};
    return true;
}

void
ParallelRuns::DoRun(uint64_t run, int pipe) const
{
    std::string told;
    try
    {
        told = static_cast<char>(DONE) + m_job(run);
    }
    catch (const std::invalid_argument& mistake)
    {
        told = static_cast<char>(MISTAKE) + std::string(mistake.what());
    }
    catch (const std::exception& failure)
    {
        told = static_cast<char>(FAILURE) + std::string(failure.what());
    }
    // Not std::exit: what is to be done at the end is the parent's to do.
    _exit(WriteAll(pipe, told) ? 0 : 1);
}

bool
ParallelRuns::Read(uint64_t run)
{
    auto& child = m_children.at(run);
    std::array<char, 65536> octets;
    const ssize_t count = read(child.pipe, octets.data(), octets.size());
    if (count < 0)
    {
        return errno == EINTR || errno == EAGAIN;
    }
    child.told.append(octets.data(), count);
    if (child.told.size() > MAX_OCTETS)
    {
        throw std::runtime_error(m_name(run) + ": tells more than " + std::to_string(MAX_OCTETS) +
                                 " octets");
    }
    return count > 0;
}

void
ParallelRuns::End(uint64_t run)
{
    const auto lock = SignalCleanup::Hold();
    auto& child = m_children.at(run);
    const int status = WaitFor(child.process);
    close(child.pipe);
    const std::string told = std::move(child.told);
    m_children.erase(run);
    if (WIFSIGNALED(status))
    {
        const int signal = WTERMSIG(status);
        throw std::runtime_error(m_name(run) + ": ended by signal " + std::to_string(signal) +
                                 " (" + strsignal(signal) + ")");
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || told.empty())
    {
        throw std::runtime_error(m_name(run) + ": ended without a result, with status " +
                                 std::to_string(WEXITSTATUS(status)));
    }
    if (told.front() == MISTAKE)
    {
        throw std::invalid_argument(m_name(run) + ": " + told.substr(1));
    }
    if (told.front() != DONE)
    {
        throw std::runtime_error(m_name(run) + ": " + told.substr(1));
    }
    m_results[run] = told.substr(1);
}

std::vector<std::string>
ParallelRuns::Finish(RunProgress* progress, uint64_t before)
{
    while (true)
    {
        while (m_next < m_runs && m_children.size() < m_jobs && StartNext())
        {
        }
        if (progress)
        {
            progress->Show(before + m_next - m_children.size());
        }
        if (m_children.empty())
        {
            return m_results;
        }
        std::vector<pollfd> pipes;
        std::vector<uint64_t> runs;
        for (const auto& [run, child] : m_children)
        {
            pipes.push_back({child.pipe, POLLIN, 0});
            runs.push_back(run);
        }
        if (poll(pipes.data(), pipes.size(), DRAW_INTERVAL) < 0 && errno != EINTR)
        {
            throw std::runtime_error(std::string("could not wait for runs: ") +
                                     std::strerror(errno));
        }
        for (std::size_t i = 0; i < pipes.size(); i++)
        {
            if (pipes[i].revents != 0 && !Read(runs[i]))
            {
                End(runs[i]);
            }
        }
    }
}

} // namespace ns3

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef PARALLEL_RUNS_H
#define PARALLEL_RUNS_H

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class RunProgress;
class SignalCleanup;

/**
 * @brief Does runs in processes of their own, several at a time, and collects what each tells.
 *
 * ns-3 has one simulation in a process; a process that is forked for each run has it to itself, and
 * needs neither a second program nor its start. A run tells its result as octets through a pipe.
 * What it writes to its streams and has not flushed is lost: it ends without the destructors and
 * the exit handlers that are its parent's.
 *
 * The first run that fails ends all others, and none of them outlives this object or its process,
 * however that ends.
 */
class ParallelRuns
{
  public:
    /// A run, by its number from 0 on, in a process of its own. @return what it has to tell
    using Job = std::function<std::string(uint64_t)>;
    /// @return what people call a run, by its number: "seed 7"
    using Name = std::function<std::string(uint64_t)>;

    /// The most octets that a run may tell.
    static constexpr std::size_t MAX_OCTETS = 16 << 20;

    /**
     * @param runs how many there are
     * @param jobs how many at a time; 0: as many as there are processors
     * @param job does a run
     * @param name says which run failed
     */
    ParallelRuns(uint64_t runs, uint64_t jobs, Job job, Name name);
    ~ParallelRuns();

    ParallelRuns(const ParallelRuns&) = delete;
    ParallelRuns& operator=(const ParallelRuns&) = delete;

    /// @return how many processes there are at a time
    uint64_t GetJobs() const;

    /**
     * @brief Let the first runs begin, and return at once: the caller has something to do itself.
     * @param processes how many, at most
     * @throws std::runtime_error if no process can be started
     */
    void Start(uint64_t processes);

    /**
     * @brief Do all that is left, and wait for the last one.
     * @param progress is told how many have ended; null: nobody is
     * @param before added to that number
     * @return what each has told, in the order of their numbers
     * @throws std::invalid_argument or std::runtime_error, as what a run threw, with its name; the
     * latter if it ended otherwise than by its end
     */
    std::vector<std::string> Finish(RunProgress* progress = nullptr, uint64_t before = 0);

  private:
    /// A run that is under way.
    struct Child
    {
        int process;      //!< its number
        int pipe;         //!< the end to read from
        std::string told; //!< so far: how it ended, then what it has to tell
    };

    /// Let the next run begin. @return false if no process can be started while others are there
    bool StartNext();
    /// @param run to be done, in its own process @param pipe the end to write to
    [[noreturn]] void DoRun(uint64_t run, int pipe) const;
    /// @param run has something to tell @return false if that was all
    bool Read(uint64_t run);
    /// @param run has told all: let its process end, and keep what it told
    void End(uint64_t run);

    uint64_t m_runs;                          //!< how many there are
    uint64_t m_jobs;                          //!< at a time
    Job m_job;                                //!< does a run
    Name m_name;                              //!< names a run
    uint64_t m_next{0};                       //!< the next to begin
    std::map<uint64_t, Child> m_children;     //!< under way, by number of the run
    std::vector<std::string> m_results;       //!< of those that have ended
    std::unique_ptr<SignalCleanup> m_cleanup; //!< ends them when a signal ends this process
};

} // namespace ns3

#endif /* PARALLEL_RUNS_H */

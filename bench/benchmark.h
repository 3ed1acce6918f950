/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef BENCHMARK_H
#define BENCHMARK_H

#include <cstdint>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{

/// What a benchmark measured.
struct BenchmarkResult
{
    std::vector<std::pair<std::string, double>> figures; //!< name and value, in order
    std::string measured;                                //!< how, one or two sentences
};

/// @return CPU time of this process, in nanoseconds
inline double
GetCpuTime()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/**
 * @brief A benchmark of `./lisp bench`. One static object of this type in a source file of bench/
 * makes it known.
 */
class Benchmark
{
  public:
    /**
     * @param name the key of its figures in the result
     * @param brief what it measures, one line
     * @param run measures; gets the seed of its random numbers
     */
    Benchmark(const std::string& name,
              const std::string& brief,
              std::function<BenchmarkResult(uint64_t)> run)
        : m_name(name),
          m_brief(brief),
          m_run(std::move(run))
    {
        GetAll().push_back(this);
    }

    Benchmark(const Benchmark&) = delete;
    Benchmark& operator=(const Benchmark&) = delete;

    /// @return every benchmark there is
    static std::vector<const Benchmark*>& GetAll()
    {
        static std::vector<const Benchmark*> all;
        return all;
    }

    /// @return the key of its figures in the result
    const std::string& GetName() const
    {
        return m_name;
    }

    /// @return what it measures, one line
    const std::string& GetBrief() const
    {
        return m_brief;
    }

    /// @param seed of random numbers @return what it measured
    BenchmarkResult Run(uint64_t seed) const
    {
        return m_run(seed);
    }

  private:
    std::string m_name;                             //!< key
    std::string m_brief;                            //!< one line
    std::function<BenchmarkResult(uint64_t)> m_run; //!< measures
};

} // namespace ns3

#endif /* BENCHMARK_H */

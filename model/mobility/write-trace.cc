/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "write-trace.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace ns3
{

namespace
{

constexpr std::size_t MAX_LENGTH = 255;            //!< characters of a line
constexpr uint64_t MAX_LINES = uint64_t{1} << 20;  //!< lines with writes
constexpr uint64_t MAX_WRITES = uint64_t{1} << 24; //!< writes of all lines
constexpr std::size_t MAX_QUOTED = 32;             //!< characters of a faulty word that are told

/// Reads one file, line by line.
class TraceReader
{
  public:
    /// @param file its name @param pages of the memory
    TraceReader(const std::string& file, uint64_t pages)
        : m_file(file),
          m_pages(pages),
          m_stream(file, std::ios::binary)
    {
        if (!m_stream)
        {
            FailToRead();
        }
    }

    /// @return the lines with writes
    std::vector<WriteTraceLine> Read()
    {
        std::string_view line;
        while (GetLine(line))
        {
            ReadLine(line);
        }
        if (m_lines.empty())
        {
            Fail("no write up to the end of the file; accepted are lines 'time_s page [pages]'");
        }
        return std::move(m_lines);
    }

  private:
    /// @param what is wrong and what is accepted
    [[noreturn]] void Fail(const std::string& what) const
    {
        throw std::invalid_argument(m_file + ":" + std::to_string(m_number) + ": " + what);
    }

    /// The file system refuses.
    [[noreturn]] void FailToRead() const
    {
        // The stream's own exceptions do not tell the reason; the call that failed left it here.
        const std::string line = m_number == 0 ? "" : ":" + std::to_string(m_number);
        throw std::invalid_argument(m_file + line + ": cannot be read: " + std::strerror(errno) +
                                    "; accepted is a file with lines 'time_s page [pages]'");
    }

    /// @param word of the file @return it as may be shown
    static std::string Quote(std::string_view word)
    {
        std::string quoted(word.substr(0, MAX_QUOTED));
        std::replace_if(
            quoted.begin(),
            quoted.end(),
            [](char c) { return c < ' ' || c > '~'; },
            '?');
        return "'" + quoted + (word.size() > MAX_QUOTED ? "...'" : "'");
    }

    /// @param line [out] the next line, without its end @return whether there is one
    bool GetLine(std::string_view& line)
    {
        errno = 0;
        m_stream.getline(m_buffer.data(), m_buffer.size());
        const auto length = static_cast<std::size_t>(m_stream.gcount());
        if (m_stream.bad())
        {
            FailToRead();
        }
        if (m_stream.eof() && length == 0)
        {
            return false;
        }
        ++m_number;
        if (m_stream.fail())
        {
            Fail("a line of more than " + std::to_string(MAX_LENGTH) +
                 " characters; accepted are lines 'time_s page [pages]'");
        }
        line = std::string_view(m_buffer.data(), m_stream.eof() ? length : length - 1);
        return true;
    }

    /// @param line without its end
    void ReadLine(std::string_view line)
    {
        const auto binary = std::find_if(line.begin(), line.end(), [](char c) {
            return (c >= 0 && c < ' ' && c != '\t' && c != '\r') || c == '\x7f';
        });
        if (binary != line.end())
        {
            Fail("an octet that is no text, at character " +
                 std::to_string(binary - line.begin() + 1) +
                 "; accepted are lines 'time_s page [pages]'");
        }
        line = line.substr(0, line.find('#'));
        std::array<std::string_view, 3> words;
        std::size_t count = 0;
        std::size_t begin = 0;
        while ((begin = line.find_first_not_of(" \t\r", begin)) != std::string_view::npos)
        {
            const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
            if (count == words.size())
            {
                Fail("more than three fields, from " + Quote(line.substr(begin, end - begin)) +
                     " on; accepted is 'time_s page [pages]'");
            }
            words[count++] = line.substr(begin, end - begin);
            begin = end;
        }
        if (count == 0)
        {
            return;
        }
        if (count == 1)
        {
            Fail("no page after the time " + Quote(words[0]) +
                 "; accepted is 'time_s page [pages]'");
        }
        WriteTraceLine write;
        write.number = m_number;
        write.when = GetTime(words[0]);
        write.page = GetNumber(words[1], "page");
        write.pages = count == 3 ? GetNumber(words[2], "number of pages") : 1;
        Add(write);
    }

    /// @param word a time in seconds @return it
    Time GetTime(std::string_view word) const
    {
        // What Time can hold, and repeats of it can be counted with.
        static const double MAX_SECONDS = static_cast<double>(std::numeric_limits<int64_t>::max()) /
                                          4 / static_cast<double>(Seconds(1).GetTimeStep());
        const std::string text(word);
        char* end = nullptr;
        const double seconds = std::strtod(text.c_str(), &end);
        // strtod takes "inf", "nan" and hexadecimal numbers too.
        if (text.find_first_not_of("0123456789.eE+-") != std::string::npos ||
            end != text.c_str() + text.size())
        {
            Fail("the time " + Quote(word) + " is no number; accepted are seconds from 0");
        }
        if (!(seconds >= 0 && seconds <= MAX_SECONDS))
        {
            Fail("the time " + Quote(word) + " is " + (seconds < 0 ? "negative" : "too large") +
                 "; accepted are seconds from 0 to " +
                 std::to_string(static_cast<uint64_t>(MAX_SECONDS)));
        }
        return Seconds(seconds);
    }

    /// @param word a whole number @param what it means @return it
    uint64_t GetNumber(std::string_view word, const std::string& what) const
    {
        uint64_t number = 0;
        const char* last = word.data() + word.size();
        const auto [end, error] = std::from_chars(word.data(), last, number);
        if (error == std::errc::result_out_of_range && end == last)
        {
            // Larger than any memory: what is said of those beyond it fits.
            return std::numeric_limits<uint64_t>::max();
        }
        if (error != std::errc() || end != last)
        {
            Fail("the " + what + " " + Quote(word) + " is no whole number from 0");
        }
        return number;
    }

    /// @param write of a line
    void Add(const WriteTraceLine& write)
    {
        if (write.pages == 0)
        {
            Fail("0 pages are no write; accepted are 1 or more");
        }
        if (write.page >= m_pages || write.pages > m_pages - write.page)
        {
            const uint64_t beyond = std::max(write.page, m_pages);
            Fail("page " + std::to_string(beyond) + " is beyond the memory; accepted are 0 to " +
                 std::to_string(m_pages - 1));
        }
        if (!m_lines.empty() && write.when < m_lines.back().when)
        {
            Fail("the time " + std::to_string(write.when.GetSeconds()) +
                 " s is before that of line " + std::to_string(m_lines.back().number) +
                 "; accepted are times that ascend");
        }
        m_total += write.pages;
        if (m_lines.size() == MAX_LINES || m_total > MAX_WRITES)
        {
            Fail("too long a trace; accepted are " + std::to_string(MAX_LINES) + " lines with " +
                 std::to_string(MAX_WRITES) + " pages in all");
        }
        m_lines.push_back(write);
    }

    std::string m_file;                          //!< its name
    uint64_t m_pages;                            //!< of the memory
    std::ifstream m_stream;                      //!< the file
    std::array<char, MAX_LENGTH + 1> m_buffer{}; //!< a line and a NUL
    uint64_t m_number{0};                        //!< of the line
    uint64_t m_total{0};                         //!< pages of all lines
    std::vector<WriteTraceLine> m_lines;         //!< so far
};

} // namespace

std::vector<WriteTraceLine>
ReadWriteTrace(const std::string& file, uint64_t pages)
{
    return TraceReader(file, pages).Read();
}

} // namespace ns3

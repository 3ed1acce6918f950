/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-rules.h"

#include "accepted-words.h"
#include "migration-kinds.h"

#include "ns3/guest-memory.h"
#include "ns3/migration-message.h"
#include "ns3/write-trace.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace ns3
{

namespace
{

using Words = std::vector<std::string>;

/// What becomes of a parameter that is asked for where it has no effect.
enum class Idle : uint8_t
{
    REFUSED, //!< it is about a part that is not there
    NOTED,   //!< it is of the machine, which is there whichever way it is moved
};

/// What a parameter counts with.
struct Row
{
    const char* name;  //!< of the parameter
    Words values;      //!< which the row is about; none: all
    const char* other; //!< another parameter
    Words accepted;    //!< its values with which this one counts
    Idle idle;         //!< what becomes of it with others
};

/// @return what counts with what: all there is to say of two parameters that are words
const std::vector<Row>&
GetTable()
{
    const Words copied{"pre-copy", "post-copy"};
    const Words paused{"pre-copy", "post-copy", "stop-and-copy"};
    static const std::vector<Row> table = {
        {"extension", {}, "mode", {"extended-subnet"}, Idle::REFUSED},
        {"without", {"hsrp-filter"}, "mode", {"extended-subnet"}, Idle::REFUSED},
        {"without",
         {"virtual-mac", "home-gateway", "proxy-arp"},
         "mode",
         {"across-subnet"},
         Idle::REFUSED},
        {"update", {}, "system", {"lisp"}, Idle::REFUSED},
        // Hosts and core of different families need a tunnel between sites.
        {"family", {"ipv4-over-ipv6", "ipv6-over-ipv4"}, "system", {"lisp"}, Idle::REFUSED},
        {"rate-control", {}, "migration", {"pre-copy"}, Idle::REFUSED},
        {"stop-pages", {}, "migration", {"pre-copy"}, Idle::REFUSED},
        {"max-rounds", {}, "migration", {"pre-copy"}, Idle::REFUSED},
        {"max-sent", {}, "migration", {"pre-copy"}, Idle::REFUSED},
        {"downtime-limit", {}, "migration", {"pre-copy"}, Idle::REFUSED},
        {"prepaging", {}, "migration", {"post-copy"}, Idle::REFUSED},
        {"cold", {}, "migration", {"cold"}, Idle::REFUSED},
        {"shutdown-time", {}, "migration", {"cold"}, Idle::REFUSED},
        {"boot-time", {}, "migration", {"cold"}, Idle::REFUSED},
        {"pause-buffer", {}, "migration", paused, Idle::REFUSED},
        {"disk", {}, "storage", {"local"}, Idle::REFUSED},
        {"write-trace", {}, "write-pattern", {"trace"}, Idle::REFUSED},
        {"write-rate", {}, "write-pattern", {"constant", "working-set"}, Idle::REFUSED},
        {"hot-share", {}, "write-pattern", {"working-set"}, Idle::REFUSED},
        {"hot-writes", {}, "write-pattern", {"working-set"}, Idle::REFUSED},
        {"total-share", {}, "write-pattern", {"working-set"}, Idle::REFUSED},
        {"write-rate", {}, "migration", copied, Idle::NOTED},
        {"write-pattern", {}, "migration", copied, Idle::NOTED},
        {"write-trace", {}, "migration", copied, Idle::NOTED},
        {"hot-share", {}, "migration", copied, Idle::NOTED},
        {"hot-writes", {}, "migration", copied, Idle::NOTED},
        {"total-share", {}, "migration", copied, Idle::NOTED},
        {"vcpus", {}, "migration", {"post-copy"}, Idle::NOTED},
    };
    return table;
}

/// @param all some words @param word a word @return true if it is one of them
bool
Has(const Words& all, const std::string& word)
{
    return std::find(all.begin(), all.end(), word) != all.end();
}

/// @param value a number @return its text
std::string
Format(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

/// Complains in the words of who asks.
class Complaint
{
  public:
    /// @param words how parameters are called
    explicit Complaint(const VmMobilityWords& words)
        : m_words(words)
    {
    }

    /// @param name of a parameter @return it and its value
    std::string Show(const std::string& name) const
    {
        return m_words.prefix(name) + m_words.quote(m_words.getValue(name));
    }

    /// @param name of a parameter @param values of it @return it with any of them
    std::string ShowAny(const std::string& name, const Words& values) const
    {
        std::string any = m_words.prefix(name) + m_words.quote(values.front());
        for (std::size_t i = 1; i < values.size(); i++)
        {
            any += (i + 1 < values.size() ? ", " : " or ") + m_words.quote(values[i]);
        }
        return any;
    }

    /// @param name of a parameter @param accepted values @throws std::invalid_argument always
    [[noreturn]] void Refuse(const std::string& name, const std::string& accepted) const
    {
        throw std::invalid_argument(Show(name) + ": accepted: " + accepted);
    }

    /// @param name of a parameter @param other one beside which it makes no sense
    /// @param accepted instead @throws std::invalid_argument always
    [[noreturn]] void RefuseBeside(const std::string& name,
                                   const std::string& other,
                                   const std::string& accepted) const
    {
        throw std::invalid_argument(Show(name) + " with " + Show(other) + ": " + accepted);
    }

    /// @param name of a parameter @param value its value @param all that are accepted
    /// @throws std::invalid_argument if it is none of them
    void CheckWord(const std::string& name, const std::string& value, const Words& all) const
    {
        ns3::CheckWord(Show(name), value, all);
    }

    /// @param name of a parameter @param value its value @throws std::invalid_argument if zero
    void CheckSome(const std::string& name, uint64_t value) const
    {
        if (value == 0)
        {
            Refuse(name, "more than 0");
        }
    }

    /// @param name of a parameter @param value its value @param least accepted @param most accepted
    /// @throws std::invalid_argument if it is beyond
    void CheckNumber(const std::string& name, double value, double least, double most) const
    {
        // Not by its opposite: it may be no number.
        if (!(value >= least && value <= most))
        {
            Refuse(name, "a number from " + Format(least) + " to " + Format(most));
        }
    }

  private:
    const VmMobilityWords& m_words; //!< how parameters are called
};

/// @param own parameters @param complaint of who asks @throws std::invalid_argument if a word is
/// none that there is
void
CheckWords(const VmMobilityParameters& own, const Complaint& complaint)
{
    complaint.CheckWord("mode", own.mode, {"extended-subnet", "across-subnet"});
    complaint.CheckWord("family", own.family, {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"});
    complaint.CheckWord("without",
                        own.without,
                        {"nothing", "hsrp-filter", "virtual-mac", "home-gateway", "proxy-arp"});
    complaint.CheckWord("migration", FindMigrationKind(own), GetMigrationKinds());
    complaint.CheckWord("write-pattern", own.writePattern, {"constant", "working-set", "trace"});
    complaint.CheckWord("rate-control", own.rateControl, {"fixed", "adaptive"});
    complaint.CheckWord("prepaging", own.prepaging, {"bubble", "sequential", "none"});
    complaint.CheckWord("cold", own.cold, {"hibernate", "shutdown"});
    complaint.CheckWord("storage", own.storage, {"shared", "local"});
    complaint.CheckWord("announcement", own.announcement, {"gratuitous", "rarp", "none"});
}

/// @param own parameters @param complaint of who asks @throws std::invalid_argument if a number is
/// beyond what is accepted
void
CheckNumbers(const VmMobilityParameters& own, const Complaint& complaint)
{
    for (const auto& [name, value] : {std::pair<const char*, uint64_t>("memory", own.memory),
                                      {"vcpus", own.vCpus},
                                      {"migration-rate", own.migrationRate},
                                      {"core-rate", own.coreRate}})
    {
        complaint.CheckSome(name, value);
    }
    complaint.CheckNumber("max-sent", own.maxSent, 0, VmMobilityParameters::MOST_SENT);
    for (const auto& [name, value, least] :
         {std::tuple<const char*, double, double>("downtime-limit", own.downtimeLimit, 0),
          {"shutdown-time", own.shutdownTime, 0},
          {"boot-time", own.bootTime, 0},
          {"stall-timeout", own.stallTimeout, 1e-3}})
    {
        complaint.CheckNumber(name, value, least, VmMobilityParameters::LONGEST_TIME);
    }
    for (const auto& [name, value] : {std::pair<const char*, double>("fail-link", own.failLink),
                                      {"repair-link", own.repairLink}})
    {
        if (!(value < 0))
        {
            complaint.CheckNumber(name, value, 0, VmMobilityParameters::LONGEST_TIME);
        }
    }
    for (const auto& [name, value] : {std::pair<const char*, double>("hot-share", own.hotShare),
                                      {"hot-writes", own.hotWrites},
                                      {"total-share", own.totalShare}})
    {
        complaint.CheckNumber(name, value, 0, 1);
    }
}

/// @param own parameters @param words of who asks @throws std::invalid_argument if there is no such
/// memory
void
CheckMemory(const VmMobilityParameters& own, const VmMobilityWords& words)
{
    const Complaint complaint(words);
    const auto check = [&complaint](const char* name, uint64_t bytes, uint32_t page) {
        try
        {
            GuestMemory::Check(bytes, page);
        }
        catch (const std::invalid_argument& mistake)
        {
            const std::string said = mistake.what();
            const std::string before = "accepted are ";
            complaint.Refuse(name, said.substr(said.find(before) + before.size()));
        }
    };
    if (own.pageSize > MigrationMessage::MAX_PAGE)
    {
        complaint.Refuse("page-size", "up to " + std::to_string(MigrationMessage::MAX_PAGE));
    }
    // Of one page, only its size can be wrong.
    check("page-size", own.pageSize, own.pageSize);
    check("memory", own.memory, own.pageSize);
    if (own.memory > own.hypervisorMemory)
    {
        complaint.RefuseBeside("memory",
                               "hypervisor-memory",
                               "accepted: at most what a hypervisor has");
    }
}

/// @param own parameters @param words of who asks @throws std::invalid_argument if there is nothing
/// that could be written, or a trace cannot be read
void
CheckWrites(const VmMobilityParameters& own, const VmMobilityWords& words)
{
    const Complaint complaint(words);
    if (own.writePattern == "working-set" && own.hotShare > own.totalShare)
    {
        complaint.RefuseBeside("hot-share",
                               "total-share",
                               "accepted: at most as much, since hot pages are among all that are "
                               "written");
    }
    if (own.writePattern == "working-set" && own.totalShare == 0)
    {
        complaint.Refuse("total-share", "more than 0, up to 1");
    }
    if (own.writePattern != "trace")
    {
        return;
    }
    if (own.writeTrace.empty())
    {
        throw std::invalid_argument(complaint.Show("write-pattern") +
                                    " without a file: accepted: " + words.prefix("write-trace") +
                                    "FILE");
    }
    try
    {
        ReadWriteTrace(own.writeTrace, own.memory / own.pageSize);
    }
    catch (const std::invalid_argument& mistake)
    {
        // It begins with the file's name.
        throw std::invalid_argument(words.prefix("write-trace") + mistake.what());
    }
}

/// @param own parameters @param words of who asks @throws std::invalid_argument if a link cannot
/// fail so
void
CheckFailure(const VmMobilityParameters& own, const VmMobilityWords& words)
{
    if (own.repairLink >= 0 && !(own.failLink >= 0 && own.failLink < own.repairLink))
    {
        const Complaint complaint(words);
        throw std::invalid_argument(
            complaint.Show("repair-link") +
            (own.failLink >= 0 ? " with " + complaint.Show("fail-link") : " without a failure") +
            ": accepted: later than the failure, " + words.prefix("fail-link") + "TIME");
    }
}

/// @param visit is called for each row whose parameter is given and has no effect @param words what
/// is asked for
template <typename Visit>
void
ForEachIdle(const VmMobilityWords& words, Visit visit)
{
    for (const auto& row : GetTable())
    {
        if (words.isGiven(row.name) &&
            (row.values.empty() || Has(row.values, words.getValue(row.name))) &&
            !Has(row.accepted, words.getValue(row.other)))
        {
            visit(row);
        }
    }
}

} // namespace

std::string
FindMigrationKind(const VmMobilityParameters& parameters)
{
    if (!parameters.migration.empty())
    {
        return parameters.migration;
    }
    return parameters.mode == "across-subnet" ? "cold" : "pre-copy";
}

VmMobilityWords
MakeParameterWords(const VmMobilityParameters& parameters)
{
    const auto& own = parameters;
    const auto number = [](auto value) { return std::to_string(value); };
    const std::map<std::string, std::string> values = {
        {"mode", own.mode},
        {"system", own.system},
        {"family", own.family},
        {"without", own.without},
        {"migration", FindMigrationKind(own)},
        {"memory", number(own.memory)},
        {"page-size", number(own.pageSize)},
        {"vcpus", number(own.vCpus)},
        {"write-pattern", own.writePattern},
        {"write-trace", own.writeTrace},
        {"hot-share", Format(own.hotShare)},
        {"hot-writes", Format(own.hotWrites)},
        {"total-share", Format(own.totalShare)},
        {"migration-rate", number(own.migrationRate)},
        {"rate-control", own.rateControl},
        {"max-sent", Format(own.maxSent)},
        {"downtime-limit", Format(own.downtimeLimit)},
        {"prepaging", own.prepaging},
        {"cold", own.cold},
        {"shutdown-time", Format(own.shutdownTime)},
        {"boot-time", Format(own.bootTime)},
        {"stall-timeout", Format(own.stallTimeout)},
        {"fail-link", Format(own.failLink)},
        {"repair-link", Format(own.repairLink)},
        {"storage", own.storage},
        {"announcement", own.announcement},
        {"hypervisor-memory", number(own.hypervisorMemory)},
        {"core-rate", number(own.coreRate)},
    };
    VmMobilityWords words;
    words.isGiven = [&own](const std::string& name) {
        return name == "without" || name == "family" ||
               (name == "rate-control" && own.rateControl != "fixed") ||
               (name == "write-trace" && !own.writeTrace.empty());
    };
    words.getValue = [values](const std::string& name) { return values.at(name); };
    words.prefix = [](std::string name) {
        std::replace(name.begin(), name.end(), '-', ' ');
        return name + " ";
    };
    words.quote = [](const std::string& value) {
        const bool isNumber = !value.empty() && std::isalpha(value.front()) == 0;
        return isNumber ? value : "'" + value + "'";
    };
    return words;
}

void
CheckVmMobility(const VmMobilityParameters& parameters, const VmMobilityWords& words)
{
    const Complaint complaint(words);
    CheckWords(parameters, complaint);
    ForEachIdle(words, [&complaint](const Row& row) {
        if (row.idle == Idle::REFUSED)
        {
            complaint.RefuseBeside(row.name,
                                   row.other,
                                   "accepted with " + complaint.ShowAny(row.other, row.accepted) +
                                       " only");
        }
    });
    CheckNumbers(parameters, complaint);
    CheckMemory(parameters, words);
    CheckWrites(parameters, words);
    CheckFailure(parameters, words);
}

std::vector<std::string>
FindIdleParameters(const VmMobilityWords& words)
{
    const Complaint complaint(words);
    std::vector<std::string> notes;
    ForEachIdle(words, [&](const Row& row) {
        if (row.idle == Idle::NOTED)
        {
            notes.push_back(complaint.Show(row.name) + " changes nothing with " +
                            complaint.Show(row.other) + ": it counts with " +
                            complaint.ShowAny(row.other, row.accepted));
        }
    });
    return notes;
}

} // namespace ns3

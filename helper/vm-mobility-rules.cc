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

/// @return what counts with what: all there is to say of two parameters that are words
const EffectRules&
GetTable()
{
    const auto refused = EffectRule::REFUSED;
    const auto noted = EffectRule::NOTED;
    const Words copied{"pre-copy", "post-copy"};
    const Words paused{"pre-copy", "post-copy", "stop-and-copy"};
    static const EffectRules table({
        {"extension", {}, "mode", {"extended-subnet"}, refused},
        {"without", {"hsrp-filter"}, "mode", {"extended-subnet"}, refused},
        {"without",
         {"virtual-mac", "home-gateway", "proxy-arp"},
         "mode",
         {"across-subnet"},
         refused},
        {"update", {}, "system", {"lisp"}, refused},
        // Hosts and core of different families need a tunnel between sites.
        {"family", {"ipv4-over-ipv6", "ipv6-over-ipv4"}, "system", {"lisp"}, refused},
        {"rate-control", {}, "migration", {"pre-copy"}, refused},
        {"stop-pages", {}, "migration", {"pre-copy"}, refused},
        {"max-rounds", {}, "migration", {"pre-copy"}, refused},
        {"max-sent", {}, "migration", {"pre-copy"}, refused},
        {"downtime-limit", {}, "migration", {"pre-copy"}, refused},
        {"prepaging", {}, "migration", {"post-copy"}, refused},
        {"cold", {}, "migration", {"cold"}, refused},
        {"shutdown-time", {}, "migration", {"cold"}, refused},
        {"boot-time", {}, "migration", {"cold"}, refused},
        {"pause-buffer", {}, "migration", paused, refused},
        {"disk", {}, "storage", {"local"}, refused},
        {"write-trace", {}, "write-pattern", {"trace"}, refused},
        {"write-rate", {}, "write-pattern", {"constant", "working-set"}, refused},
        {"hot-share", {}, "write-pattern", {"working-set"}, refused},
        {"hot-writes", {}, "write-pattern", {"working-set"}, refused},
        {"total-share", {}, "write-pattern", {"working-set"}, refused},
        {"write-rate", {}, "migration", copied, noted},
        {"write-pattern", {}, "migration", copied, noted},
        {"write-trace", {}, "migration", copied, noted},
        {"hot-share", {}, "migration", copied, noted},
        {"hot-writes", {}, "migration", copied, noted},
        {"total-share", {}, "migration", copied, noted},
        {"vcpus", {}, "migration", {"post-copy"}, noted},
    });
    return table;
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
    explicit Complaint(const ParameterWords& words)
        : m_words(words)
    {
    }

    /// @param name of a parameter @return it and its value
    std::string Show(const std::string& name) const
    {
        return m_words.Show(name);
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
    const ParameterWords& m_words; //!< how parameters are called
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
CheckMemory(const VmMobilityParameters& own, const ParameterWords& words)
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
CheckWrites(const VmMobilityParameters& own, const ParameterWords& words)
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
CheckFailure(const VmMobilityParameters& own, const ParameterWords& words)
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

ParameterWords
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
    ParameterWords words;
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
CheckVmMobility(const VmMobilityParameters& parameters, const ParameterWords& words)
{
    const Complaint complaint(words);
    CheckWords(parameters, complaint);
    GetTable().Check(words);
    CheckNumbers(parameters, complaint);
    CheckMemory(parameters, words);
    CheckWrites(parameters, words);
    CheckFailure(parameters, words);
}

std::vector<std::string>
FindIdleParameters(const ParameterWords& words)
{
    return GetTable().FindNoted(words);
}

} // namespace ns3

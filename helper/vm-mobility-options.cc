/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "vm-mobility-options.h"

#include <stdexcept>

namespace ns3
{

namespace
{

/// The longest move that is simulated, in seconds.
constexpr int LONGEST_MOVE_S = 3600;

} // namespace

VmMobilityOptions::VmMobilityOptions()
    : ProgramOptions("lisp-vm-mobility", "a virtual machine moves, and its traffic follows")
{
    AddChoice("mode",
              "one subnet, stretched over both data centres, or one each",
              {"extended-subnet", "across-subnet"});
    AddChoice("extension",
              "what stretches the subnet (extended-subnet only)",
              {"otv", "dark-fiber", "vpls", "eompls"});
    AddChoice("migration",
              "how the machine is moved (cold in this version)",
              {"cold", "pre-copy", "post-copy", "stop-and-copy"});
    AddChoice("update",
              "how senders learn of it, with system lisp (no pubsub in this version)",
              {"map-notify", "smr", "pubsub"});
    AddChoice("system", "what makes traffic follow", {"lisp", "triangular", "host-route"});
    AddChoice("family",
              "addresses: of hosts, over those of the core",
              {"ipv4", "ipv6", "ipv4-over-ipv6", "ipv6-over-ipv4"});
    AddChoice("without",
              "leave out, to see what breaks: hsrp-filter (extended-subnet); virtual-mac, "
              "home-gateway, proxy-arp (across-subnet)",
              {"nothing", "hsrp-filter", "virtual-mac", "home-gateway", "proxy-arp"});
    AddAmount("memory", "the machine's memory", ProgramOptions::BYTES, "1GiB", "1MiB", "16TiB");
    AddAmount("write-rate",
              "memory that it writes a second; none while it is off",
              ProgramOptions::BYTES_PER_SECOND,
              "0",
              "0",
              "1TiB/s");
    AddAmount("migration-rate",
              "at which its memory is carried over",
              ProgramOptions::BITS_PER_SECOND,
              "1Gbps",
              "1Mbps",
              "400Gbps");
    AddFlag("return-home", "the machine moves back afterwards");
    AddInteger("runs",
               "seeds to run, from --seed on; the result then has means with intervals",
               1,
               1,
               1000);
}

void
VmMobilityOptions::CheckCombination() const
{
    const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
    if (IsGiven("extension") && GetText("mode") != "extended-subnet")
    {
        refuse("--extension=" + GetText("extension") + " with --mode=" + GetText("mode") +
               ": accepted with --mode=extended-subnet only");
    }
    const auto without = GetText("without");
    if (without != "nothing" &&
        (without == "hsrp-filter") != (GetText("mode") == "extended-subnet"))
    {
        refuse("--without=" + without + " with --mode=" + GetText("mode") +
               ": accepted: hsrp-filter with extended-subnet; virtual-mac, home-gateway, proxy-arp "
               "with across-subnet");
    }
    if (GetText("migration") != "cold")
    {
        refuse("--migration=" + GetText("migration") +
               ": live migration is not there yet; accepted: cold");
    }
    if (GetText("update") == "pubsub")
    {
        refuse("--update=pubsub: publish/subscribe is not there yet; accepted: map-notify, smr");
    }
    if (IsGiven("update") && GetText("system") != "lisp")
    {
        refuse("--update=" + GetText("update") + " with --system=" + GetText("system") +
               ": accepted with --system=lisp only");
    }
}

VmMobilityParameters
VmMobilityOptions::GetParameters() const
{
    CheckCombination();
    VmMobilityParameters parameters;
    parameters.mode = GetText("mode");
    parameters.extension = GetText("extension");
    parameters.without = GetText("without");
    parameters.system = GetText("system");
    parameters.update = GetText("update");
    parameters.family = GetText("family");
    parameters.memory = static_cast<uint64_t>(GetAmount("memory"));
    parameters.migrationRate = static_cast<uint64_t>(GetAmount("migration-rate"));
    parameters.seed = GetInteger("seed");
    if (VmMobilityStudy::GetMoveTime(parameters) > Seconds(LONGEST_MOVE_S))
    {
        throw std::invalid_argument(
            "--memory=" + GetText("memory") + " at --migration-rate=" + GetText("migration-rate") +
            ": the move would take more than an hour; accepted: less memory, or a higher rate");
    }
    return parameters;
}

void
VmMobilityOptions::Describe(RunResult& result) const
{
    result.program = GetProgram();
    result.parameters.emplace_back("return-home", GetFlag("return-home"));
    if (GetInteger("runs") > 1)
    {
        result.parameters.emplace_back("runs", GetInteger("runs"));
    }
    if (IsGiven("write-rate"))
    {
        result.notes.emplace_back("--write-rate changes nothing here: a machine that is off "
                                  "writes no memory");
    }
}

} // namespace ns3

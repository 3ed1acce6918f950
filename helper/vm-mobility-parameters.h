/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VM_MOBILITY_PARAMETERS_H
#define VM_MOBILITY_PARAMETERS_H

#include <cstdint>
#include <string>

namespace ns3
{

/// What a mobility study is about. The words are those of the program's options.
struct VmMobilityParameters
{
    /// "extended-subnet": one subnet, stretched over both data centres; "across-subnet": one each
    std::string mode{"extended-subnet"};
    std::string extension{"otv"};     //!< of a stretched subnet: as LanExtensionHelper names it
    std::string system{"lisp"};       //!< "lisp", "triangular" or "host-route"
    std::string update{"map-notify"}; //!< of LISP: "map-notify" or "smr"
    /// EIDs over RLOCs: "ipv4", "ipv6", "ipv4-over-ipv6" or "ipv6-over-ipv4"; mixed ones need LISP
    std::string family{"ipv4"};
    /// What is left out, to see what breaks: "nothing"; with a stretched subnet "hsrp-filter";
    /// across subnets "virtual-mac", "home-gateway" or "proxy-arp"
    std::string without{"nothing"};

    /// "pre-copy", "post-copy", "stop-and-copy" or "cold"; "": "pre-copy" in a stretched subnet,
    /// "cold" across subnets
    std::string migration;
    uint64_t memory{1ULL << 30}; //!< of the machine, bytes: a multiple of the size of a page
    uint32_t pageSize{4096};     //!< bytes: a power of two
    uint32_t vCpus{1};           //!< its processors
    uint64_t writeRate{5 << 20}; //!< at which it writes pages, bytes/s; not with "trace"
    /// How it writes them: "constant" (ConstantRateWrites), "working-set" (WorkingSetWrites),
    /// "trace" (TraceWrites)
    std::string writePattern{"constant"};
    std::string writeTrace;             //!< the trace's file
    double hotShare{0.02};              //!< of a working set: of all pages, those that are hot
    double hotWrites{0.9};              //!< of a working set: of all writes, those to hot pages
    double totalShare{0.2};             //!< of a working set: of all pages, those that are written
    uint64_t migrationRate{1000000000}; //!< of what is carried, given to TCP, at most, bit/s
    std::string rateControl{"fixed"};   //!< of pre-copy: "fixed" or "adaptive"
    uint64_t stopPages{50};             //!< of pre-copy: left to be carried, at most, in the pause
    uint32_t maxRounds{29};             //!< of pre-copy; 0: no such rule
    double maxSent{3};                  //!< of pre-copy, times the memory; 0: no such rule
    double downtimeLimit{0};            //!< of pre-copy, seconds of pause; 0: no such rule
    std::string prepaging{"bubble"};    //!< of post-copy: "bubble", "sequential" or "none"
    std::string cold{"hibernate"};      //!< of cold: "hibernate", its memory is carried on disk;
                                        //!< "shutdown", it is shut down, and boots
    double shutdownTime{0};             //!< of cold, seconds
    double bootTime{0};                 //!< of cold, seconds
    double stallTimeout{10};            //!< seconds that one side waits for the other
    std::string storage{"shared"};      //!< of hypervisors: "shared", or "local", which is carried
    uint64_t disk{1ULL << 30};          //!< of the machine, bytes; carried if storage is local
    std::string announcement{"gratuitous"}; //!< of the new place: "gratuitous", "rarp" or "none"
    uint32_t pauseBuffer{256};              //!< frames kept for the machine in its pause

    uint64_t hypervisorMemory{64ULL << 30}; //!< of each hypervisor, bytes
    uint64_t coreRate{10000000000};         //!< of the links of the core and to it, bit/s
    /// The link of the core between the data centres fails, seconds after the first move's start;
    /// below 0: never
    double failLink{-1};
    double repairLink{-1}; //!< it is repaired, seconds after that start; below 0: never
    uint64_t seed{1};      //!< of the random numbers

    static constexpr double LONGEST_TIME = 1e6; //!< that a time may be, seconds
    static constexpr double MOST_SENT = 1e6;    //!< that maxSent may be
};

} // namespace ns3

#endif /* VM_MOBILITY_PARAMETERS_H */

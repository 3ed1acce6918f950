/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef EMULATION_PARAMETERS_H
#define EMULATION_PARAMETERS_H

#include "ip-interfaces.h"

#include "ns3/eid-prefix.h"
#include "ns3/network-address.h"

#include <cstdint>
#include <string>

namespace ns3
{

class ProgramOptions;

/**
 * @brief What a simulated router on a real wire is to be.
 */
struct EmulationParameters
{
    /// What it is.
    enum class Role : uint8_t
    {
        XTR,        //!< tunnel router of a site
        MAP_SERVER, //!< Map-Server and Map-Resolver
        PITR,       //!< proxy ITR (RFC 6832): hosts without LISP reach EIDs by it
    };

    Role role{Role::XTR};       //!< what it is
    std::string tap;            //!< its interface, on the side of the locators
    InterfaceAddress rloc;      //!< of that interface
    NetworkAddress gateway;     //!< the router by which it reaches other subnets; none: it does not
    EidPrefix eid;              //!< of its site; of a Map-Server: what sites may register; of a
                                //!< proxy ITR: what it attracts
    NetworkAddress host;        //!< a simulated host of the site; none: none
    std::string siteTap;        //!< interface of the machine's hosts in the site; "": none
    NetworkAddress siteGateway; //!< the router's address there: the first that is free
    NetworkAddress mapServer;   //!< with which the site registers
    NetworkAddress mapResolver; //!< whom it asks
    std::string key;            //!< of the site
    std::string algorithm;      //!< of the key; "" at a Map-Server: any
    double duration_s{0};       //!< how long it runs; 0: until a signal
    uint64_t seed{1};           //!< of the random numbers

    /// @param options get those of an emulation
    static void AddOptions(ProgramOptions& options);

    /**
     * @param options the command line
     * @return what it says
     * @throws std::invalid_argument naming the option and what is accepted
     */
    static EmulationParameters FromOptions(const ProgramOptions& options);
};

} // namespace ns3

#endif /* EMULATION_PARAMETERS_H */

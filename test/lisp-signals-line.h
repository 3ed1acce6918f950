/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef LISP_SIGNALS_LINE_H
#define LISP_SIGNALS_LINE_H

#include "lisp-dataplane-octets.h"

#include "ns3/lisp-mapping.h"
#include "ns3/lisp-signals.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3
{
namespace lisptest
{

/**
 * @brief A Line whose tunnel routers are installed, for the headers of what goes between X and Y.
 */
class SignalsLine : public Line
{
  public:
    /// @param instanceId of the hosts and their EID-prefixes, if it is not 0: X only
    explicit SignalsLine(uint32_t instanceId = 0)
    {
        Install();
        if (instanceId != 0)
        {
            xtr->SetInstanceId(x->GetDevice(1), instanceId);
            xtr->GetEidDatabase().AddPrefix(EidPrefix::FromString("10.1.0.0/24", instanceId),
                                            Locators(xtr, {"172.16.1.1"}));
        }
    }

    /**
     * @brief Put a static mapping into a map-cache.
     * @param at whose
     * @param eid the EID-prefix
     * @param rlocs its locators
     * @param version its map-version
     * @param echoes whether its site echoes nonces
     * @param instanceId its instance
     */
    static void Map(const Ptr<LispXtr>& at,
                    const std::string& eid,
                    const std::vector<std::string>& rlocs,
                    uint16_t version,
                    bool echoes,
                    uint32_t instanceId = 0)
    {
        LispMapping mapping;
        mapping.eid = EidPrefix::FromString(eid, instanceId);
        mapping.locators = Locators(at, rlocs);
        mapping.mapVersion = version;
        mapping.echoesNonces = echoes;
        at->GetMapCache().Insert(mapping, LispMapCacheSource::STATIC, Simulator::Now());
        at->MappingChanged(mapping.eid);
    }

    /// @param at a tunnel router @param names attributes that are to be true @return its signals
    static Ptr<LispSignals> Enable(const Ptr<LispXtr>& at, const std::vector<std::string>& names)
    {
        auto signals = CreateObject<LispSignals>();
        for (const auto& name : names)
        {
            signals->SetAttribute(name, BooleanValue(true));
        }
        signals->AssignStreams(100);
        signals->Install(at);
        return signals;
    }

    /// Let a simulation run for a second after something was sent at three seconds, when neighbour
    /// discovery is over. @param send sends
    static void RunWith(const std::function<void()>& send)
    {
        Simulator::Schedule(Seconds(3), send);
        Simulator::Stop(Seconds(4));
        Simulator::Run();
    }
};

/// @param value a number @return its four octets
inline Octets
Four(uint32_t value)
{
    return Join({Two(value >> 16 & 0xffff), Two(value & 0xffff)});
}

/// @param first of a LISP header @param second of it @param inner a packet @return them in UDP to
/// port 4341
inline Octets
MakeData(uint32_t first, uint32_t second, const Octets& inner)
{
    return MakeUdp(0xc000, 4341, Join({Four(first), Four(second), inner}));
}

/// @param packet an encapsulated packet @return the first word of its LISP header
inline uint32_t
FirstWord(const Octets& packet)
{
    const Octets payload = GetPayload(packet);
    return Get16(payload, 8) << 16 | Get16(payload, 10);
}

/// @param packet an encapsulated packet @return the second word of its LISP header
inline uint32_t
SecondWord(const Octets& packet)
{
    const Octets payload = GetPayload(packet);
    return Get16(payload, 12) << 16 | Get16(payload, 14);
}

} // namespace lisptest
} // namespace ns3

#endif /* LISP_SIGNALS_LINE_H */

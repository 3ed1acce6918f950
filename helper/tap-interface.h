/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef TAP_INTERFACE_H
#define TAP_INTERFACE_H

#include <cstdint>
#include <string>

namespace ns3
{

/**
 * @brief A tap of the machine: an Ethernet interface whose cable ends in this program.
 *
 * A tap of that name in the present network namespace is used; without one, it is made, and is gone
 * again when it is closed. It is brought up if it is down. Frames come and go by the descriptor,
 * one at a time, without anything before them (IFF_NO_PI).
 */
class TapInterface
{
  public:
    /**
     * @param name of the tap, up to 15 octets
     * @throws std::invalid_argument naming the tap and what is accepted, if it cannot be had: a
     * name that none can have, no right to it, in use, another kind of interface, no taps on this
     * machine
     */
    explicit TapInterface(const std::string& name);
    /// Closes it, unless the descriptor was taken.
    ~TapInterface();
    TapInterface(const TapInterface&) = delete;
    TapInterface& operator=(const TapInterface&) = delete;

    /// @return its name
    const std::string& GetName() const;
    /// @return the largest packet that it carries, in octets
    uint16_t GetMtu() const;
    /// @return true if it was made, false if it was there
    bool IsNew() const;
    /// @return the descriptor, which does not block; the caller closes it from now on
    int Take();

  private:
    std::string m_name;   //!< of the tap
    int m_descriptor{-1}; //!< of the tap; -1: taken
    uint16_t m_mtu{1500}; //!< in octets
    bool m_isNew{false};  //!< see IsNew
};

} // namespace ns3

#endif /* TAP_INTERFACE_H */

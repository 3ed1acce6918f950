/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HYPERVISOR_CALLER_H
#define HYPERVISOR_CALLER_H

#include "hypervisor.h"

namespace ns3
{

/**
 * @brief A connection to a hypervisor that has not said yet which machine it is about.
 */
class Hypervisor::Caller : public MigrationChannel::User
{
  public:
    /// @param hypervisor has accepted it @param socket the connection @param patience with it
    Caller(Hypervisor* hypervisor, Ptr<Socket> socket, Time patience);
    ~Caller() override;

    /// @return the connection
    Ptr<MigrationChannel> GetChannel() const;

    // Inherited from MigrationChannel::User.
    HypervisorDropReason Screen(const MigrationMessage& message) override;
    void Receive(const MigrationMessage& message) override;
    void Closed(const std::string& why, HypervisorDropReason reason) override;
    void Count(uint32_t sent, uint32_t received) override;

  private:
    Hypervisor* m_hypervisor;        //!< has accepted it
    Ptr<MigrationChannel> m_channel; //!< the connection
};

} // namespace ns3

#endif /* HYPERVISOR_CALLER_H */

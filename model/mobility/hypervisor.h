/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef HYPERVISOR_H
#define HYPERVISOR_H

#include "hypervisor-drop-reason.h"
#include "migration-channel.h"

#include "ns3/data-rate.h"
#include "ns3/network-address.h"
#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{

class EthernetNic;
class Node;
class Socket;
class Storage;
class VirtualMachine;

/**
 * @brief A server that runs virtual machines: a node with a virtual switch, processors, memory,
 * perhaps storage of its own, and an address where it takes machines that move here.
 *
 * Each machine has a port of the virtual switch, in its VLAN. Processors and memory are not given
 * out twice: room is taken by the machines that are here, by those that are on their way here, and
 * by those that have left until their new host says that they run there.
 *
 * Migrations (Migration and its kinds) connect to MigrationPort over TCP. The first message names a
 * machine that is expected here (Reserve). Every other connection is closed, for a reason that is
 * counted and traced ("Drop").
 *
 * **Scope and limitations.** A hypervisor's work takes no processor time of the machines, and their
 * processors are no faster or slower here than there. Reserving is part of the management of
 * hypervisors, whose own messages are not simulated.
 */
class Hypervisor : public Object
{
  public:
    /// Gets the connection of a machine that was expected.
    using Arrival = std::function<void(Ptr<MigrationChannel>)>;

    /// @return the type
    static TypeId GetTypeId();

    Hypervisor();
    ~Hypervisor() override;

    /**
     * @brief Make a node a hypervisor: aggregate this to it.
     * @param node a node that is a VlanSwitch
     * @throws std::invalid_argument if it is none, or a hypervisor already
     */
    void Install(Ptr<Node> node);
    /// @return the node; null before Install
    Ptr<Node> GetNode() const;
    /// @return what it is called in messages: the node's name or number
    std::string GetName() const;
    /**
     * @brief Take machines that move here at an address.
     * @param address of the node, IPv4 or IPv6
     * @throws std::invalid_argument if the node has no such address or no TCP, the TCP port is in
     * use, or there is an address already
     */
    void SetAddress(const NetworkAddress& address);
    /// @return the address; of no family if there is none
    const NetworkAddress& GetAddress() const;
    /// @return the TCP port
    uint16_t GetMigrationPort() const;
    /// @param storage where disks are; null: nowhere that could run out or be slow
    void SetStorage(Ptr<Storage> storage);
    /// @return where disks are, or null
    Ptr<Storage> GetStorage() const;
    /// @return how TCP is to be here
    MigrationChannel::Tcp GetTcp() const;

    // ---- machines ------------------------------------------------------------------------------

    /// @param vlan a VLAN @return true if a port of the virtual switch is in it
    bool HasVlan(uint16_t vlan) const;
    /**
     * @brief Add a port for a machine to the virtual switch.
     * @param vlan the machine's VLAN, 1 to 4094
     * @return the port, for VirtualMachine::Attach
     * @throws std::invalid_argument if there is no such VLAN
     */
    Ptr<EthernetNic> AddPort(uint16_t vlan);
    /**
     * @brief Run a machine here.
     * @param machine with a guest, attached nowhere
     * @param vlan its VLAN
     * @throws std::invalid_argument if it has no guest, is attached, the VLAN is not here, or there
     * is not enough room
     */
    void Start(Ptr<VirtualMachine> machine, uint16_t vlan);
    /**
     * @brief Switch a machine off and forget it. Its disk is gone.
     * @param machine one that is here
     * @throws std::invalid_argument if it is not, or is being moved
     */
    void Remove(Ptr<VirtualMachine> machine);
    /// @return the machines that are here, in the order of their coming
    std::vector<Ptr<VirtualMachine>> GetMachines() const;
    /// @param machine a machine @return true if it is here
    bool Has(Ptr<const VirtualMachine> machine) const;
    /// @param machine one that is here @return its VLAN
    uint16_t GetVlan(Ptr<const VirtualMachine> machine) const;
    /// @param machine a machine @return where it is; null if at no hypervisor
    static Ptr<Hypervisor> Find(Ptr<const VirtualMachine> machine);
    /// @return octets
    uint64_t GetFreeMemory() const;
    /// @return processors
    uint32_t GetFreeVCpus() const;

    // ---- what migrations ask for ---------------------------------------------------------------

    /// @param machine one that is here @param mover has it, and is kept as long; null: nobody
    void SetMover(Ptr<const VirtualMachine> machine, Ptr<Object> mover);
    /// @param machine a machine @return true if it is here and a migration has it
    bool IsMoving(Ptr<const VirtualMachine> machine) const;
    /**
     * @brief Check that a machine could come.
     * @param machine the machine @param vlan its VLAN here @param withDisk its disk comes along
     * @throws std::invalid_argument if the VLAN is not here or there is not enough room
     */
    void CheckRoom(Ptr<const VirtualMachine> machine, uint16_t vlan, bool withDisk) const;
    /**
     * @brief Keep room for a machine, and expect its connection.
     * @param machine the machine @param vlan its VLAN here @param withDisk its disk comes along
     * @param patience how long it is expected
     * @param arrival gets the connection
     * @return the token that the connection is to name
     * @throws std::invalid_argument as CheckRoom
     */
    uint64_t Reserve(Ptr<VirtualMachine> machine,
                     uint16_t vlan,
                     bool withDisk,
                     Time patience,
                     Arrival arrival);
    /// @param token of Reserve @return true if its connection is still expected
    bool IsExpected(uint64_t token) const;
    /// @param token of Reserve; the machine will not come
    void Unreserve(uint64_t token);
    /// @param token of Reserve @return the port that the machine is to have; null: not known
    Ptr<EthernetNic> GetReservedPort(uint64_t token) const;
    /**
     * @brief The machine is here: in this list instead of another, its NIC at a port here.
     * @param token of Reserve
     * @param from where it was; it keeps the room until Forget
     */
    void TakeOver(uint64_t token, Ptr<Hypervisor> from);
    /// @param machine has left: what it had here is free
    void Forget(Ptr<const VirtualMachine> machine);

    /// @param sent octets of migrations @param received octets of migrations
    void Count(uint32_t sent, uint32_t received);
    /// @param reason why a connection was closed
    void Drop(HypervisorDropReason reason);
    /// @return octets that migrations gave to TCP here
    uint64_t GetSentOctets() const;
    /// @return octets that migrations got from TCP here
    uint64_t GetReceivedOctets() const;
    /// @param reason a reason @return the connections closed for it
    uint64_t GetDrops(HypervisorDropReason reason) const;

    /// Signature of the trace source Drop.
    typedef void (*DropTracedCallback)(HypervisorDropReason reason);

  protected:
    void DoDispose() override;

  private:
    class Caller; // hypervisor-incoming.cc

    /// What a machine has here.
    struct Share
    {
        Ptr<VirtualMachine> machine; //!< the machine
        uint16_t vlan{0};            //!< its VLAN
        uint64_t memory{0};          //!< octets
        uint32_t vCpus{0};           //!< processors
        uint64_t disk{0};            //!< octets in our storage
        Ptr<Object> mover;           //!< has it, or null
    };

    /// What is kept for one that is to come.
    struct Expected
    {
        Share share;           //!< as it will be
        bool withDisk;         //!< its disk comes along
        Ptr<EthernetNic> port; //!< its port here
        Arrival arrival;       //!< gets the connection, and lives as long as this
        bool isThere{false};   //!< it has
        EventId expiry;        //!< when it is expected no more
    };

    /// @param machine a machine @param vlan its VLAN @param withDisk or without
    /// @return what it has here
    static Share MakeShare(Ptr<VirtualMachine> machine, uint16_t vlan, bool withDisk);
    /// @param machine one that is here @return what it has
    const Share& Get(Ptr<const VirtualMachine> machine) const;
    /// @param visit is called with each share that takes room
    template <typename Visit>
    void ForEachShare(Visit visit) const;
    /// @param share a machine's @brief Give back its room in our storage.
    void FreeDisk(const Share& share);
    /// @param vlan a VLAN @return a port that nobody has or is to have
    Ptr<EthernetNic> FindPort(uint16_t vlan);

    /// @param from who asks for a connection @return true: it is taken
    bool OnRequest(Ptr<Socket> socket, const Address& from);
    /// @param socket a connection @param from who made it
    void OnAccept(Ptr<Socket> socket, const Address& from);
    /// @param caller said what it is about @param token that
    void Welcome(Caller* caller, uint64_t token);
    /// @param caller is closed @param reason why
    void Dismiss(Caller* caller, HypervisorDropReason reason);

    Ptr<Node> m_node;                                          //!< the server
    NetworkAddress m_address;                                  //!< where machines come
    Ptr<Socket> m_listener;                                    //!< there
    Ptr<Storage> m_storage;                                    //!< or null
    uint64_t m_memory;                                         //!< attribute
    uint32_t m_vCpus;                                          //!< attribute
    uint16_t m_port;                                           //!< attribute MigrationPort
    DataRate m_portRate;                                       //!< attribute
    uint32_t m_window;                                         //!< attribute
    uint32_t m_initialWindow;                                  //!< attribute
    uint32_t m_ackEvery;                                       //!< attribute
    bool m_hyStart;                                            //!< attribute
    TypeId m_congestionControl;                                //!< attribute
    Time m_patience;                                           //!< attribute HelloTimeout
    uint32_t m_maxCallers;                                     //!< attribute MaxWaiting
    std::vector<Share> m_machines;                             //!< here
    std::vector<Share> m_left;                                 //!< gone, not free yet
    std::map<uint64_t, Expected> m_expected;                   //!< by token
    uint32_t m_serial{0};                                      //!< of tokens
    std::map<uint16_t, std::vector<Ptr<EthernetNic>>> m_ports; //!< by VLAN
    std::vector<std::unique_ptr<Caller>>
        m_callers; //!< connections that have not named a machine yet
    std::array<uint64_t, HYPERVISOR_DROP_REASONS> m_drops{}; //!< by reason
    TracedValue<uint64_t> m_sent{0};                         //!< "SentOctets"
    TracedValue<uint64_t> m_received{0};                     //!< "ReceivedOctets"
    TracedCallback<HypervisorDropReason> m_dropTrace;        //!< "Drop"
};

} // namespace ns3

#endif /* HYPERVISOR_H */

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VIRTUAL_MACHINE_H
#define VIRTUAL_MACHINE_H

#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <ostream>

namespace ns3
{

class EthernetNic;
class Node;

/**
 * @brief A virtual machine: a node, its guest, with one Ethernet NIC that can be moved between
 * ports.
 *
 * A virtual machine knows nothing of LISP, and its guest nothing of being moved: its addresses, its
 * default route and its sockets stay as they are.
 *
 * **Scope and limitations.** A suspended guest keeps its state as on disk, sockets and ARP cache
 * included, but its clock does not stop: its timers fire and its applications go on sending. What
 * they send meanwhile is dropped at the NIC under the reason "ethernet-host-off".
 */
class VirtualMachine : public Object
{
  public:
    /// What the guest does.
    enum State
    {
        RUNNING, //!< it runs
        OFF,     //!< suspended, its state saved; it neither sends nor receives
    };

    /// @return the type
    static TypeId GetTypeId();

    VirtualMachine();
    ~VirtualMachine() override;

    /**
     * @brief Make a node a virtual machine's guest. It runs, and is attached nowhere.
     * @param nic its NIC, on a node, not plugged in
     * @throws std::invalid_argument if it is on no node or plugged in, or this has a guest already
     */
    void Install(Ptr<EthernetNic> nic);

    /**
     * @brief Plug the NIC into a port: the NIC at the other end of an access link.
     * @param port a NIC of a gateway or switch; without a cable it is given one
     * @throws std::invalid_argument if the port is not free or the guest is attached already
     */
    void Attach(Ptr<EthernetNic> port);
    /**
     * @brief Pull the NIC out of its port; the cable stays there.
     * @throws std::invalid_argument if the guest is not attached
     */
    void Detach();

    /// Save the guest's state and stop it. @throws std::invalid_argument if it does not run
    void Suspend();
    /// Let the guest go on where it was. @throws std::invalid_argument if it runs
    void Resume();

    /// @return what the guest does
    State GetState() const;
    /// @return the guest; null before Install
    Ptr<Node> GetNode() const;
    /// @return the guest's NIC; null before Install
    Ptr<EthernetNic> GetNic() const;
    /// @return where it is attached; null if nowhere
    Ptr<EthernetNic> GetPort() const;
    /// @return the guest's memory in bytes
    uint64_t GetMemory() const;

    /**
     * @brief Check that a guest could be attached to a port.
     * @param port the port
     * @throws std::invalid_argument if there is none, it is on no node, or it is in use
     */
    static void CheckFree(Ptr<EthernetNic> port);

    /// Signature of the trace source StateChanged.
    typedef void (*StateChangedTracedCallback)(State before, State after);

  protected:
    void DoDispose() override;

  private:
    /// @param state the new state
    void SetState(State state);

    Ptr<EthernetNic> m_nic;                    //!< the guest's NIC
    uint64_t m_memory;                         //!< bytes
    bool m_linkSignals;                        //!< the ends hear of plugging
    State m_state{RUNNING};                    //!< at present
    TracedCallback<State, State> m_stateTrace; //!< "StateChanged"
};

/// @param state a state @return its name
const char* ToString(VirtualMachine::State state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, VirtualMachine::State state);

} // namespace ns3

#endif /* VIRTUAL_MACHINE_H */

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef VIRTUAL_MACHINE_H
#define VIRTUAL_MACHINE_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <ostream>

namespace ns3
{

class EthernetNic;
class GuestMemory;
class Node;
class WritePattern;

/**
 * @brief A virtual machine: a node, its guest, with one Ethernet NIC that can be moved between
 * ports.
 *
 * A virtual machine knows nothing of LISP, and its guest nothing of being moved: its addresses, its
 * default route and its sockets stay as they are.
 *
 * Paused or suspended, its time stands still: no timer of the guest runs, and each goes on later
 * with what it had left. In a pause its network card is served by the machine under it, and keeps
 * what arrives (see EthernetNic::Hold); suspended, its state is on disk, and what arrives is lost
 * under the reason "ethernet-receiver-off".
 *
 * **Scope and limitations.** Time stands still with GuestSimulatorImpl, which tells the limits.
 * Without it a guest can be suspended, but its timers fire and its applications go on sending; what
 * they send meanwhile is dropped at the NIC under the reason "ethernet-host-off". The guest's
 * processors are not modelled: while some of them wait for a page (Stall), its applications run as
 * ever; while all do, its time stands still.
 */
class VirtualMachine : public Object
{
  public:
    /// What the guest does.
    enum State
    {
        RUNNING, //!< it runs
        COPIED,  //!< it runs, and its memory is being carried elsewhere
        PAUSED,  //!< it stands still, its state is in memory
        OFF,     //!< suspended or shut down; it neither sends nor receives
    };

    /// @return the type
    static TypeId GetTypeId();

    VirtualMachine();
    ~VirtualMachine() override;

    /**
     * @brief Make a node a virtual machine's guest. It runs, and is attached nowhere.
     *
     * With GuestSimulatorImpl its timers are held in pauses from now on, so this comes before the
     * applications start.
     *
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

    /**
     * @brief Let the guest stand still, from RUNNING or COPIED.
     * @throws std::invalid_argument if it does not run, or GuestSimulatorImpl is not in use
     */
    void Pause();
    /// Save the guest's state and stop it. @throws std::invalid_argument if it is off
    void Suspend();
    /**
     * @brief Stop the guest, or let go of its state if it is off already: Resume boots it.
     * @throws std::invalid_argument if it has no guest
     */
    void ShutDown();
    /**
     * @brief Let a guest that is paused or off go on where it was. One that was shut down boots at
     * this moment: its TCP connections and what it knew of its neighbours are gone, see
     * ForgetAsByBooting; its applications go on, as if they had started again.
     * @throws std::invalid_argument if it is neither
     */
    void Resume();
    /// Its memory is being carried from now on. @throws std::invalid_argument if it is not RUNNING
    void BeginCopy();
    /// It no longer is, and the guest runs on. @throws std::invalid_argument if it is not COPIED
    void EndCopy();
    /**
     * @brief One more of its processors waits for a page. It does until Unstall, or until the guest
     * is suspended.
     * @throws std::invalid_argument if it is off, all of them wait, or GuestSimulatorImpl is not in
     * use
     */
    void Stall();
    /// One of them has its page. @throws std::invalid_argument if none waits
    void Unstall();

    /// @return what the guest does
    State GetState() const;
    /// @return true from BeginCopy to EndCopy or Resume: somebody moves it
    bool IsBeingMoved() const;
    /// @return how long the guest has run, since the simulation began; without GuestSimulatorImpl
    /// simulation time
    Time GetGuestTime() const;
    /// @return the guest; null before Install
    Ptr<Node> GetNode() const;
    /// @return the guest's NIC; null before Install
    Ptr<EthernetNic> GetNic() const;
    /// @return where it is attached; null if nowhere
    Ptr<EthernetNic> GetPort() const;
    /// @return the guest's memory in bytes
    uint64_t GetMemory() const;
    /// @return the size of a page in bytes
    uint32_t GetPageSize() const;
    /**
     * @brief Its memory, page by page. Memory and PageSize are not to be changed after the first
     * call.
     * @return the memory
     * @throws std::invalid_argument if it has no bytes, a page size that is no power of two, not as
     * many bytes as a number of pages has, or other ones than before
     */
    Ptr<GuestMemory> GetGuestMemory();
    /**
     * @brief Let a pattern write to the memory from now on, in the guest's time.
     * @param pattern of no machine yet; null: nothing writes, as before the first
     * @throws std::invalid_argument as GetGuestMemory, or if the pattern does not fit
     */
    void SetWritePattern(Ptr<WritePattern> pattern);
    /// @return its processors
    uint32_t GetVCpus() const;
    /// @return its disk in bytes
    uint64_t GetDiskSize() const;
    /// @return the state of its processors and devices in bytes
    uint64_t GetDeviceState() const;

    /**
     * @brief Check that a guest could be attached to a port.
     * @param port the port
     * @throws std::invalid_argument if there is none, it is on no node, or it is in use
     */
    static void CheckFree(Ptr<EthernetNic> port);

    /// Signature of the trace source StateChanged.
    typedef void (*StateChangedTracedCallback)(State before, State after);
    /// Signature of the trace source Booted.
    typedef void (*BootedTracedCallback)();

  protected:
    void DoDispose() override;

  private:
    /// @param state the new state
    void SetState(State state);
    /// Let the guest's time stand still or go on, as its state and its processors say.
    void UpdateTime();
    /// @param function of ours @param what is wrong with the guest @throws std::invalid_argument
    [[noreturn]] void Refuse(const char* function, const char* what) const;
    /// @param function of ours @throws std::invalid_argument if guest time cannot stand still
    void RequireGuestTime(const char* function) const;

    Ptr<EthernetNic> m_nic;                    //!< the guest's NIC
    Ptr<GuestMemory> m_guestMemory;            //!< see GetGuestMemory
    uint64_t m_memory;                         //!< bytes
    uint64_t m_diskSize;                       //!< bytes
    uint64_t m_deviceState;                    //!< bytes
    uint32_t m_pageSize;                       //!< bytes
    uint32_t m_vCpus;                          //!< processors
    uint32_t m_pauseBuffer;                    //!< frames kept in a pause
    uint32_t m_stalled{0};                     //!< processors that wait
    bool m_linkSignals;                        //!< the ends hear of plugging
    bool m_moved{false};                       //!< see IsBeingMoved
    bool m_stands{false};                      //!< guest time does
    bool m_boots{false};                       //!< it was shut down
    State m_state{RUNNING};                    //!< at present
    TracedCallback<State, State> m_stateTrace; //!< "StateChanged"
    TracedCallback<> m_bootTrace;              //!< "Booted"
};

/// @param state a state @return its name
const char* ToString(VirtualMachine::State state);
/// @param os a stream @param state a state @return the stream, after the state's name
std::ostream& operator<<(std::ostream& os, VirtualMachine::State state);

} // namespace ns3

#endif /* VIRTUAL_MACHINE_H */

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "multicast-snooper.h"

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(MulticastSnooper);

TypeId
MulticastSnooper::GetTypeId()
{
    static TypeId tid = TypeId("ns3::MulticastSnooper").SetParent<Object>().SetGroupName("Lisp");
    return tid;
}

} // namespace ns3

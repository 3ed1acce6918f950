/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "link-failure.h"

#include "ns3/channel.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"

#include <stdexcept>

namespace ns3
{

NS_OBJECT_ENSURE_REGISTERED(LinkFailure);

TypeId
LinkFailure::GetTypeId()
{
    static TypeId tid = TypeId("ns3::LinkFailure")
                            .SetParent<ErrorModel>()
                            .SetGroupName("Lisp")
                            .AddConstructor<LinkFailure>();
    return tid;
}

void
LinkFailure::SetLink(Ptr<NetDevice> end, bool isUp)
{
    const auto channel = DynamicCast<PointToPointNetDevice>(end) ? end->GetChannel() : nullptr;
    if (!channel)
    {
        throw std::invalid_argument("LinkFailure::SetLink: accepted: a point-to-point device that "
                                    "is at a link");
    }
    for (std::size_t i = 0; i < channel->GetNDevices(); i++)
    {
        Ptr<ErrorModel> model;
        if (!isUp)
        {
            model = CreateObject<LinkFailure>();
        }
        DynamicCast<PointToPointNetDevice>(channel->GetDevice(i))->SetReceiveErrorModel(model);
    }
}

bool
LinkFailure::IsAt(Ptr<NetDevice> device)
{
    PointerValue model;
    return device->GetAttributeFailSafe("ReceiveErrorModel", model) && model.Get<LinkFailure>();
}

bool
LinkFailure::DoCorrupt(Ptr<Packet> /* packet */)
{
    return true;
}

void
LinkFailure::DoReset()
{
}

} // namespace ns3

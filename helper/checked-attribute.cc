/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "checked-attribute.h"

#include "ns3/string.h"

#include <cstdlib>
#include <set>
#include <stdexcept>

namespace ns3
{

namespace
{

/// @param text a text @return true if it is a time as ns-3 reads it: it aborts on any other
bool
IsTime(const std::string& text)
{
    static const std::set<std::string>
        units{"", "s", "ms", "us", "ns", "ps", "fs", "min", "h", "d", "y"};
    // Letters such as those of "inf" and "0x10" are numbers to strtod, but not to Time.
    const auto unit = text.find_first_not_of("+-0123456789.eE");
    const std::string number = text.substr(0, unit);
    char* end = nullptr;
    std::strtod(number.c_str(), &end);
    return !number.empty() && *end == '\0' &&
           units.count(unit == std::string::npos ? "" : text.substr(unit)) != 0;
}

/// @param text a text @return true if it names a type, with or without attributes in brackets, as
/// ns-3 makes an object by it: it aborts on any other
bool
IsType(const std::string& text)
{
    TypeId type;
    return TypeId::LookupByNameFailSafe(text.substr(0, text.find('[')), &type);
}

} // namespace

void
CheckAttribute(const TypeId& type, const std::string& name, const AttributeValue& value)
{
    TypeId::AttributeInformation info;
    if (!type.LookupAttributeByName(name, &info))
    {
        throw std::invalid_argument(type.GetName() + " has no attribute \"" + name + "\"");
    }
    const auto* text = dynamic_cast<const StringValue*>(&value);
    const bool isTime = info.checker->GetValueTypeName() == "ns3::TimeValue";
    const bool isPointer = info.checker->GetValueTypeName() == "ns3::PointerValue";
    if ((text && isTime && !IsTime(text->Get())) || (text && isPointer && !IsType(text->Get())) ||
        !info.checker->CreateValidValue(value))
    {
        throw std::invalid_argument("attribute \"" + name + "\" of " + type.GetName() +
                                    ": the value " +
                                    (text ? "'" + text->Get() + "' " : std::string()) +
                                    "is not one of type " + info.checker->GetValueTypeName() +
                                    (info.checker->HasUnderlyingTypeInformation()
                                         ? ", " + info.checker->GetUnderlyingTypeInformation()
                                         : std::string()));
    }
}

void
SetCheckedAttribute(ObjectFactory& factory, const std::string& name, const AttributeValue& value)
{
    CheckAttribute(factory.GetTypeId(), name, value);
    factory.Set(name, value);
}

} // namespace ns3

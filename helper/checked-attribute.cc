/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#include "checked-attribute.h"

#include "accepted-words.h"

#include "ns3/nstime.h"
#include "ns3/string.h"

#include <cstdlib>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

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

/// @param time a time @return it as ns-3 reads it, in the largest unit that it is a whole number of
std::string
WriteTimeValue(Time time)
{
    constexpr std::pair<int64_t, const char*> units[] = {{3600000000000, "h"},
                                                         {60000000000, "min"},
                                                         {1000000000, "s"},
                                                         {1000000, "ms"},
                                                         {1000, "us"}};
    const int64_t count = time.GetNanoSeconds();
    for (const auto& [size, unit] : units)
    {
        if (count != 0 && count % size == 0)
        {
            return std::to_string(count / size) + unit;
        }
    }
    return std::to_string(count) + (count == 0 ? "s" : "ns");
}

/// @param checker of an attribute that is a time @return what it accepts, in words
std::string
DescribeTimes(const AttributeChecker& checker)
{
    // The checker says "Time +1e+06ns:+9.22337e+18ns", its bounds.
    const auto bounds = checker.HasUnderlyingTypeInformation()
                            ? checker.GetUnderlyingTypeInformation()
                            : std::string();
    const auto colon = bounds.find(':');
    const auto space = bounds.find(' ');
    const auto read = [](const std::string& text) {
        return IsTime(text) ? std::make_optional(Time(text)) : std::nullopt;
    };
    const auto least = colon == std::string::npos || space == std::string::npos
                           ? std::nullopt
                           : read(bounds.substr(space + 1, colon - space - 1));
    const auto most = colon == std::string::npos ? std::nullopt : read(bounds.substr(colon + 1));
    // Six digits: a bound that was not set is not the utmost Time any more.
    const Time utmost(Time::Max().GetTimeStep() / 2);
    std::string accepted = "a time";
    if (least && *least > Time(0) - utmost)
    {
        accepted += " from " + WriteTimeValue(*least);
    }
    if (most && *most < utmost)
    {
        accepted += " to " + WriteTimeValue(*most);
    }
    const Time usual = Seconds(5);
    const Time example = least && usual < *least ? *least : most && usual > *most ? *most : usual;
    return accepted + ", such as " + WriteTimeValue(example) +
           "; the unit (h, min, s, ms, us, ns) next to the number";
}

/// @param type a type @return the names of its attributes that may be set
std::set<std::string>
NameAttributes(const TypeId& type)
{
    std::set<std::string> names;
    TypeId at = type;
    for (bool isLast = false; !isLast; at = at.GetParent())
    {
        isLast = !at.HasParent();
        for (std::size_t i = 0; i < at.GetAttributeN(); ++i)
        {
            const auto info = at.GetAttribute(i);
            if ((info.flags & TypeId::ATTR_SET) != 0 && info.accessor->HasSetter())
            {
                names.insert(info.name);
            }
        }
    }
    return names;
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
        RefuseAttribute({type}, name);
    }
    const auto* text = dynamic_cast<const StringValue*>(&value);
    const bool isTime = info.checker->GetValueTypeName() == "ns3::TimeValue";
    const bool isPointer = info.checker->GetValueTypeName() == "ns3::PointerValue";
    const auto* time = dynamic_cast<const TimeValue*>(&value);
    if (isTime && (text || time) &&
        ((text && !IsTime(text->Get())) || !info.checker->CreateValidValue(value)))
    {
        throw std::invalid_argument("attribute \"" + name + "\" of " + type.GetName() +
                                    ": the value '" +
                                    (text ? text->Get() : WriteTimeValue(time->Get())) +
                                    "': accepted: " + DescribeTimes(*info.checker));
    }
    if ((text && isPointer && !IsType(text->Get())) || !info.checker->CreateValidValue(value))
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
RefuseAttribute(const std::vector<TypeId>& types, const std::string& name)
{
    std::set<std::string> accepted;
    for (const auto& type : types)
    {
        accepted.merge(NameAttributes(type));
    }
    throw std::invalid_argument(types.front().GetName() + " has no attribute \"" + name +
                                "\": accepted: " + JoinWords({accepted.begin(), accepted.end()}));
}

void
SetCheckedAttribute(ObjectFactory& factory, const std::string& name, const AttributeValue& value)
{
    CheckAttribute(factory.GetTypeId(), name, value);
    factory.Set(name, value);
}

} // namespace ns3

/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-folder.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace ns3
{

namespace fs = std::filesystem;

ResultFolder::ResultFolder(const std::string& path)
{
    const std::string accepted = ": accepted: a folder that can be written to";
    try
    {
        fs::path place = fs::absolute(path).lexically_normal();
        if (!place.has_filename())
        {
            place = place.parent_path();
        }
        m_path = place.string();
        if (fs::exists(place) && !fs::is_directory(place))
        {
            throw std::invalid_argument("--out=" + path + " is no folder" + accepted);
        }
        // Beside its place, so that the whole folder can be moved; inside, if it is there already.
        const bool present = fs::exists(place);
        const fs::path around = present ? place : place.parent_path();
        for (fs::path missing = around; !fs::exists(missing); missing = missing.parent_path())
        {
            m_created = missing.string();
        }
        fs::create_directories(around);
        m_around = around.string();
        for (int number = 0; m_work.empty(); number++)
        {
            const fs::path work = around / (".unfinished-result-" + std::to_string(getpid()) + "-" +
                                            std::to_string(number));
            if (fs::create_directory(work))
            {
                m_work = work.string();
            }
        }
    }
    catch (const fs::filesystem_error& error)
    {
        Discard();
        throw std::invalid_argument("--out=" + path + " cannot be made (" + error.code().message() +
                                    ")" + accepted);
    }
}

ResultFolder::~ResultFolder()
{
    Discard();
}

void
ResultFolder::Discard()
{
    std::error_code ignored;
    if (!m_work.empty())
    {
        fs::remove_all(m_work, ignored);
        m_work.clear();
    }
    // Only what is empty: another run may have put its result there.
    for (fs::path made = m_around; !m_created.empty() && fs::remove(made, ignored);
         made = made.parent_path())
    {
        if (made == m_created)
        {
            break;
        }
    }
    m_created.clear();
}

const std::string&
ResultFolder::GetWorkPath() const
{
    return m_work;
}

void
ResultFolder::Write(const std::string& name, const std::function<void(std::ostream&)>& write)
{
    const std::string file = (fs::path(m_work) / name).string();
    std::ofstream stream(file, std::ios::binary);
    write(stream);
    stream.close();
    if (!stream)
    {
        throw std::runtime_error("could not write " + name + " for " + m_path);
    }
}

void
ResultFolder::RemoveOldCaptures()
{
    if (fs::exists(fs::path(m_path) / "summary.json"))
    {
        for (const auto& file : fs::directory_iterator(m_path))
        {
            if (file.path().extension() == ".pcap")
            {
                fs::remove(file.path());
            }
        }
    }
}

void
ResultFolder::Commit()
{
    try
    {
        if (fs::exists(m_path))
        {
            RemoveOldCaptures();
            for (const auto& file : fs::directory_iterator(m_work))
            {
                fs::rename(file.path(), fs::path(m_path) / file.path().filename());
            }
            fs::remove(m_work);
        }
        else
        {
            fs::rename(m_work, m_path);
        }
        m_work.clear();
        m_created.clear();
    }
    catch (const fs::filesystem_error& error)
    {
        throw std::runtime_error("could not write to " + m_path + ": " + error.code().message());
    }
}

} // namespace ns3

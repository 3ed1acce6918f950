/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "result-folder.h"

#include "signal-cleanup.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace ns3
{

namespace fs = std::filesystem;

namespace
{

/// Names of hidden folders begin so; the number of their process follows.
const std::string WORK_NAME = ".unfinished-result-";

/// @param folder a hidden folder @return its descriptor if nobody else has it marked, or -1
int
Mark(const std::string& folder)
{
    const int mark = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (mark >= 0 && flock(mark, LOCK_EX | LOCK_NB) != 0)
    {
        close(mark);
        return -1;
    }
    return mark;
}

/**
 * @brief Remove the hidden folders of programs that were killed.
 *
 * The number of a process says too little alone: containers and hosts that share a folder have
 * numbers of their own, so its mark has to be gone too.
 *
 * @param around the folder around them
 */
void
RemoveForsaken(const fs::path& around)
{
    std::error_code ignored;
    for (fs::directory_iterator file(around, ignored), end; file != end; file.increment(ignored))
    {
        const std::string name = file->path().filename().string();
        int process = 0;
        if (name.rfind(WORK_NAME, 0) != 0 ||
            std::sscanf(name.c_str() + WORK_NAME.size(), "%d-", &process) != 1 || process <= 0 ||
            kill(process, 0) == 0 || errno != ESRCH)
        {
            continue;
        }
        const int mark = Mark(file->path().string());
        if (mark >= 0)
        {
            fs::remove_all(file->path(), ignored);
            close(mark);
        }
    }
}

} // namespace

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
        RemoveForsaken(place.parent_path());
        RemoveForsaken(place);
        MakeWork(m_around);
    }
    catch (const fs::filesystem_error& error)
    {
        End();
        throw std::invalid_argument("--out=" + path + " cannot be made (" + error.code().message() +
                                    ")" + accepted);
    }
}

ResultFolder::~ResultFolder()
{
    End();
}

void
ResultFolder::MakeWork(const std::string& around)
{
    for (int number = 0; m_work.empty(); number++)
    {
        const fs::path work = fs::path(around) /
                              (WORK_NAME + std::to_string(getpid()) + "-" + std::to_string(number));
        if (fs::create_directory(work))
        {
            m_work = work.string();
        }
    }
    m_mark = Mark(m_work);
    m_cleanup = std::make_unique<SignalCleanup>([this]() { Remove(); });
}

void
ResultFolder::Remove() const
{
    std::error_code ignored;
    if (!m_work.empty())
    {
        fs::remove_all(m_work, ignored);
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
}

void
ResultFolder::End()
{
    m_cleanup.reset();
    Remove();
    if (m_mark >= 0)
    {
        close(m_mark);
        m_mark = -1;
    }
    m_work.clear();
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
        const auto whole = SignalCleanup::Hold();
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
    End();
}

} // namespace ns3

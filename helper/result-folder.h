/*
 * SPDX-License-Identifier: GPL-2.0-only
 */
#ifndef RESULT_FOLDER_H
#define RESULT_FOLDER_H

#include <functional>
#include <memory>
#include <ostream>
#include <string>

namespace ns3
{

class SignalCleanup;

/**
 * @brief The folder of a result, which appears whole or not at all.
 *
 * Files are written into a hidden folder first. Commit moves them to their place; without it they
 * are removed, also if a signal ends the program (see SignalCleanup); what a program left that had
 * no time to, the next one in this place removes. Files of an earlier result are replaced where the
 * new one has the same names, its captures (*.pcap beside a summary.json) go, others stay.
 */
class ResultFolder
{
  public:
    /**
     * @param path where the result is to be; need not exist
     * @throws std::invalid_argument if it is no folder, or nothing can be written there
     */
    explicit ResultFolder(const std::string& path);
    ~ResultFolder();

    ResultFolder(const ResultFolder&) = delete;
    ResultFolder& operator=(const ResultFolder&) = delete;

    /// @return the folder to write to until Commit
    const std::string& GetWorkPath() const;

    /**
     * @brief Write a file.
     * @param name its name
     * @param write writes its content
     * @throws std::runtime_error if that fails
     */
    void Write(const std::string& name, const std::function<void(std::ostream&)>& write);

    /**
     * @brief Move everything to its place.
     * @throws std::runtime_error if that fails
     */
    void Commit();

  private:
    /// Remove the captures of an earlier result: they would pass for the new one's.
    void RemoveOldCaptures();
    /// Make the hidden folder, and mark it as in use. @param around where
    void MakeWork(const std::string& around);
    /// Remove what was made and is not to stay.
    void Remove() const;
    /// Remove it, and let go of the hidden folder.
    void End();

    std::string m_path;    //!< the result's place
    std::string m_work;    //!< the hidden folder; empty when it is gone
    std::string m_around;  //!< the folder around the hidden one
    std::string m_created; //!< the uppermost folder made for the result; empty if none
    int m_mark{-1};        //!< descriptor of the hidden folder, locked; -1: none
    std::unique_ptr<SignalCleanup> m_cleanup; //!< removes it when a signal ends the program
};

} // namespace ns3

#endif /* RESULT_FOLDER_H */

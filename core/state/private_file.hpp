// PrivateFile: small files that only their owner reads and that are never seen half written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.hpp"

namespace acrida {

/// What such a file may hold, in bytes.
inline constexpr std::size_t kMaxPrivateFileBytes = std::size_t{16} << 20;

/// The text; nothing when there is no such file. An error when others may read or write it, with
/// the remedy, as what lies in it is secret or decides who is let in.
Result<std::optional<std::string>> read_private_file(const std::filesystem::path& path);

/// Makes the file with mode 0600 unless there is one: of several processes one wins, and all return
/// what it wrote.
Result<std::string> create_private_file(const std::filesystem::path& path, const std::string& text);

/// Puts the text in place of what the file held, at once (rename), with mode 0600.
Result<void> replace_private_file(const std::filesystem::path& path, const std::string& text);

/// Changes when the file does; 0 without one.
std::uint64_t file_version(const std::filesystem::path& path);

}  // namespace acrida

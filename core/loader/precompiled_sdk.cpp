// Precompiled SDK: makes, checks and limits what lies in the cache.
#include "core/loader/precompiled_sdk.hpp"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <acrida/fingerprint.hpp>

#include "core/data/sha256.hpp"
#include "core/loader/build_cache.hpp"
#include "core/loader/sdk_compiler.hpp"
#include "core/process/child_process.hpp"
#include "core/state/file_lock.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

// Clang takes a precompiled header by another option only.
#if defined(__clang__)
constexpr bool kIsClang = true;
#else
constexpr bool kIsClang = false;
#endif
// Each is about 120 MB; the least recently used ones go.
constexpr std::size_t kMaxPrecompiledHeaders = 6;

void skip_space_and_comments(std::string_view& text) {
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    text.remove_prefix(std::min(begin, text.size()));
    const bool to_line_end = text.starts_with("//");
    if (!to_line_end && !text.starts_with("/*")) return;
    const std::size_t end = to_line_end ? text.find('\n') : text.find("*/", 2);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (to_line_end ? 1 : 2));
  }
}

// What tells one version of a file from another without reading it.
std::string state_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "gone";
  return std::to_string(status.st_size) + "." + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

bool is_current(const fs::path& header, const fs::path& manifest) {
  std::error_code ignored;
  if (!fs::exists(header, ignored) || !fs::exists(fs::path(header).replace_extension(), ignored))
    return false;
  std::ifstream lines(manifest);
  std::size_t files = 0;
  for (std::string line; std::getline(lines, line); ++files) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos || state_of(line.substr(space + 1)) != line.substr(0, space))
      return false;
  }
  return files > 0;
}

void remove_oldest(const fs::path& cache) {
  std::vector<std::pair<fs::file_time_type, fs::path>> folders;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(cache, error))
    if (entry.is_directory(error)) folders.emplace_back(entry.last_write_time(error), entry.path());
  std::sort(folders.rbegin(), folders.rend());
  for (std::size_t i = kMaxPrecompiledHeaders; i < folders.size(); ++i)
    fs::remove_all(folders[i].second, error);
}

bool make(const std::vector<std::string>& compiler, const fs::path& sdk, const std::string& name,
          const fs::path& header, const fs::path& manifest) {
  const auto start = std::chrono::steady_clock::now();
  std::cerr << "build: precompiling <" << name << ">, once for all tests; some seconds"
            << std::endl;
  // g++ looks here again when the header is included once more, after the precompiled one.
  std::ofstream(fs::path(header).replace_extension())
      << "#include \"" << (sdk / name).string() << "\"\n";
  const fs::path wrapper = fs::path(header).replace_extension(".include");
  std::ofstream(wrapper) << "#include <" << name << ">\n";
  const fs::path rule = fs::path(header).replace_extension(".rule");
  const fs::path unfinished = header.string() + ".new";
  std::vector<std::string> command = compiler;
  for (std::string& flag : include_flags(sdk)) command.push_back(std::move(flag));
  for (const std::string& word :
       {std::string("-MD"), std::string("-MF"), rule.string(), std::string("-x"),
        std::string("c++-header"), wrapper.string(), std::string("-o"), unfinished.string()})
    command.push_back(word);
  const auto done = run_and_capture(command);
  std::error_code error;
  if (done && done->wait_status == 0) {
    std::ofstream lines(manifest);
    for (const std::string& file : files_of_make_rule(read_bytes(rule)))
      if (file != wrapper.string()) lines << state_of(file) << ' ' << file << '\n';
    if (lines.flush()) fs::rename(unfinished, header, error);
  }
  fs::remove(rule, error);
  fs::remove(unfinished, error);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (!is_current(header, manifest)) {
    std::cerr << "build: it could not be precompiled; going on without" << std::endl;
    return false;
  }
  std::cerr << "build: precompiled in " << std::fixed << std::setprecision(1) << took.count()
            << " s" << std::endl;
  return true;
}

}  // namespace

std::string first_sdk_header(std::string_view source) {
  skip_space_and_comments(source);
  if (!source.starts_with('#')) return {};
  source.remove_prefix(1);
  skip_space_and_comments(source);
  if (!source.starts_with("include")) return {};
  source.remove_prefix(7);
  skip_space_and_comments(source);
  const std::size_t end = source.find_first_of(">\n");
  if (!source.starts_with("<acrida/") || end == std::string_view::npos || source[end] != '>')
    return {};
  const std::string name(source.substr(1, end - 1));
  return name.find("..") == std::string::npos ? name : std::string();
}

std::vector<std::string> precompiled_flags(const fs::path& source) {
  if (kIsClang) return {};
  const fs::path sdk = sdk_folder();
  const std::string name = first_sdk_header(read_bytes(source));
  std::error_code error;
  if (name.empty() || !fs::is_regular_file(sdk / name, error)) return {};
  const Result<fs::path> cache = cache_folder("sdk");
  if (!cache) return {};
  const std::vector<std::string> compiler = compiler_command();
  std::string key = sdk.string() + kFingerprint + name;
  for (const std::string& word : compiler) key += " " + word;
  const fs::path folder = *cache / sha256(key).substr(0, 32);
  const fs::path header = folder / (name + ".gch");
  const fs::path manifest = folder / "manifest";
  std::vector<std::string> flags{"-isystem", folder.string()};
  fs::create_directories(header.parent_path(), error);
  if (error) return {};
  if (!is_current(header, manifest)) {
    // One process makes it, others wait for it.
    const auto lock = FileLock::wait(folder / "lock");
    if (!is_current(header, manifest) && !make(compiler, sdk, name, header, manifest)) return {};
    remove_oldest(*cache);
  }
  fs::last_write_time(folder, fs::file_time_type::clock::now(), error);
  return flags;
}

}  // namespace acrida

// PluginDir: a look at each file.
#include "slave/cache/plugin_dir.hpp"

#include "core/data/data_hash.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

bool has_content(const fs::path& path, const wire::CodeFile& wanted) {
  std::error_code error;
  if (fs::file_size(path, error) != wanted.bytes || error) return false;
  const Result<std::string> hash = data_hash(path.string());
  return hash && *hash == wanted.hash;
}

}  // namespace

Result<void> PluginDir::begin(const wire::CodeManifest&) {
  found_ = {.library = {}, .folder = fs::absolute(folder_).string(), .hash = {}};
  return {};
}

Result<FoundFile> PluginDir::look(const wire::CodeFile& file) {
  if (file.role != wire::CodeFile::Role::test) {
    if (has_content(folder_ / file.name, file))
      return FoundFile{FoundFile::State::whole, file.bytes};
  } else {
    std::error_code error;
    for (fs::directory_iterator at(folder_, error); at != fs::directory_iterator();
         at.increment(error)) {
      if (error) break;
      if (at->path().extension() != ".so" || !has_content(at->path(), file)) continue;
      found_.library = fs::absolute(at->path()).string();
      found_.hash = file.hash;
      return FoundFile{FoundFile::State::whole, file.bytes};
    }
  }
  return FoundFile{FoundFile::State::missing, 0,
                   folder_.string() + " has not the master's " + file.name + " (SHA-256 " +
                       file.hash + "): copy it there"};
}

Result<void> PluginDir::store(const wire::CodeFile&, std::uint64_t, std::string_view) {
  return Error{folder_.string() + ": nothing of a master is written there"};
}

Result<std::optional<bool>> PluginDir::check_some(const wire::CodeFile&) {
  return std::optional<bool>(true);
}

Result<StoredTest> PluginDir::use() {
  return found_;
}

}  // namespace acrida

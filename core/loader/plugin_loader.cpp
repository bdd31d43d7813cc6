// Plugin: dlopen(3) behind the checks that make it safe.
#include "core/loader/plugin_loader.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <link.h>

#include <acrida/fingerprint.hpp>
#include <acrida/test_file_base.hpp>

#include "core/loader/fingerprint_note.hpp"

namespace acrida {

namespace {

/// A plugin's list is in reverse order of declaration.
template <class Entry>
std::vector<const Entry*> in_order(const Entry* first) {
  std::vector<const Entry*> entries;
  for (; first; first = first->next) entries.push_back(first);
  std::reverse(entries.begin(), entries.end());
  return entries;
}

/// The path of a library that has come with the test; empty when none of this name has.
std::string loaded_from(const std::string& library) {
  void* const handle = dlopen(library.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!handle) return {};
  link_map* map = nullptr;
  const bool known = dlinfo(handle, RTLD_DI_LINKMAP, &map) == 0;
  std::string path = known ? map->l_name : "";
  dlclose(handle);  // only what RTLD_NOLOAD has counted
  return path;
}

Result<void> find_files(TestFileBase* last, const TestFolder& folder) {
  for (TestFileBase* file = last; file; file = file->previous()) {
    std::string loaded;
    if (file->kind() == TestFileBase::library) loaded = loaded_from(file->name());
    if (loaded.empty()) {
      const auto found = folder.find(file->name(), file->source_file());
      if (!found) return found.error();
      loaded = *found;
    }
    file->bind(std::move(loaded));
  }
  return {};
}

}  // namespace

Result<Plugin> Plugin::load(const std::string& path, const TestFolder& folder) {
  const Result<std::string> fingerprint = read_fingerprint(path);
  if (!fingerprint) return fingerprint.error();
  if (*fingerprint != kFingerprint)
    return Error{path + ": built for another Acrida (it: " + *fingerprint +
                 "; this one: " + kFingerprint + "); build it again with `acrida build`"};

  const std::string absolute = std::filesystem::absolute(path).string();  // no search path
  void* library = dlopen(absolute.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return Error{std::string("cannot load the test: ") + dlerror()};
  const auto entry = reinterpret_cast<EntryFunction>(dlsym(library, kEntrySymbol));
  if (!entry) return Error{path + ": has no symbol " + kEntrySymbol + "; build it again"};
  const PluginDescriptor* descriptor = entry();
  if (descriptor->asio_static != detail::asio_static())
    return Error{path + ": has its own copy of Asio; link neither Asio nor Acrida into a test"};

  Plugin plugin;
  plugin.user_classes_ = in_order(descriptor->users);
  plugin.shapes_ = in_order(descriptor->shapes);
  plugin.hooks_ = in_order(descriptor->hooks);
  if (plugin.user_classes_.empty())
    return Error{path + ": has no user class; name one with ACRIDA_USER(Class)"};
  plugin.arguments_ = descriptor->arguments;
  plugin.feeders_ = descriptor->feeders;
  plugin.files_ = descriptor->files;
  plugin.thresholds_ = descriptor->thresholds;
  if (auto found = find_files(plugin.files_, folder); !found) return found.error();
  return plugin;
}

}  // namespace acrida

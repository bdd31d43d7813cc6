// Inspection: one user of each class is made and looked at.
#include "core/loader/inspection.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include <acrida/argument_base.hpp>
#include <acrida/test_file_base.hpp>

#include "core/data/data_hash.hpp"
#include "core/data/load_rows.hpp"
#include "core/loader/plugin_loader.hpp"
#include "core/loader/test_builder.hpp"
#include "core/tasks/task_plan.hpp"

namespace acrida {
namespace {

Result<TestClass> inspect_class(const UserClassEntry& entry) {
  const std::string who = std::string("user class ") + entry.name;
  TestClass found;
  try {
    const std::unique_ptr<User> user = entry.create();
    Result<std::vector<TestTask>> tasks = TaskPlan::describe(*user, entry.name);
    if (!tasks) return tasks.error();
    found = {{entry.name, user->weight, user->fixed_count},
             user->host,
             text_of(user->order),
             std::move(*tasks),
             user->executor.spec(),
             user->least_sockets()};
  } catch (const std::exception& error) {
    return Error{who + ": its constructor threw: " + error.what()};
  } catch (...) {
    return Error{who + ": its constructor threw something that is no std::exception"};
  }
  if (!(found.plan.weight >= 0) || !std::isfinite(found.plan.weight))
    return Error{who + ": weight must be a number >= 0"};
  return found;
}

/// In the order of their declaration.
Result<std::vector<ArgumentSpec>> inspect_arguments(const ArgumentBase* last) {
  std::vector<ArgumentSpec> found;
  std::set<std::string> names;
  for (const ArgumentBase* argument = last; argument; argument = argument->next()) {
    const ArgumentSpec& spec = argument->spec();
    if (std::string fault = spec.fault_of_itself(); !fault.empty()) return Error{fault};
    if (!names.insert(spec.name).second)
      return Error{"argument " + spec.name + ": there are two of this name; rename one"};
    found.push_back(spec);
  }
  std::reverse(found.begin(), found.end());
  return found;
}

/// In the order of their declaration; each file is read whole.
Result<std::vector<InspectedFeeder>> inspect_feeders(const FeederBase* last) {
  static constexpr const char* kModes[] = {"random", "circular", "shuffled", "once", "unique"};
  std::vector<InspectedFeeder> found;
  for (const FeederBase* feeder = last; feeder; feeder = feeder->previous()) {
    const auto table = load_rows(*feeder);
    if (!table) return table.error();
    const auto hash = data_hash(table->file);
    if (!hash) return hash.error();
    found.push_back({feeder->file(), table->file, *hash, kModes[feeder->mode()], table->rows(),
                     feeder->options().reuse});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

/// In the order of their declaration.
Result<std::vector<InspectedFile>> inspect_files(const TestFileBase* last) {
  std::vector<InspectedFile> found;
  for (const TestFileBase* file = last; file; file = file->previous()) {
    const auto hash = data_hash(file->path());
    if (!hash) return hash.error();
    found.push_back({file->name(), file->path(), *hash, file->kind() == TestFileBase::library});
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace

Result<InspectedTest> inspect_here(const std::string& test_path) {
  InspectedTest found;
  const Result<std::string> library = library_of(test_path);
  if (!library) return library.error();
  found.path = *library;
  const Result<Plugin> plugin = Plugin::load(found.path);
  if (!plugin) return plugin.error();
  const Result<std::string> hash = data_hash(found.path);
  if (!hash) return hash.error();
  found.hash = *hash;
  std::set<std::string> names;
  for (const UserClassEntry* entry : plugin->user_classes()) {
    Result<TestClass> user_class = inspect_class(*entry);
    if (!user_class) return user_class.error();
    if (!names.insert(user_class->plan.name).second)
      return Error{"user class " + user_class->plan.name +
                   ": there are two of this name; rename one"};
    found.classes.push_back(std::move(*user_class));
  }
  auto arguments = inspect_arguments(plugin->arguments());
  if (!arguments) return arguments.error();
  found.arguments = std::move(*arguments);
  auto feeders = inspect_feeders(plugin->feeders());
  if (!feeders) return feeders.error();
  found.feeders = std::move(*feeders);
  auto files = inspect_files(plugin->files());
  if (!files) return files.error();
  found.files = std::move(*files);
  for (const ShapeEntry* entry : plugin->shapes()) {
    if (std::count(found.shapes.begin(), found.shapes.end(), entry->name) > 0)
      return Error{"load shape " + std::string(entry->name) +
                   ": there are two of this name; rename one"};
    found.shapes.emplace_back(entry->name);
  }
  for (const ThresholdEntry* entry = plugin->thresholds(); entry; entry = entry->next)
    found.thresholds.emplace_back(entry->text);
  std::reverse(found.thresholds.begin(), found.thresholds.end());
  found.has_hooks = !plugin->hooks().empty();
  return found;
}

}  // namespace acrida

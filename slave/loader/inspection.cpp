// Inspection: one user of each class is made and looked at.
#include "slave/loader/inspection.hpp"

#include <cmath>
#include <set>
#include <sys/wait.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "core/process/child_process.hpp"
#include "slave/loader/plugin_loader.hpp"
#include "slave/loader/test_builder.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

Result<InspectedClass> inspect_class(const UserClassEntry& entry) {
  const std::string who = std::string("user class ") + entry.name;
  InspectedClass found;
  try {
    const std::unique_ptr<User> user = entry.create();
    found.name = entry.name;
    found.weight = user->weight;
    found.fixed_count = user->fixed_count;
    found.host = user->host;
    found.tasks = user->tasks().size();
  } catch (const std::exception& error) {
    return Error{who + ": its constructor threw: " + error.what()};
  } catch (...) {
    return Error{who + ": its constructor threw something that is no std::exception"};
  }
  if (!(found.weight >= 0) || !std::isfinite(found.weight))
    return Error{who + ": weight must be a number >= 0"};
  if (found.tasks == 0) return Error{who + ": has no task; add one with add_task()"};
  return found;
}

}  // namespace

Result<Inspection> inspect_here(const std::string& test_path) {
  Inspection found;
  const Result<std::string> library = library_of(test_path);
  if (!library) return library.error();
  found.library = *library;
  const Result<Plugin> plugin = Plugin::load(found.library);
  if (!plugin) return plugin.error();
  const Result<std::string> hash = content_hash(found.library);
  if (!hash) return hash.error();
  found.hash = *hash;
  std::set<std::string> names;
  for (const UserClassEntry* entry : plugin->user_classes()) {
    Result<InspectedClass> user_class = inspect_class(*entry);
    if (!user_class) return user_class.error();
    if (!names.insert(user_class->name).second)
      return Error{"user class " + user_class->name + ": there are two of this name; rename one"};
    found.user_classes.push_back(std::move(*user_class));
  }
  return found;
}

std::string to_json(const Inspection& inspection) {
  json::array classes;
  for (const InspectedClass& user_class : inspection.user_classes)
    classes.push_back(json::object{{"name", user_class.name},
                                   {"weight", user_class.weight},
                                   {"fixed_count", user_class.fixed_count},
                                   {"host", user_class.host},
                                   {"tasks", user_class.tasks}});
  return json::serialize(json::object{
      {"path", inspection.library}, {"hash", inspection.hash}, {"user_classes", classes}});
}

Result<Inspection> inspect(const std::string& test_path) {
  const auto output = run_and_capture({own_executable(), "inspect", test_path});
  if (!output) return output.error();
  if (!WIFEXITED(output->wait_status) || WEXITSTATUS(output->wait_status) != 0)
    return Error{test_path + ": the test cannot be used (its inspection ended with " +
                 describe_wait_status(output->wait_status) + ")"};
  try {
    const json::value value = json::parse(output->standard_output);
    Inspection found;
    found.library = json::value_to<std::string>(value.at("path"));
    found.hash = json::value_to<std::string>(value.at("hash"));
    for (const json::value& item : value.at("user_classes").as_array())
      found.user_classes.push_back({json::value_to<std::string>(item.at("name")),
                                    item.at("weight").to_number<double>(),
                                    item.at("fixed_count").to_number<std::uint64_t>(),
                                    json::value_to<std::string>(item.at("host")),
                                    item.at("tasks").to_number<std::uint64_t>()});
    return found;
  } catch (const std::exception& error) {
    return Error{test_path + ": its inspection printed no valid answer: " + error.what()};
  }
}

}  // namespace acrida

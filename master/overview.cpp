// Overview: what the web page is told of the master and its test.
#include "master/overview.hpp"

#include <sstream>

#include "master/load_defaults.hpp"
#include "master/run/run_command.hpp"

namespace acrida {
namespace {

/// Of a list with commas among the test's values.
std::vector<std::string> words_of(const MasterOptions& options, const char* name) {
  std::vector<std::string> words;
  const auto found = options.test_values.find(name);
  if (found == options.test_values.end()) return words;
  std::istringstream list(found->second);
  for (std::string word; std::getline(list, word, ',');) words.push_back(word);
  return words;
}

}  // namespace

TestOverview overview_of(const MasterOptions& options, const InspectedTest& test,
                         const std::string& version) {
  TestOverview overview;
  overview.version = version;
  overview.source = options.test;
  overview.path = test.path;
  overview.hash = test.hash;
  overview.classes = test.classes;
  for (TestClass& user_class : overview.classes) {
    if (options.equal_weights) user_class.plan.weight = 1;
    if (overview.host.empty()) overview.host = user_class.host;
  }
  if (!options.host.empty()) overview.host = options.host;
  overview.shapes = test.shapes;
  overview.default_shape = options.stages.empty() ? options.shape : "stages:" + options.stages;
  overview.tags = words_of(options, "tags");
  overview.exclude_tags = words_of(options, "exclude_tags");
  overview.further_thresholds = options.thresholds;
  overview.thresholds = test.thresholds;
  overview.arguments = test.arguments;
  for (ArgumentSpec& argument : overview.arguments) {
    const auto given = options.test_values.find(argument.field_name());
    if (given != options.test_values.end() && !argument.secret)
      argument.default_text = given->second;
  }
  overview.users = users_of(options, test.classes);
  overview.spawn_rate = spawn_rate_of(options, test.classes);
  overview.run_time_s = options.run_time.count();
  overview.stop_timeout_s = options.stop_timeout.count();
  overview.is_local = options.processes > 0;
  overview.insecure_link = options.is_link_insecure();
  if (!options.data_dir.empty()) overview.features.emplace_back("history");
  return overview;
}

}  // namespace acrida

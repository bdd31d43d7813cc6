// TestOverview: what the page must know of the test and of the master before any run.
#include "master/api/test_overview.hpp"

#include <boost/json.hpp>

#include "core/plan/executor_text.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

json::array tasks_of(const std::vector<TestTask>& tasks) {
  json::array all;
  for (const TestTask& task : tasks) {
    json::object shown{
        {"name", task.name}, {"weight", task.weight}, {"tags", json::value_from(task.tags)}};
    if (task.is_set()) {
      shown["order"] = task.order;
      shown["tasks"] = tasks_of(task.tasks);
    }
    all.push_back(std::move(shown));
  }
  return all;
}

json::array classes_of(const std::vector<TestClass>& classes) {
  json::array all;
  for (const TestClass& one : classes)
    all.push_back({{"name", one.plan.name},
                   {"weight", one.plan.weight},
                   {"fixed_count", one.plan.fixed_count},
                   {"host", one.host},
                   {"executor", one.executor.is_default() ? "" : executor_text(one.executor)},
                   {"order", one.order},
                   {"tasks", tasks_of(one.tasks)}});
  return all;
}

const char* word_of(const ArgumentSpec& argument) {
  if (argument.secret) return "secret";
  switch (argument.kind) {
    case ArgumentKind::whole_number:
      return "integer";
    case ArgumentKind::real_number:
      return "number";
    case ArgumentKind::flag:
      return "flag";
    case ArgumentKind::several:
      return "multi";
    case ArgumentKind::text:
      break;
  }
  return argument.choices.empty() ? "text" : "choice";
}

json::array arguments_of(const std::vector<ArgumentSpec>& arguments) {
  json::array all;
  for (const ArgumentSpec& one : arguments)
    all.push_back({{"name", one.field_name()},
                   {"type", word_of(one)},
                   {"default", one.secret ? "" : one.default_text},
                   {"choices", json::value_from(one.choices)},
                   {"required", one.required},
                   {"help", one.help}});
  return all;
}

/// The test's own, and how the ready-made ones are written.
json::array shapes_of(const TestOverview& test) {
  json::array all;
  for (const std::string& name : test.shapes)
    all.push_back({{"name", name}, {"description", "of the test"}});
  return all;
}

}  // namespace

std::string overview_document(const TestOverview& test) {
  json::object document{
      {"version", test.version},
      {"test", {{"path", test.path}, {"name", name_of(test.source)}, {"hash", test.hash}}},
      {"defaults",
       {{"users", test.users},
        {"spawn_rate", test.spawn_rate},
        {"host", test.host},
        {"run_time_s", test.run_time_s > 0 ? json::value(test.run_time_s) : json::value(nullptr)},
        {"stop_timeout_s", test.stop_timeout_s},
        {"shape", test.default_shape},
        {"tags", json::value_from(test.tags)},
        {"exclude_tags", json::value_from(test.exclude_tags)},
        {"thresholds", json::value_from(test.further_thresholds)}}},
      {"thresholds", json::value_from(test.thresholds)},
      {"classes", classes_of(test.classes)},
      {"shapes", shapes_of(test)},
      {"arguments", arguments_of(test.arguments)},
      {"mode", test.is_local ? "local" : "distributed"},
      {"insecure_link", test.insecure_link},
      {"features", json::value_from(test.features)}};
  return json::serialize(document);
}

}  // namespace acrida

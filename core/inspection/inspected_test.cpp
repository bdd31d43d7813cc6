// InspectedTest: its JSON, and the child process that prints it.
#include "core/inspection/inspected_test.hpp"

#include <iostream>
#include <sstream>

#include <boost/json.hpp>

#include "core/inspection/argument_json.hpp"
#include "core/inspection/executor_json.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

std::string text_or(const json::object& object, const char* key, const char* otherwise) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : otherwise;
}

json::array array_from(const std::vector<TestTask>& tasks) {
  json::array all;
  for (const TestTask& task : tasks) {
    json::object shown{
        {"name", task.name}, {"weight", task.weight}, {"tags", json::value_from(task.tags)}};
    if (task.is_set()) {
      shown["order"] = task.order;
      shown["tasks"] = array_from(task.tasks);
    }
    all.push_back(std::move(shown));
  }
  return all;
}

std::vector<TestTask> tasks_from(const json::object& owner) {
  std::vector<TestTask> tasks;
  const auto* list = owner.if_contains("tasks");
  if (!list) return tasks;
  for (const json::value& item : list->as_array()) {
    const json::object& object = item.as_object();
    TestTask task;
    task.name = object.at("name").as_string();
    task.weight = object.at("weight").to_number<double>();
    task.tags = json::value_to<std::vector<std::string>>(object.at("tags"));
    task.order = text_or(object, "order", "");
    task.tasks = tasks_from(object);
    tasks.push_back(std::move(task));
  }
  return tasks;
}

TestClass class_from(const json::object& object) {
  TestClass found;
  found.plan.name = object.at("name").as_string();
  if (const auto* weight = object.if_contains("weight"))
    found.plan.weight = weight->to_number<double>();
  if (const auto* fixed = object.if_contains("fixed_count")) {
    found.plan.fixed_count = fixed->to_number<std::uint64_t>();
  }
  found.host = text_or(object, "host", "");
  found.order = text_or(object, "order", "random");
  found.tasks = tasks_from(object);
  if (const auto* executor = object.if_contains("executor"))
    found.executor = executor_from(executor->as_object());
  if (const auto* sockets = object.if_contains("sockets"))
    found.sockets = sockets->to_number<std::uint64_t>();
  return found;
}

InspectedFeeder feeder_from(const json::object& object) {
  InspectedFeeder feeder;
  feeder.name = object.at("name").as_string();
  feeder.path = object.at("path").as_string();
  feeder.hash = object.at("hash").as_string();
  feeder.mode = object.at("mode").as_string();
  feeder.rows = object.at("rows").to_number<std::uint64_t>();
  feeder.reuse = object.at("reuse").as_bool();
  return feeder;
}

InspectedFile file_from(const json::object& object) {
  InspectedFile file;
  file.name = object.at("name").as_string();
  file.path = object.at("path").as_string();
  file.hash = object.at("hash").as_string();
  file.is_library = object.at("library").as_bool();
  return file;
}

}  // namespace

std::string inspection_json(const InspectedTest& test) {
  json::array classes;
  for (const TestClass& found : test.classes)
    classes.push_back(json::object{{"name", found.plan.name},
                                   {"weight", found.plan.weight},
                                   {"fixed_count", found.plan.fixed_count},
                                   {"host", found.host},
                                   {"order", found.order},
                                   {"sockets", found.sockets},
                                   {"tasks", array_from(found.tasks)},
                                   {"executor", executor_json(found.executor)}});
  json::array feeders;
  for (const InspectedFeeder& feeder : test.feeders)
    feeders.push_back(json::object{{"name", feeder.name},
                                   {"path", feeder.path},
                                   {"hash", feeder.hash},
                                   {"mode", feeder.mode},
                                   {"rows", feeder.rows},
                                   {"reuse", feeder.reuse}});
  json::array files;
  for (const InspectedFile& file : test.files)
    files.push_back(json::object{{"name", file.name},
                                 {"path", file.path},
                                 {"hash", file.hash},
                                 {"library", file.is_library}});
  json::array arguments;
  for (const ArgumentSpec& argument : test.arguments) arguments.push_back(argument_json(argument));
  return json::serialize(
      json::object{{"path", test.path},
                   {"hash", test.hash},
                   {"user_classes", classes},
                   {"arguments", arguments},
                   {"feeders", feeders},
                   {"files", files},
                   {"thresholds", json::array(test.thresholds.begin(), test.thresholds.end())},
                   {"shapes", json::array(test.shapes.begin(), test.shapes.end())},
                   {"hooks", test.has_hooks}});
}

Result<InspectedTest> parse_inspection(std::string_view text) {
  try {
    const json::value value = json::parse(text);
    InspectedTest test;
    test.path = value.as_object().at("path").as_string();
    test.hash = value.as_object().at("hash").as_string();
    for (const json::value& item : value.as_object().at("user_classes").as_array()) {
      test.classes.push_back(class_from(item.as_object()));
    }
    if (const json::value* arguments = value.as_object().if_contains("arguments")) {
      for (const json::value& item : arguments->as_array())
        test.arguments.push_back(argument_from(item.as_object()));
    }
    if (const json::value* feeders = value.as_object().if_contains("feeders")) {
      for (const json::value& item : feeders->as_array())
        test.feeders.push_back(feeder_from(item.as_object()));
    }
    if (const json::value* files = value.as_object().if_contains("files")) {
      for (const json::value& item : files->as_array())
        test.files.push_back(file_from(item.as_object()));
    }
    if (const auto* shapes = value.as_object().if_contains("shapes")) {
      for (const json::value& name : shapes->as_array()) test.shapes.emplace_back(name.as_string());
    }
    if (const auto* thresholds = value.as_object().if_contains("thresholds")) {
      for (const json::value& one : thresholds->as_array())
        test.thresholds.emplace_back(one.as_string());
    }
    const auto* hooks = value.as_object().if_contains("hooks");
    test.has_hooks = hooks != nullptr && hooks->as_bool();
    return test;
  } catch (const std::exception& error) {
    return Error{std::string("the inspection of the test gave no usable answer: ") + error.what()};
  }
}

namespace {

/// The first that speaks of an error; else the last.
std::string telling_line(const std::string& errors) {
  std::istringstream lines(errors);
  std::string last;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("error: ") != std::string::npos) return line;
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace

Result<InspectedTest> inspect_and_explain(const std::string& test) {
  auto output = run_and_capture({own_executable(), "inspect", test}, Capture::output_and_errors);
  if (!output) return output.error();
  std::cerr << output->standard_error << std::flush;
  if (output->wait_status == 0) return parse_inspection(output->standard_output);
  return Error{"the test " + test + " cannot be used: " + telling_line(output->standard_error)};
}

Result<InspectedTest> inspect_test(const std::string& test) {
  auto output = run_and_capture({own_executable(), "inspect", test});
  if (!output) return output.error();
  if (output->wait_status != 0) {
    return Error{"the test " + test + " cannot be used (" +
                 describe_wait_status(output->wait_status) + ")"};
  }
  return parse_inspection(output->standard_output);
}

}  // namespace acrida

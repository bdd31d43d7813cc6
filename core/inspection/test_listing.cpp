// Test listing: lines of text.
#include "core/inspection/test_listing.hpp"

#include <cstdio>

#include "core/plan/executor_text.hpp"

namespace acrida {
namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// How often it is chosen: a share where chance decides, a count where the order does.
std::string frequency(const TestTask& task, const std::string& order, double all_weights) {
  if (order == "random") {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * task.weight / all_weights);
    return text;
  }
  if (order == "sequential" && task.weight != 1) return number(task.weight) + " times";
  return "";
}

void add_tasks(std::string& out, const std::vector<TestTask>& tasks, const std::string& order,
               const std::string& indent) {
  double all_weights = 0;
  for (const TestTask& task : tasks) all_weights += task.weight;
  for (const TestTask& task : tasks) {
    out += indent + task.name;
    const std::string often = frequency(task, order, all_weights);
    if (!often.empty()) out += "  " + often;
    if (task.is_set()) out += "  " + task.order;
    if (!task.tags.empty()) out += "  tags " + joined(task.tags);
    out += "\n";
    add_tasks(out, task.tasks, task.order, indent + "    ");
  }
}

void add_class(std::string& out, const TestClass& found) {
  out += "    " + found.plan.name;
  out += found.plan.fixed_count > 0 ? "  fixed count " + std::to_string(found.plan.fixed_count)
                                    : "  weight " + number(found.plan.weight);
  if (found.order != "random") out += "  " + found.order;
  if (!found.executor.is_default()) out += "  " + executor_text(found.executor);
  if (!found.host.empty()) out += "  host " + found.host;
  out += "\n";
  add_tasks(out, found.tasks, found.order, "        ");
}

void add_argument(std::string& out, const ArgumentSpec& argument) {
  out += "    --" + argument.name;
  if (argument.required) out += "  required";
  if (!argument.default_text.empty()) out += "  default " + argument.default_text;
  if (!argument.help.empty()) out += "  " + argument.help;
  out += "\n";
}

void add_feeder(std::string& out, const InspectedFeeder& feeder) {
  out += "    " + feeder.name + "  " + std::to_string(feeder.rows) + " rows  " + feeder.mode +
         (feeder.reuse ? ", reused" : "") + "\n";
}

}  // namespace

std::string listing_of(const InspectedTest& test) {
  std::string out = "Available user classes:\n";
  for (const TestClass& found : test.classes) add_class(out, found);
  if (!test.shapes.empty()) out += "Load shapes:\n";
  for (const std::string& shape : test.shapes) out += "    " + shape + "\n";
  if (!test.arguments.empty()) out += "Arguments:\n";
  for (const ArgumentSpec& argument : test.arguments) add_argument(out, argument);
  if (!test.feeders.empty()) out += "Test data:\n";
  for (const InspectedFeeder& feeder : test.feeders) add_feeder(out, feeder);
  if (!test.files.empty()) out += "Further files:\n";
  for (const InspectedFile& file : test.files)
    out += "    " + file.name + (file.is_library ? "  library\n" : "\n");
  if (!test.thresholds.empty()) out += "Thresholds:\n";
  for (const std::string& text : test.thresholds) out += "    " + text + "\n";
  return out;
}

}  // namespace acrida

// PlanPreview: what a start would do, before it is asked for.
#include "master/api/plan_preview.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "core/plan/even_split.hpp"
#include "master/page/json_text.hpp"
#include "master/report/text_number.hpp"
#include "master/shape/shape_spec.hpp"

namespace acrida {
namespace {

using json_text::put;
using json_text::put_key;
using json_text::put_string;

constexpr std::chrono::seconds kLongestPreview = std::chrono::hours(24);
/// Of a run that goes on: so much longer than its ramp.
constexpr double kShownAfterRamp = 1.25;

struct Course {
  std::vector<std::pair<double, double>> points;  // seconds, users
  std::optional<double> duration_s;
  std::string warning;
};

std::string shape_of(const StartCommand& start, const TestOverview& test) {
  std::string shape = start.shape.value_or(test.default_shape);
  if (shape.empty() && test.shapes.size() == 1) shape = test.shapes.front();
  return shape == StartCommand::kNoShape ? "" : shape;
}

Course straight_course(const StartCommand& start, const RunView& view) {
  Course course;
  const auto from = is_active(view.state) ? static_cast<double>(view.users) : 0.0;
  const auto to = static_cast<double>(*start.users);
  const double ramp_s = std::abs(to - from) / *start.spawn_rate;
  if (start.run_time) course.duration_s = static_cast<double>(start.run_time->count());
  const double end_s = course.duration_s.value_or(std::max(ramp_s * kShownAfterRamp, 1.0));
  course.points.emplace_back(0, from);
  if (ramp_s < end_s) course.points.emplace_back(ramp_s, to);
  const double reached = ramp_s <= end_s ? to : from + (to - from) * end_s / ramp_s;
  course.points.emplace_back(end_s, reached);
  return course;
}

/// As the run would follow it, second by second.
Course shape_course(const StartCommand& start, const ShapeMaker& maker) {
  Course course;
  const auto shape = maker();
  const auto limit = std::min(start.run_time.value_or(kLongestPreview), kLongestPreview);
  double users = 0;
  std::chrono::seconds second{0};
  for (; second < limit; ++second) {
    const auto target = shape->tick({second, static_cast<std::uint64_t>(users)});
    course.points.emplace_back(static_cast<double>(second.count()), users);
    if (!target) break;
    const auto wanted = static_cast<double>(target->users);
    users = wanted > users ? std::min(users + target->spawn_rate, wanted)
                           : std::max(users - target->spawn_rate, wanted);
  }
  course.duration_s = static_cast<double>(second.count());
  return course;
}

void thin_out(std::vector<std::pair<double, double>>& points) {
  if (points.size() <= kMaxPreviewPoints) return;
  std::vector<std::pair<double, double>> kept;
  for (std::size_t i = 0; i < kMaxPreviewPoints; ++i)
    kept.push_back(points[i * (points.size() - 1) / (kMaxPreviewPoints - 1)]);
  points = std::move(kept);
}

std::variant<Course, FieldError> course_of(const StartCommand& start, const TestOverview& test,
                                           const RunView& view) {
  const std::string shape = shape_of(start, test);
  if (is_shape_spec(shape)) {
    const auto maker = parse_shape_spec(shape);
    if (!maker) return FieldError{"shape", maker.error().what};
    return shape_course(start, maker.value());
  }
  if (!shape.empty()) {
    if (std::count(test.shapes.begin(), test.shapes.end(), shape) == 0)
      return FieldError{"shape", "shape: the test has none of this name"};
    Course course;
    course.warning = "the load shape " + shape + " is code of the test: its course is not known";
    return course;
  }
  if (!start.users) return FieldError{"users", "users: is missing"};
  if (*start.users > StartCommand::kMaxUsers)
    return FieldError{"users", "users: at most " + std::to_string(StartCommand::kMaxUsers)};
  if (!start.spawn_rate || !(*start.spawn_rate > 0))
    return FieldError{"spawn_rate", "spawn_rate: must be greater than 0"};
  return straight_course(start, view);
}

void put_slaves(std::string& out, const RunView& view, std::uint64_t users) {
  std::vector<const SlaveView*> present;
  for (const SlaveView& slave : view.slaves)
    if (slave.present) present.push_back(&slave);
  put_key(out, "per_slave");
  out += '[';
  for (std::size_t i = 0; i < std::min(present.size(), kMaxPreviewSlaves); ++i) {
    out += i == 0 ? "{" : ",{";
    put_key(out, "id");
    put_string(out, present[i]->id);
    put_key(out, "users");
    put(out, even_split(users, present.size(), i, 0));
    out += '}';
  }
  out += ']';
}

std::string quoted(const std::string& word) {
  const auto is_plain = [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("-_./:,=@+").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Those of the master.
std::string listed(const TestOverview& test, std::string_view name) {
  std::string list;
  for (const std::string& tag : name == "tags" ? test.tags : test.exclude_tags)
    list += (list.empty() ? "" : ",") + tag;
  return list;
}

std::vector<std::string> thresholds_of(const StartCommand& start, const TestOverview& test) {
  if (!start.thresholds) return test.further_thresholds;
  std::vector<std::string> texts;
  for (const Threshold& one : *start.thresholds) texts.push_back(one.text);
  return texts;
}

}  // namespace

std::string command_line_of(const StartCommand& start, const TestOverview& test) {
  std::string line = "acrida run " + quoted(test.source);
  const auto option = [&](const char* name, const std::string& value) {
    line += std::string(" ") + name + " " + quoted(value);
  };
  const std::string shape = shape_of(start, test);
  for (const std::string& name : start.user_classes) line += " " + quoted(name);
  if (!shape.empty()) option("--shape", shape);
  if (shape.empty() && start.shape && !test.shapes.empty())
    option("--shape", StartCommand::kNoShape);
  if (shape.empty() && start.users) option("-u", std::to_string(*start.users));
  if (shape.empty() && start.spawn_rate) option("-r", text_number(*start.spawn_rate));
  if (start.rate) option("--rate", text_number(start.rate->per_s));
  if (start.rate && start.rate->poisson) line += " --poisson";
  const std::string host = start.host.value_or(test.host);
  if (!host.empty()) option("-H", host);
  if (start.run_time) option("-t", std::to_string(start.run_time->count()) + "s");
  if (start.stop_timeout) option("-s", std::to_string(start.stop_timeout->count()) + "s");
  for (const auto& [name, title] :
       {std::pair("tags", "--tags"), std::pair("exclude_tags", "--exclude-tags")}) {
    const auto given = start.options.find(name);
    const std::string list = given != start.options.end() ? given->second : listed(test, name);
    if (!list.empty()) option(title, list);
  }
  for (const std::string& threshold : thresholds_of(start, test)) option("--threshold", threshold);
  for (const ArgumentSpec& argument : test.arguments) {
    const auto given = start.options.find(argument.field_name());
    if (given == start.options.end() || argument.secret) continue;
    if (argument.kind != ArgumentKind::flag)
      option(("--" + argument.name).c_str(), given->second);
    else
      line += " --" + argument.name + (given->second == "true" ? "" : "=false");
  }
  return line;
}

std::variant<std::string, FieldError> preview_document(const StartCommand& start,
                                                       const TestOverview& test,
                                                       const RunView& view) {
  auto found = course_of(start, test, view);
  if (const auto* wrong = std::get_if<FieldError>(&found)) return *wrong;
  Course& course = std::get<Course>(found);
  double peak = 0;
  for (const auto& [second, users] : course.points) peak = std::max(peak, users);
  thin_out(course.points);
  std::string out = "{";
  put_key(out, "points");
  out += '[';
  for (const auto& [second, users] : course.points) {
    out += out.back() == '[' ? "[" : ",[";
    put(out, second);
    out += ',';
    put(out, users);
    out += ']';
  }
  out += ']';
  put_key(out, "duration_s");
  put(out, course.duration_s);
  put_slaves(out, view, static_cast<std::uint64_t>(peak));
  put_key(out, "command");
  put_string(out, command_line_of(start, test));
  if (view.present_slaves() == 0) course.warning = "no slave is connected";
  if (!course.warning.empty()) {
    put_key(out, "warning");
    put_string(out, course.warning);
  }
  return out + "}";
}

}  // namespace acrida

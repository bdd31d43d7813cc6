// ShapeSpec: the parser.
#include "master/shape/shape_spec.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <acrida/shapes.hpp>

#include "core/cli/time_span.hpp"
#include "master/run/run_command.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxStages = 1000;
constexpr char kStagesUse[] = "stages:DURATION:USERS,..., e.g. stages:1m:100,5m:100,30s:0";
constexpr char kStepsUse[] = "steps:users=10,every=30s,for=10m (and rate=10, users per second)";
constexpr char kSpikeUse[] = "spike:base=10,peak=200,at=2m,hold=30s,for=5m";
constexpr char kDoubleWaveUse[] = "double-wave:min=20,first=60,second=40,for=10m";

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::optional<std::uint64_t> users_in(std::string_view text) {
  std::uint64_t users = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), users);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (users > StartCommand::kMaxUsers) return std::nullopt;
  return users;
}

std::optional<std::chrono::nanoseconds> span_in(std::string_view text) {
  const auto span = parse_time_span(text);
  if (!span) return std::nullopt;
  return *span;
}

/// The values of "name=value,...": taken one after another; the first thing
/// that is wrong is kept.
class Values {
 public:
  explicit Values(std::string_view text) {
    for (const std::string_view part : split(text, ',')) {
      const std::size_t at = part.find('=');
      if (at == std::string_view::npos) {
        note("'" + std::string(part) + "' is not NAME=VALUE");
      } else if (!values_.emplace(part.substr(0, at), part.substr(at + 1)).second) {
        note(std::string(part.substr(0, at)) + " is given twice");
      }
    }
  }

  std::uint64_t users(std::string_view name) {
    const auto users = users_in(take(name));
    if (!users) note(std::string(name) + " must be a whole number of users, at most 10000000");
    return users.value_or(0);
  }
  std::chrono::nanoseconds span(std::string_view name) {
    const auto span = span_in(take(name));
    if (!span) note(std::string(name) + " must be a time span such as 30s or 5m");
    return span.value_or(std::chrono::nanoseconds(0));
  }
  std::chrono::nanoseconds positive_span(std::string_view name) {
    const auto found = span(name);
    if (found.count() == 0) note(std::string(name) + " must be longer than no time");
    return found;
  }
  double rate(std::string_view name, double otherwise) {
    if (!values_.contains(name)) return otherwise;
    const auto rate = users_in(take(name));
    if (!rate || *rate == 0) note(std::string(name) + " must be a whole number above zero");
    return static_cast<double>(rate.value_or(1));
  }
  /// What is wrong; also when there are values that nobody took.
  std::optional<std::string> complaint() {
    if (!values_.empty()) note("there is no value " + std::string(values_.begin()->first));
    return complaint_;
  }

 private:
  std::string_view take(std::string_view name) {
    const auto found = values_.find(name);
    if (found == values_.end()) {
      note(std::string(name) + " is missing");
      return {};
    }
    return values_.extract(found).mapped();
  }
  void note(std::string text) {
    if (!complaint_) complaint_ = std::move(text);
  }

  std::map<std::string_view, std::string_view> values_;
  std::optional<std::string> complaint_;
};

Error wrong(const std::string& what, const char* use) {
  return Error{"load shape: " + what + "; write " + use};
}

template <class Shape, class Settings>
ShapeMaker maker_of(Settings settings) {
  return [settings = std::move(settings)] { return std::make_unique<Shape>(settings); };
}

Result<ShapeMaker> stages(std::string_view text) {
  std::vector<Stages::Stage> stages;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t at = part.find(':');
    const auto duration = span_in(part.substr(0, at));
    const auto users =
        users_in(at == std::string_view::npos ? std::string_view() : part.substr(at + 1));
    if (!duration || !users) return wrong("'" + std::string(part) + "' is no stage", kStagesUse);
    if (stages.size() == kMaxStages) return wrong("more than 1000 stages", kStagesUse);
    stages.push_back({*duration, *users});
  }
  const bool lasts = std::any_of(stages.begin(), stages.end(),
                                 [](const auto& stage) { return stage.duration.count() > 0; });
  if (!lasts) return wrong("the stages take no time", kStagesUse);
  return maker_of<Stages>(std::move(stages));
}

Result<ShapeMaker> steps(std::string_view text) {
  Values values(text);
  Steps::Settings settings;
  settings.users = values.users("users");
  settings.every = values.positive_span("every");
  settings.duration = values.positive_span("for");
  settings.spawn_rate = values.rate("rate", settings.spawn_rate);
  if (const auto complaint = values.complaint()) return wrong(*complaint, kStepsUse);
  const auto last = static_cast<double>(settings.duration / settings.every + 1);
  if (last * static_cast<double>(settings.users) > StartCommand::kMaxUsers)
    return wrong("its last step has more than 10000000 users", kStepsUse);
  return maker_of<Steps>(settings);
}

Result<ShapeMaker> spike(std::string_view text) {
  Values values(text);
  Spike::Settings settings;
  settings.base_users = values.users("base");
  settings.peak_users = values.users("peak");
  settings.at = values.span("at");
  settings.hold = values.positive_span("hold");
  settings.duration = values.positive_span("for");
  if (const auto complaint = values.complaint()) return wrong(*complaint, kSpikeUse);
  return maker_of<Spike>(settings);
}

Result<ShapeMaker> double_wave(std::string_view text) {
  Values values(text);
  DoubleWave::Settings settings;
  settings.min_users = values.users("min");
  settings.first_peak_users = values.users("first");
  settings.second_peak_users = values.users("second");
  settings.duration = values.positive_span("for");
  if (const auto complaint = values.complaint()) return wrong(*complaint, kDoubleWaveUse);
  return maker_of<DoubleWave>(settings);
}

struct Kind {
  std::string_view name;
  Result<ShapeMaker> (*parse)(std::string_view text);
};

constexpr Kind kKinds[] = {
    {"stages", stages}, {"steps", steps}, {"spike", spike}, {"double-wave", double_wave}};

}  // namespace

Result<ShapeMaker> parse_shape_spec(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  for (const Kind& kind : kKinds) {
    if (kind.name == name && colon != std::string_view::npos)
      return kind.parse(text.substr(colon + 1));
  }
  return Error{"load shape: there is no ready-made shape '" + std::string(name) +
               "'; there are stages, steps, spike and double-wave"};
}

bool is_shape_spec(std::string_view text) {
  return text.find(':') != std::string_view::npos;
}

}  // namespace acrida

// Threshold: the parser and the words.
#include "master/threshold/threshold.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <utility>

#include "core/cli/time_span.hpp"

namespace acrida {
namespace {

using Metric = Threshold::Metric;
using Comparison = Threshold::Comparison;
using Unit = Threshold::Unit;

constexpr std::string_view kForm =
    "write METRIC(NAME)<LIMIT, e.g. \"p95(/item)<200ms\", \"failures<0.1%\", \"rate>4000 for 30s "
    "after 10s abort\"";

struct MetricWord {
  std::string_view word;
  Metric metric;
  Unit unit;
};
constexpr MetricWord kMetrics[] = {
    {"avg", Metric::average, Unit::milliseconds}, {"min", Metric::minimum, Unit::milliseconds},
    {"max", Metric::maximum, Unit::milliseconds}, {"failures", Metric::failures, Unit::count},
    {"requests", Metric::requests, Unit::count},  {"rate", Metric::rate, Unit::per_second}};

struct ComparisonWord {
  std::string_view word;
  Comparison comparison;
};
// Longer words first.
constexpr ComparisonWord kComparisons[] = {{"<=", Comparison::less_equal},
                                           {">=", Comparison::greater_equal},
                                           {"<", Comparison::less},
                                           {">", Comparison::greater}};

struct UnitWord {
  std::string_view word;
  Unit unit;
  double factor;
};
constexpr UnitWord kUnits[] = {{"ms", Unit::milliseconds, 1},
                               {"us", Unit::milliseconds, 1e-3},
                               {"s", Unit::milliseconds, 1e3},
                               {"%", Unit::share, 1e-2},
                               {"/s", Unit::per_second, 1}};

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// The longest number at the front, not negative.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !std::isfinite(number) || std::signbit(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::string_view take_word(std::string_view& text) {
  text = trim(text);
  std::size_t end = 0;
  while (end < text.size() && !is_space(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text = trim(text.substr(end));
  return word;
}

/// "p95": 0.95.
std::optional<double> quantile_of(std::string_view word) {
  if (word.size() < 2 || word.front() != 'p') return std::nullopt;
  word.remove_prefix(1);
  const auto percent = take_number(word);
  if (!percent || !word.empty() || *percent <= 0 || *percent > 100) return std::nullopt;
  return *percent / 100;
}

class Parser {
 public:
  explicit Parser(std::string_view text) { threshold_.text = trim(text); }

  Result<Threshold> parse() {
    if (threshold_.text.size() > Threshold::kMaxBytes)
      return wrong("it is longer than " + std::to_string(Threshold::kMaxBytes) + " bytes");
    std::string_view left = threshold_.text;
    std::string_view right;
    if (!split(left, right)) return wrong("it has no <, <=, > or >= after the metric");
    for (const auto& step :
         {take_scope(left), take_metric(left), take_limit(right), take_further(right)})
      if (!step.empty()) return wrong(step);
    return threshold_;
  }

 private:
  Error wrong(const std::string& why) const {
    return Error{"'" + threshold_.text.substr(0, 200) + "' is no threshold: " + why + "; " +
                 std::string(kForm)};
  }

  /// At the first comparison behind the name, which may contain one.
  bool split(std::string_view& left, std::string_view& right) {
    const std::string_view text = left;
    const std::size_t open = text.find('(');
    std::size_t from = text.find_first_of("<>");
    if (open != std::string_view::npos && open < from) from = end_of_name(text);
    for (const ComparisonWord& one : kComparisons) {
      if (from == std::string_view::npos || text.substr(from, one.word.size()) != one.word)
        continue;
      threshold_.comparison = one.comparison;
      left = trim(text.substr(0, from));
      right = trim(text.substr(from + one.word.size()));
      return true;
    }
    return false;
  }

  /// Where the comparison begins after the last bracket that is followed by one.
  static std::size_t end_of_name(std::string_view text) {
    for (std::size_t close = text.rfind(')'); close != std::string_view::npos && close > 0;
         close = text.rfind(')', close - 1)) {
      std::size_t at = close + 1;
      while (at < text.size() && is_space(text[at])) ++at;
      if (at < text.size() && (text[at] == '<' || text[at] == '>')) return at;
    }
    return std::string_view::npos;
  }

  std::string take_scope(std::string_view& left) {
    const std::size_t open = left.find('(');
    if (open == std::string_view::npos) return "";
    const std::string_view scope = trim(left.substr(open + 1, left.size() - open - 2));
    if (left.back() != ')' || scope.empty()) return "there is no name between the brackets";
    left = trim(left.substr(0, open));
    const std::size_t space = scope.find(' ');
    const std::string_view first = scope.substr(0, space);
    const bool has_method =
        space != std::string_view::npos &&
        first.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == std::string_view::npos;
    if (has_method) threshold_.method = first;
    threshold_.name = has_method ? trim(scope.substr(space)) : scope;
    return "";
  }

  std::string take_metric(std::string_view left) {
    if (const auto quantile = quantile_of(left)) {
      threshold_.quantile = *quantile;
      return "";
    }
    for (const MetricWord& one : kMetrics) {
      if (one.word != left) continue;
      threshold_.metric = one.metric;
      threshold_.unit = one.unit;
      return "";
    }
    return "'" + std::string(left) +
           "' is no metric (p50, p99.9, avg, min, max, failures, requests "
           "or rate)";
  }

  std::string take_limit(std::string_view& right) {
    const auto number = take_number(right);
    if (!number) return "the limit is no number";
    threshold_.limit = *number;
    const std::string_view rest = trim(right);
    for (const UnitWord& one : kUnits) {
      const bool is_this = rest.substr(0, one.word.size()) == one.word;
      const std::string_view after = is_this ? rest.substr(one.word.size()) : rest;
      if (!is_this || (!after.empty() && !is_space(after.front()))) continue;
      const bool is_share = one.unit == Unit::share && threshold_.metric == Metric::failures;
      if (one.unit != threshold_.unit && !is_share) return "the unit does not fit the metric";
      threshold_.unit = one.unit;
      threshold_.limit *= one.factor;
      right = after;
      return "";
    }
    if (!right.empty() && !is_space(right.front())) return "the unit is not ms, s, us, % or /s";
    return "";
  }

  std::string take_further(std::string_view right) {
    while (!trim(right).empty()) {
      const std::string word(take_word(right));
      if (word == "abort") {
        threshold_.aborts = true;
        continue;
      }
      if (word != "for" && word != "after")
        return "'" + word + "' is not 'for SPAN', 'after SPAN' or 'abort'";
      const auto span = parse_time_span(take_word(right));
      if (!span) return span.error().what;
      if (word == "for" && (span->count() == 0 || *span > Threshold::kMaxWindow))
        return "'for' takes 1 s to 10 m";
      (word == "for" ? threshold_.window : threshold_.after) = *span;
    }
    return "";
  }

  Threshold threshold_;
};

std::string number_text(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*g", digits, value);
  std::string out = text.data();
  if (out.find('e') == std::string::npos) return out;
  std::snprintf(text.data(), text.size(), "%.0f", value);
  return text.data();
}

}  // namespace

bool Threshold::holds(double value) const {
  switch (comparison) {
    case Comparison::less:
      return value < limit;
    case Comparison::less_equal:
      return value <= limit;
    case Comparison::greater:
      return value > limit;
    case Comparison::greater_equal:
      break;
  }
  return value >= limit;
}

std::string Threshold::value_text(double value) const {
  constexpr int kDigits = 4;
  switch (unit) {
    case Unit::milliseconds:
      return number_text(value, kDigits) + " ms";
    case Unit::share:
      return number_text(value * 100, kDigits) + " %";
    case Unit::per_second:
      return number_text(value, kDigits) + "/s";
    case Unit::count:
      break;
  }
  return number_text(value, 15);
}

Result<Threshold> parse_threshold(std::string_view text) {
  return Parser(text).parse();
}

Result<std::vector<Threshold>> parse_thresholds(const std::vector<std::string>& texts) {
  std::vector<Threshold> thresholds;
  for (const std::string& text : texts) {
    auto threshold = parse_threshold(text);
    if (!threshold) return threshold.error();
    thresholds.push_back(std::move(*threshold));
  }
  return thresholds;
}

}  // namespace acrida

// junit_xml: the verdicts on a run for a CI.
#include "master/report/junit.hpp"

#include <chrono>

#include "core/wire/utf8.hpp"
#include "master/report/html_text.hpp"
#include "master/report/text_number.hpp"
#include "master/report/threshold_cells.hpp"

namespace acrida {
namespace {

/// What XML 1.0 may contain, section 2.2.
std::string xml_text(const std::string& text) {
  constexpr std::string_view kReplacement = "\xef\xbf\xbd";
  std::string clean;
  for (const char c : wire::is_utf8(text) ? text : std::string("(not UTF-8)")) {
    const bool is_control = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t';
    if (is_control)
      clean += kReplacement;
    else
      clean += c;
  }
  return html_text(clean);
}

std::string case_of(const std::string& name, const std::string& failure) {
  const std::string start = "    <testcase classname=\"acrida\" name=\"" + xml_text(name) + "\"";
  if (failure.empty()) return start + "/>\n";
  return start + ">\n      <failure message=\"" + xml_text(failure) + "\"/>\n    </testcase>\n";
}

}  // namespace

std::string junit_xml(const RunView& view) {
  const bool is_over = view.end_time.has_value();
  std::string cases;
  std::size_t failures = 0;
  const auto add = [&](const std::string& name, const std::string& failure) {
    failures += failure.empty() ? 0 : 1;
    cases += case_of(name, failure);
  };
  for (const ThresholdView& one : view.thresholds)
    add(one.text, one.has_failed(is_over) ? verdict_on(one, is_over) : "");
  const bool is_invalid = view.generator.verdict == GeneratorVerdict::invalid;
  add("load generator", is_invalid ? "the load generator is " + view.generator.text : "");
  const std::string counts = " tests=\"" + std::to_string(view.thresholds.size() + 1) +
                             "\" failures=\"" + std::to_string(failures) + "\" errors=\"0\"";
  const double seconds = std::chrono::duration<double>(view.elapsed).count();
  const std::string when = view.start_time ? utc_text(*view.start_time).substr(0, 19) : "";
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
         ">\n  <testsuite name=\"" + xml_text(view.test_path) + "\"" + counts +
         " skipped=\"0\" time=\"" + text_number(seconds, 3) + "\" timestamp=\"" + when +
         "\" hostname=\"" + xml_text(view.host) + "\">\n" + cases +
         "  </testsuite>\n</testsuites>\n";
}

}  // namespace acrida

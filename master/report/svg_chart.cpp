// SvgChart: a small line chart as inline SVG.
#include "master/report/svg_chart.hpp"

#include <algorithm>

#include "master/report/html_text.hpp"
#include "master/report/text_number.hpp"

namespace acrida {
namespace {

constexpr double kWidth = 720;
constexpr double kHeight = 160;
constexpr double kTop = 10;

std::vector<double> thin(const std::vector<double>& values) {
  const std::size_t step = (values.size() + kMaxChartPoints - 1) / kMaxChartPoints;
  if (step <= 1) return values;
  std::vector<double> thinned;
  for (std::size_t i = 0; i < values.size(); i += step) {
    const auto end =
        values.begin() + static_cast<std::ptrdiff_t>(std::min(i + step, values.size()));
    thinned.push_back(*std::max_element(values.begin() + static_cast<std::ptrdiff_t>(i), end));
  }
  return thinned;
}

/// One polyline for each stretch of seconds that have a value.
std::string polylines(const ChartLine& line, double highest) {
  const std::vector<double> values = thin(line.values);
  const double step = values.size() > 1 ? kWidth / static_cast<double>(values.size() - 1) : 0;
  std::string out;
  std::string points;
  const auto close = [&] {
    if (points.empty()) return;
    out += "<polyline class=\"" + line.css_class + "\" points=\"" + points + "\"/>";
    points.clear();
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) {
      close();
      continue;
    }
    const double y = kTop + kHeight * (1 - values[i] / highest);
    points += (points.empty() ? "" : " ") + text_number(step * static_cast<double>(i), 1) + "," +
              text_number(y, 1);
  }
  close();
  return out;
}

}  // namespace

std::string svg_chart(const std::string& title, const std::string& unit,
                      const std::vector<ChartLine>& lines) {
  double highest = 0;
  for (const ChartLine& line : lines) {
    for (const double value : line.values) highest = std::max(highest, value);
  }
  if (highest <= 0) highest = 1;
  std::string chart = "<figure><figcaption>" + html_text(title) + " <span class=\"legend\">";
  for (const ChartLine& line : lines) {
    chart += "<span class=\"key " + line.css_class + "\">" + html_text(line.label) + "</span> ";
  }
  chart += "</span></figcaption><svg viewBox=\"0 0 720 180\" role=\"img\" aria-label=\"" +
           html_text(title) + "\" preserveAspectRatio=\"none\">";
  chart += "<line class=\"axis\" x1=\"0\" y1=\"170\" x2=\"720\" y2=\"170\"/>";
  chart += "<line class=\"axis\" x1=\"0\" y1=\"10\" x2=\"720\" y2=\"10\"/>";
  for (const ChartLine& line : lines) chart += polylines(line, highest);
  return chart + "</svg><div class=\"scale\">0 to " + text_number(highest, 2) + " " +
         html_text(unit) + "</div></figure>";
}

}  // namespace acrida

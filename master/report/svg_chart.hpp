// SvgChart: a small line chart as inline SVG.
#pragma once

#include <string>
#include <vector>

namespace acrida {

struct ChartLine {
  std::string label;
  std::string css_class;       // its colour comes from the page's style sheet
  std::vector<double> values;  // one per second; negative = no value
};

/// A figure with a caption, a legend, the axes' ends and one polyline per line. Long series are
/// thinned to kMaxChartPoints by taking the largest value of each part, so that peaks stay.
inline constexpr std::size_t kMaxChartPoints = 400;
std::string svg_chart(const std::string& title, const std::string& unit,
                      const std::vector<ChartLine>& lines);

}  // namespace acrida

// ThresholdsJson: how the thresholds of a run stand, for results and API.
#include "master/report/thresholds_json.hpp"

#include <boost/json.hpp>

#include "master/report/text_number.hpp"

namespace acrida {

namespace json = boost::json;

std::string_view to_string(ThresholdView::State state) {
  static constexpr std::string_view kWords[] = {"waiting", "holds", "fails", "failed"};
  return kWords[static_cast<std::size_t>(state)];
}

json::array thresholds_array(const RunView& view) {
  json::array list;
  for (const ThresholdView& one : view.thresholds) {
    json::object object{
        {"expression", one.text}, {"scope", one.scope}, {"state", to_string(one.state)},
        {"limit", one.limit},     {"unit", one.unit},   {"value_text", one.value_text},
        {"abort", one.aborts}};
    object["value"] = one.value ? json::value(*one.value) : json::value();
    object["since"] = one.since ? json::value(utc_text(*one.since)) : json::value();
    list.push_back(std::move(object));
  }
  return list;
}

std::string thresholds_json(const RunView& view) {
  return json::serialize(
      json::object{{"passed", !view.missed_a_threshold()}, {"thresholds", thresholds_array(view)}});
}

}  // namespace acrida

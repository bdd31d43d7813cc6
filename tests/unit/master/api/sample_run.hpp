// A run as the tests of the API see it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>

#include "master/api/http_message.hpp"
#include "master/run/run_view.hpp"

namespace acrida {

/// /items0, /items1, ... with ascending figures; of every third one something failed. View number
/// `number` with `seconds` seconds, each of which came after the view before it (1001, 1002, ...).
inline std::shared_ptr<RunView> sample_run(std::size_t names = 10, int seconds = 5,
                                           std::uint64_t number = 2'000) {
  using namespace std::chrono_literals;
  auto view = std::make_shared<RunView>();
  view->first_number = 1'000;
  view->number = number;
  view->epoch = 900'000;  // started before view 1000
  view->taken_at = WallTime(1'700'000'100s);
  view->state = RunState::kRunning;
  view->users = 7;
  view->host = "http://target";
  for (std::size_t i = 0; i < names; ++i) {
    SummaryRow& row = view->rows.emplace_back();
    row.method = i % 2 == 0 ? "GET" : "POST";
    row.name = "/Items" + std::to_string(i);
    row.requests = row.timed = 10 * (i + 1);
    row.failures = i % 3 == 0 ? 1 : 0;
    row.percentiles_ms.fill(static_cast<double>(100 - i % 100));
  }
  std::vector<TimelinePoint> points;
  for (int second = 0; second < seconds; ++second) {
    TimelinePoint& point = points.emplace_back();
    point.second = 1'700'000'000 + second;
    point.requests_per_s = 10;
    point.heat[5] = 7;
    point.after_view = static_cast<std::uint64_t>(1'000 + second);
  }
  if (seconds > 0)
    view->timeline.levels.back() = {
        std::make_shared<const std::vector<TimelinePoint>>(std::move(points))};
  view->markers = std::make_shared<const std::vector<Marker>>(
      std::vector<Marker>{{WallTime(1'700'000'001s), Marker::Kind::user, "hellö \"x\"", 1'001}});
  return view;
}

inline Request v1_get(const std::string& target) {
  Request request(boost::beast::http::verb::get, target, 11);
  request.set(boost::beast::http::field::host, "127.0.0.1:8089");
  return request;
}

inline Request v1_post(const std::string& target, const std::string& body) {
  Request request(boost::beast::http::verb::post, target, 11);
  request.set(boost::beast::http::field::host, "127.0.0.1:8089");
  request.set("X-Requested-With", "acrida");
  request.body() = body;
  request.prepare_payload();
  return request;
}

}  // namespace acrida

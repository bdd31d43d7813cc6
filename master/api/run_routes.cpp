// RunRoutes: the history of /api/v1: /runs and /compare.
#include "master/api/run_routes.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/json.hpp>

#include "master/api/answer.hpp"
#include "master/api/form.hpp"
#include "master/api/row_query.hpp"
#include "master/history/run_export.hpp"
#include "master/page/live_document.hpp"
#include "master/page/report_page.hpp"
#include "master/runs/archive_comparison.hpp"
#include "master/runs/html_report.hpp"
#include "master/runs/run_document.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;
namespace http = boost::beast::http;
namespace json = boost::json;

constexpr std::size_t kMostListed = 1'000;
constexpr std::size_t kMostRows = 10'000;
constexpr std::uint64_t kLongest_s = 1'000'000'000;
constexpr std::string_view kRuns = "/api/v1/runs";
constexpr std::string_view kCompare = "/api/v1/compare";
constexpr std::string_view kImport = "/api/v1/runs/import";

struct ArchiveRequest {
  RunArchive& archive;
  const fs::path& folder;
  const Request& request;
  std::string_view path;
  Form query;
  std::uint64_t id = 0;  // of /runs/ID...
};

Response answer_of(const ArchiveRequest& asked, http::status status, std::string body) {
  return answer(status, "application/json", std::move(body), kNothingPolicy,
                asked.request.keep_alive(), asked.request.version());
}

Response refuse(const ArchiveRequest& asked, http::status status, std::string_view what,
                std::string_view field = "") {
  return answer_of(asked, status, error_body(what, field));
}

Response serialized(const ArchiveRequest& asked, const json::object& object) {
  return answer_of(asked, http::status::ok, json::serialize(object));
}

Response done(const ArchiveRequest& asked, const std::string& message) {
  return serialized(asked, {{"ok", true}, {"message", message}});
}

/// Pieces of the live stream, as an object.
json::object object_of(const std::string& members) {
  return json::parse("{" + members + "}").as_object();
}

RouteResult list(const ArchiveRequest& asked) {
  const auto limit = asked.query.whole_number("limit");
  const auto before = asked.query.whole_number("before");
  if (!limit) return refuse(asked, http::status::bad_request, limit.error().what, "limit");
  if (!before) return refuse(asked, http::status::bad_request, before.error().what, "before");
  const auto runs = asked.archive.list(
      std::min<std::size_t>(limit.value().value_or(kMostListed), kMostListed), before.value());
  if (!runs) return refuse(asked, http::status::internal_server_error, runs.error().what);
  return serialized(asked, runs_object(runs.value()));
}

RouteResult show(const ArchiveRequest& asked, const ArchivedRun& run) {
  const auto standing = asked.archive.standing(run);
  const auto view = asked.archive.view(run);
  if (!standing || !view)
    return refuse(asked, http::status::internal_server_error,
                  view ? standing.error().what : view.error().what);
  json::object document = detail_object(run, view.value());
  document["config"] = config_object(standing.value(), view.value());
  return serialized(asked, document);
}

RouteResult series(const ArchiveRequest& asked, const ArchivedRun& run) {
  const auto name = asked.query.value("name");
  const auto points =
      name ? asked.archive.points(run, asked.query.value("method").value_or(""), *name)
           : asked.archive.points(run);
  if (!points) return refuse(asked, http::status::internal_server_error, points.error().what);
  return answer_of(asked, http::status::ok, series_document(points.value()));
}

RouteResult rows(const ArchiveRequest& asked, const ArchivedRun& run) {
  const auto from = asked.query.whole_number("from_ms");
  const auto to = asked.query.whole_number("to_ms");
  auto selection = parse_row_selection(asked.query);
  if (!from || !to || !selection)
    return refuse(asked, http::status::bad_request,
                  !from ? from.error().what
                  : !to ? to.error().what
                        : selection.error().what);
  if (!asked.query.value("count")) selection->count = kMostRows;
  const auto time_of = [](const std::optional<std::uint64_t>& ms) -> std::optional<WallTime> {
    constexpr std::uint64_t kLatest_ms = 7'258'118'400'000;  // the year 2200
    if (!ms) return std::nullopt;
    return WallTime(std::chrono::milliseconds(std::min(*ms, kLatest_ms)));
  };
  const auto view = asked.archive.view(run, {time_of(from.value()), time_of(to.value())});
  if (!view) return refuse(asked, http::status::internal_server_error, view.error().what);
  std::string members;
  put_state(members, view.value());
  const json::value total = object_of(members).at("total");
  members.clear();
  put_rows(members, view.value(), *selection);
  put_errors(members, view.value().errors, kMaxLiveErrors);
  json::object document = object_of(members);
  document["total"] = total;
  return serialized(asked, document);
}

/// Throws what is no such object.
LabelEdit edit_of(const std::string& body) {
  const json::value document = json::parse(body);
  LabelEdit edit;
  for (const auto& [key, value] : document.as_object()) {
    if (key == "name")
      edit.name = json::value_to<std::string>(value);
    else if (key == "note")
      edit.note = json::value_to<std::string>(value);
    else if (key == "tags")
      edit.tags = json::value_to<std::vector<std::string>>(value);
    else if (key == "star")
      edit.star = value.as_bool();
    else
      throw std::runtime_error("unknown field");
  }
  return edit;
}

RouteResult change(const ArchiveRequest& asked, const ArchivedRun& run) {
  LabelEdit edit;
  try {
    edit = edit_of(asked.request.body());
  } catch (const std::exception&) {
    return refuse(asked, http::status::bad_request,
                  "the body must be {\"name\", \"note\", \"tags\": [], \"star\"}, each or none");
  }
  const auto changed = asked.archive.edit(run, edit);
  if (!changed) return refuse(asked, http::status::bad_request, changed.error().what);
  return done(asked, "changed");
}

RouteResult remove(const ArchiveRequest& asked, const ArchivedRun& run) {
  const auto removed = asked.archive.remove(run);
  if (!removed) return refuse(asked, http::status::conflict, removed.error().what);
  return done(asked, "deleted");
}

RouteResult send_report(const ArchiveRequest& asked, const ArchivedRun& run) {
  std::optional<ArchivedRun> baseline;
  if (const auto text = asked.query.value("baseline")) {
    auto found = asked.archive.find(*text);
    if (!found) return refuse(asked, http::status::not_found, found.error().what, "baseline");
    baseline = std::move(*found);
  }
  auto page = html_report(asked.archive, run, baseline ? &*baseline : nullptr);
  const auto policy = report_policy();
  if (!page || !policy)
    return refuse(asked, http::status::internal_server_error, page.error().what);
  Response response = answer(http::status::ok, "text/html; charset=utf-8", std::move(page.value()),
                             policy.value(), asked.request.keep_alive(), asked.request.version());
  response.set(http::field::content_disposition,
               "attachment; filename=\"acrida-run-" + std::to_string(run.id) + ".html\"");
  return response;
}

RouteResult send_export(const ArchiveRequest& asked, const ArchivedRun& run) {
  const std::string name = "acrida-run-" + std::to_string(run.id) + ".acrida";
  // Another may be on its way.
  const auto unique = std::chrono::steady_clock::now().time_since_epoch().count();
  const fs::path file = asked.folder / (std::to_string(unique) + std::string(kExportEnding));
  const auto written = export_run(asked.archive, run, file);
  if (!written) return refuse(asked, http::status::internal_server_error, written.error().what);
  return SendFile{file.string(), "application/gzip", std::string(kNothingPolicy), name, true};
}

RouteResult take_import(const ArchiveRequest& asked) {
  const fs::path file = asked.folder / ("upload" + std::string(kExportEnding));
  std::ofstream(file, std::ios::binary) << asked.request.body();
  const auto id = import_run(asked.archive, file);
  std::error_code ignored;
  fs::remove(file, ignored);
  if (!id) return refuse(asked, http::status::bad_request, id.error().what);
  return serialized(asked, {{"ok", true}, {"message", "imported"}, {"id", id.value()}});
}

RouteResult compare_runs(const ArchiveRequest& asked) {
  std::vector<ArchivedRun> runs;
  for (const char* field : {"a", "b"}) {
    for (const std::string& text : asked.query.values(field)) {
      auto run = asked.archive.find(text);
      if (!run) return refuse(asked, http::status::not_found, run.error().what, field);
      runs.push_back(std::move(*run));
    }
  }
  ComparedPart part;
  for (const auto& [field, to] :
       {std::pair("from_s", &part.from_s), std::pair("to_s", &part.to_s)}) {
    const auto seconds = asked.query.whole_number(field);
    if (!seconds || seconds.value().value_or(0) > kLongest_s)
      return refuse(asked, http::status::bad_request, "a number of seconds is needed", field);
    if (seconds.value()) *to = static_cast<std::int64_t>(*seconds.value());
  }
  part.marker = asked.query.value("align").value_or("");
  const auto compared = compare(asked.archive, runs, part);
  if (!compared) return refuse(asked, http::status::bad_request, compared.error().what);
  return serialized(asked, comparison_object(runs, compared.value()));
}

RouteResult ask(const RouteContext&) {
  return AskArchive{};
}

/// Of /runs/ID and what follows the number.
struct RunPath {
  std::string_view rest;
  Route route;
  RouteResult (*handle)(const ArchiveRequest&, const ArchivedRun&);
};

constexpr std::array<RunPath, 7> kRunPaths = {{
    {"", {"/api/v1/runs/ID", true, false, false, ask}, show},
    {"/series", {"/api/v1/runs/ID/series", true, false, false, ask}, series},
    {"/rows", {"/api/v1/runs/ID/rows", true, false, false, ask}, rows},
    {"/edit", {"/api/v1/runs/ID/edit", false, true, true, ask}, change},
    {"/delete", {"/api/v1/runs/ID/delete", false, true, true, ask}, remove},
    {"/report", {"/api/v1/runs/ID/report", true, false, false, ask}, send_report},
    {"/export", {"/api/v1/runs/ID/export", true, false, true, ask}, send_export},
}};

struct FixedPath {
  Route route;
  RouteResult (*handle)(const ArchiveRequest&);
};

constexpr std::array<FixedPath, 3> kFixedPaths = {{
    {{kRuns, true, false, false, ask}, list},
    {{kCompare, true, false, false, ask}, compare_runs},
    {{kImport, false, true, true, ask}, take_import},
}};

const FixedPath* fixed_path(std::string_view path) {
  for (const FixedPath& fixed : kFixedPaths)
    if (fixed.route.path == path) return &fixed;
  return nullptr;
}

/// With the number of the run.
const RunPath* run_path(std::string_view path, std::uint64_t& id) {
  if (!path.starts_with(kRuns) || path.size() < kRuns.size() + 2 || path[kRuns.size()] != '/')
    return nullptr;
  path.remove_prefix(kRuns.size() + 1);
  const auto [end, fault] = std::from_chars(path.data(), path.data() + path.size(), id);
  if (fault != std::errc()) return nullptr;
  path.remove_prefix(static_cast<std::size_t>(end - path.data()));
  for (const RunPath& each : kRunPaths)
    if (each.rest == path) return &each;
  return nullptr;
}

}  // namespace

std::vector<Route> run_routes() {
  std::vector<Route> routes;
  for (const FixedPath& fixed : kFixedPaths) routes.push_back(fixed.route);
  for (const RunPath& each : kRunPaths) routes.push_back(each.route);
  return routes;
}

const Route* find_run_route(std::string_view path) {
  if (const FixedPath* fixed = fixed_path(path)) return &fixed->route;
  std::uint64_t id = 0;
  const RunPath* found = run_path(path, id);
  return found == nullptr ? nullptr : &found->route;
}

RouteResult answer_from(RunArchive& archive, const fs::path& folder, const Request& request) {
  const std::string_view target(request.target().data(), request.target().size());
  const std::string_view path = target.substr(0, target.find('?'));
  const bool has_query = path.size() < target.size();
  ArchiveRequest asked{archive, folder, request, path, Form(), 0};
  auto query = Form::parse(has_query ? target.substr(path.size() + 1) : std::string_view());
  if (!query) return refuse(asked, http::status::bad_request, query.error().what);
  asked.query = std::move(*query);
  if (const FixedPath* fixed = fixed_path(path)) return fixed->handle(asked);
  const RunPath* found = run_path(path, asked.id);
  if (found == nullptr) return refuse(asked, http::status::not_found, "Not found");
  const auto run = archive.find(asked.id);
  if (!run) return refuse(asked, http::status::not_found, run.error().what);
  return found->handle(asked, run.value());
}

}  // namespace acrida

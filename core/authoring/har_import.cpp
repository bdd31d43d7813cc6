// HAR import: from entries to pages.
#include "core/authoring/har_import.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <map>
#include <optional>
#include <set>

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace acrida {
namespace {

namespace json = boost::json;
namespace urls = boost::urls;
using Milliseconds = std::chrono::milliseconds;

constexpr std::size_t kMaxHeaders = 30;
constexpr std::size_t kMaxUrlBytes = 8192;

const json::value* find(const json::value& value, std::string_view key) {
  return value.is_object() ? value.as_object().if_contains(key) : nullptr;
}

std::string text_of(const json::value& value, std::string_view key) {
  const json::value* found = find(value, key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// "2026-01-02T03:04:05.678Z", as milliseconds since 1970; the time zone is the same for all.
std::optional<Milliseconds> time_of(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (!rest) return std::nullopt;
  std::int64_t milliseconds = 0;
  if (*rest == '.')
    for (int digits = 0; digits < 3; ++digits)
      milliseconds = milliseconds * 10 +
                     (std::isdigit(static_cast<unsigned char>(rest[1])) ? *++rest - '0' : 0);
  return Milliseconds(timegm(&parts) * 1000 + milliseconds);
}

struct Entry {
  ImportedRequest request;
  std::string origin;
  std::string page;  // "" = none
  Milliseconds start{0};
  Milliseconds end{0};
  bool is_static = false;
  bool is_document = false;
};

bool is_static(const std::string& mime_type, const std::string& resource_type,
               std::string_view path) {
  static const std::set<std::string> kTypes{"image", "stylesheet", "script", "font", "media"};
  if (kTypes.count(resource_type)) return true;
  for (const char* type : {"image/", "font/", "audio/", "video/", "text/css", "javascript"})
    if (mime_type.find(type) != std::string::npos) return true;
  const std::string_view file = path.substr(0, path.find('?'));
  for (const char* end : {".js", ".css", ".png", ".jpg", ".gif", ".svg", ".ico", ".woff", ".woff2"})
    if (file.ends_with(end)) return true;
  return false;
}

/// Those that a client sets by itself, that belong to the connection, or that only a browser has.
bool is_kept(const std::string& name) {
  static const std::set<std::string> kLeftOut{"host",
                                              "connection",
                                              "content-length",
                                              "content-type",
                                              "cookie",
                                              "user-agent",
                                              "accept-encoding",
                                              "accept-language",
                                              "referer",
                                              "origin",
                                              "cache-control",
                                              "pragma",
                                              "dnt",
                                              "te",
                                              "upgrade-insecure-requests",
                                              "priority",
                                              "if-none-match",
                                              "if-modified-since",
                                              "transfer-encoding",
                                              "keep-alive",
                                              "expect",
                                              "proxy-connection"};
  return !name.empty() && name[0] != ':' && !name.starts_with("sec-") && !kLeftOut.count(name);
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  });
}

void read_headers(const json::value& request, ImportedRequest& out, std::set<std::string>& secret) {
  const json::value* headers = find(request, "headers");
  if (!headers || !headers->is_array()) return;
  for (const json::value& header : headers->as_array()) {
    const std::string name = text_of(header, "name");
    const std::string value = text_of(header, "value");
    if (!is_token(name) || !is_kept(lower(name)) || out.headers.size() == kMaxHeaders) continue;
    if (lower(name) == "accept" && value.find("*/*") != std::string::npos) continue;
    if (value.find_first_of("\r\n") != std::string::npos) continue;
    if (is_secret_header(name))
      secret.insert(name);
    else
      out.headers.emplace_back(name, value);
  }
}

void append_encoded(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_token(std::string_view(&c, 1)) || c == '.' || c == '~') {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

void read_body(const json::value& request, ImportedRequest& out) {
  const json::value* data = find(request, "postData");
  if (!data || !data->is_object()) return;
  out.content_type = text_of(*data, "mimeType");
  if (out.content_type.find_first_of("\r\n") != std::string::npos) out.content_type.clear();
  out.body = text_of(*data, "text");
  const json::value* fields = find(*data, "params");
  if (out.body.empty() && fields && fields->is_array()) {
    for (const json::value& field : fields->as_array()) {
      if (!out.body.empty()) out.body += '&';
      append_encoded(out.body, text_of(field, "name"));
      out.body += '=';
      append_encoded(out.body, text_of(field, "value"));
    }
  }
  if (out.body.size() > kMaxImportedBodyBytes) {
    out.note = "A body of " + std::to_string(out.body.size()) + " bytes is left out here.";
    out.body.clear();
  }
}

/// Nothing for what no HTTP client can send: data:, ws:, blob:, extensions.
std::optional<Entry> read_entry(const json::value& item, std::set<std::string>& secret) {
  const json::value* request = find(item, "request");
  if (!request) return std::nullopt;
  Entry entry;
  const std::string text = text_of(*request, "url");
  const auto url = urls::parse_uri(text);
  if (text.size() > kMaxUrlBytes || !url || (url->scheme() != "http" && url->scheme() != "https"))
    return std::nullopt;
  entry.request.method = text_of(*request, "method");
  if (!is_token(entry.request.method)) return std::nullopt;
  entry.origin = std::string(url->scheme()) + "://" + std::string(url->encoded_host_and_port());
  const std::string path = std::string(url->encoded_path());
  entry.request.path = path.empty() ? "/" : path;
  if (url->has_query()) entry.request.path += "?" + std::string(url->encoded_query());
  entry.request.name = row_name_of(entry.request.path);
  read_headers(*request, entry.request, secret);
  read_body(*request, entry.request);
  entry.page = text_of(item, "pageref");
  entry.start = time_of(text_of(item, "startedDateTime")).value_or(Milliseconds(0));
  entry.end = entry.start;
  const json::value* took = find(item, "time");
  if (took && took->is_number()) {
    const double took_ms = took->to_number<double>();
    if (took_ms > 0 && took_ms < 1e9) entry.end += Milliseconds(static_cast<std::int64_t>(took_ms));
  }
  if (const json::value* response = find(item, "response")) {
    const json::value* status = find(*response, "status");
    const std::int64_t code = status && status->is_int64() ? status->as_int64() : 0;
    if (code >= 400 && code < 600) entry.request.expected_status = static_cast<int>(code);
    const json::value* content = find(*response, "content");
    const std::string type = content ? lower(text_of(*content, "mimeType")) : "";
    entry.is_document = type.find("html") != std::string::npos;
    entry.is_static = is_static(type, lower(text_of(item, "_resourceType")), entry.request.path);
  }
  return entry;
}

Milliseconds think_time(Milliseconds from, Milliseconds until) {
  if (until - from < kShortestThinkTime) return Milliseconds(0);
  return std::min(until - from, kLongestThinkTime);
}

std::map<std::string, std::string> page_titles(const json::value& log) {
  std::map<std::string, std::string> titles;
  const json::value* pages = find(log, "pages");
  if (pages && pages->is_array())
    for (const json::value& page : pages->as_array())
      titles[text_of(page, "id")] = text_of(page, "title");
  return titles;
}

/// Entries of one origin in the order of their start, as tasks.
std::vector<ImportedTask> group(std::vector<Entry> entries,
                                const std::map<std::string, std::string>& titles) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.start < b.start; });
  std::vector<ImportedTask> tasks;
  std::string page;
  Milliseconds end{0};  // of everything so far
  for (Entry& entry : entries) {
    const bool by_page = !entry.page.empty() && entry.page != page;
    const bool by_gap = entry.page.empty() && entry.start - end >= kPageGap;
    const Milliseconds pause = tasks.empty() ? Milliseconds(0) : think_time(end, entry.start);
    if (tasks.empty() || by_page || by_gap) {
      page = entry.page;
      const auto title = titles.find(page);
      const bool is_url = title == titles.end() || title->second.empty() ||
                          title->second.find("://") != std::string::npos;
      tasks.push_back({is_url ? entry.request.name : title->second, pause, {}});
    } else {
      entry.request.think_time = pause;
    }
    end = std::max(end, entry.end);
    tasks.back().requests.push_back(std::move(entry.request));
  }
  return tasks;
}

}  // namespace

Result<ImportedTest> import_har(std::string_view text, const std::string& name,
                                const HarOptions& options) {
  json::error_code error;
  json::parse_options parsing;
  parsing.max_depth = 100;
  const json::value root =
      json::parse(json::string_view(text.data(), text.size()), error, {}, parsing);
  if (error) return Error{"it is no JSON (" + error.message() + "): is it a HAR file?"};
  const json::value* log = find(root, "log");
  const json::value* items = log ? find(*log, "entries") : nullptr;
  if (!items || !items->is_array())
    return Error{"it has no log.entries: save it as HAR in the network page of the browser"};

  std::set<std::string> secret;
  std::vector<Entry> entries;
  std::size_t unusable = 0, other_hosts = 0, resources = 0;
  for (const json::value& item : items->as_array()) {
    if (auto entry = read_entry(item, secret))
      entries.push_back(std::move(*entry));
    else
      ++unusable;
  }
  const auto document = std::find_if(entries.begin(), entries.end(),
                                     [](const Entry& entry) { return entry.is_document; });
  const std::string host = document != entries.end() ? document->origin
                           : entries.empty()         ? ""
                                                     : entries.front().origin;
  std::erase_if(entries, [&](const Entry& entry) {
    const bool other = entry.origin != host;
    const bool resource = !other && entry.is_static && !options.static_resources;
    other_hosts += other;
    resources += resource;
    return other || resource;
  });
  ImportedTest test;
  test.class_name = "Visitor";
  test.task_prefix = "visit_";
  test.host = host;
  test.is_flow = true;
  test.remarks = {"Imported from " + name +
                      " by `acrida import har`: " + std::to_string(entries.size()) + " requests.",
                  "Left out: " + std::to_string(other_hosts) + " to other hosts, " +
                      std::to_string(resources) + " for static resources, " +
                      std::to_string(unusable) + " not HTTP.",
                  "Bodies and queries are as recorded: look through them for passwords and ids."};
  test.tasks = group(std::move(entries), page_titles(*log));
  test.secret_headers.assign(secret.begin(), secret.end());
  return test;
}

}  // namespace acrida

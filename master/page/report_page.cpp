// ReportPage: the page and what it would ask the API, in one file that needs no network.
#include "master/page/report_page.hpp"

#include <algorithm>

#include "master/page/encoding.hpp"
#include "master/page/json_text.hpp"
#include "master/page/page_files.hpp"

namespace acrida {
namespace {

/// Browsers that cannot unpack say so themselves.
constexpr std::string_view kUnpack = R"js(
const unpack = async (id) => {
  const text = document.getElementById(id).textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
};
Promise.all([unpack('acrida-data'), unpack('acrida-script')]).then(
  ([data, code]) => {
    globalThis.acridaReport = JSON.parse(data);
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
  },
  (error) => {
    document.getElementById('app').textContent = 'The report cannot be unpacked: ' + error;
  },
);
)js";

const PageFile* file_of(std::string_view path) {
  const auto files = built_in_page();
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const PageFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

struct PageParts {
  const PageFile* script_file = nullptr;
  std::string script;
  std::string style;
};

Result<PageParts> page_parts() {
  PageParts parts;
  parts.script_file = file_of("/app.js");
  const PageFile* const style = file_of("/app.css");
  if (parts.script_file == nullptr || style == nullptr)
    return Error{
        "this build has no page, of which reports are made: run ./dev web and build again"};
  parts.script = unpacked(*parts.script_file).value_or("");
  parts.style = unpacked(*style).value_or("");
  return parts;
}

std::string policy_of(const PageParts& parts) {
  return "default-src 'none'; script-src " + policy_hash(kUnpack) + " " +
         policy_hash(parts.script) + "; style-src 'unsafe-inline'; img-src data:";
}

std::string data_of(const ReportPage& report) {
  std::string data = "{";
  json_text::put_key(data, "place");
  json_text::put_string(data, report.place);
  json_text::put_key(data, "answers");
  data += '{';
  for (const PageAnswer& answer : report.answers) {
    json_text::put_key(data, answer.target);
    data += answer.json;
  }
  return data + "}}";
}

std::string packed_block(std::string_view id, std::span<const unsigned char> gzip) {
  return "<script type=\"text/plain\" id=\"" + std::string(id) + "\">" + base64(gzip) +
         "</script>\n";
}

}  // namespace

Result<std::string> html_of(const ReportPage& report) {
  const auto parts = page_parts();
  if (!parts) return parts.error();
  const bool has_theme = report.theme == "light" || report.theme == "dark";
  const std::string data = gzip(data_of(report));
  std::string page = "<!doctype html>\n<html lang=\"en\"";
  if (has_theme) page += " data-theme=\"" + report.theme + "\"";
  page +=
      ">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      policy_of(parts.value()) + "\">\n<title>Acrida report</title>\n<style>" +
      parts.value().style + "</style>\n</head>\n<body>\n" +
      "<noscript>This report needs JavaScript to show its figures.</noscript>\n"
      "<div id=\"app\"></div>\n";
  page += packed_block("acrida-data",
                       {reinterpret_cast<const unsigned char*>(data.data()), data.size()});
  page += packed_block("acrida-script", parts.value().script_file->gzip);
  return page + "<script>" + std::string(kUnpack) + "</script>\n</body>\n</html>\n";
}

Result<std::string> report_policy() {
  const auto parts = page_parts();
  if (!parts) return parts.error();
  return policy_of(parts.value()) + "; frame-ancestors 'none'";
}

}  // namespace acrida

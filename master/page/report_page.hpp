// ReportPage: the page and what it would ask the API, in one file that needs no network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// What the API answers to a GET.
struct PageAnswer {
  std::string target;  // "/api/v1/runs/3"
  std::string json;
};

struct ReportPage {
  std::string place;  // where it opens: "#/run?id=3"
  std::string theme;  // "light", "dark", else that of the system
  std::vector<PageAnswer> answers;
};

/// The script of web/dist and the answers lie in the file compressed; a script of a few lines unpacks
/// them. Its policy lets no other script run and nothing be loaded. Error: this build has no page.
///
///   #acrida-script  gzip, base64: app.js
///   #acrida-data    gzip, base64: {"place": "...", "answers": {"/api/v1/runs/3": {...}, ...}}
Result<std::string> html_of(const ReportPage& report);

/// The policy of that page, for who serves it.
Result<std::string> report_policy();

}  // namespace acrida

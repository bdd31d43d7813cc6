// ImportedTest: requests that were recorded or described elsewhere, and the test made of them.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace acrida {

/// Every text in it is foreign: nothing is assumed of its content.
struct ImportedRequest {
  std::chrono::milliseconds think_time{0};  // before it
  std::string method;
  std::string path;  // with its query
  std::string name;  // row of the statistics; the path when equal
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type;
  std::string body;
  int expected_status = 0;  // 0: any below 400
  std::string note;         // a comment
};

/// One page of a recording, or one operation of an API.
struct ImportedTask {
  std::string title;                        // any text; the identifier is made of it
  std::chrono::milliseconds think_time{0};  // before it, in a flow
  std::vector<ImportedRequest> requests;
};

struct ImportedTest {
  std::vector<std::string> remarks;  // comments at the top
  std::string class_name;            // an identifier
  std::string task_prefix;           // "visit_", an identifier
  std::string host;
  /// Tasks follow each other as recorded; otherwise they are chosen at random.
  bool is_flow = false;
  std::vector<ImportedTask> tasks;
  /// Headers whose values are not written down: they come from the environment.
  std::vector<std::string> secret_headers;
};

/// More requests than this are no test that people read, nor one that g++ compiles in a minute.
inline constexpr std::size_t kMaxImportedRequests = 200;

/// Whether a value under this name is better not written into a source: a password, a token.
bool is_secret_header(std::string_view name);

/// "/items/{id}" for "/items/17": numbers, UUIDs and long mixed tokens of path and query become a
/// placeholder, so that all of them are one row of the statistics.
std::string row_name_of(std::string_view path);

/// The C++ source. Errors: no request, or more than kMaxImportedRequests.
Result<std::string> source_of(const ImportedTest& test);

}  // namespace acrida

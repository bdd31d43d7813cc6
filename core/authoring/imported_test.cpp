// ImportedTest: its C++ source.
#include "core/authoring/imported_test.hpp"

#include <map>
#include <set>

#include "core/authoring/cpp_text.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxCallLength = 70;

std::string environment_name(const std::string& header) {
  std::string name = cpp_identifier("acrida_", header);
  for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string sleep_line(std::chrono::milliseconds wait) {
  if (wait.count() <= 0) return "";
  return "    co_await sleep(" + std::to_string(wait.count()) + "ms);\n";
}

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Sets of headers recur: each is written down once.
class HeaderSets {
 public:
  explicit HeaderSets(const ImportedTest& test) {
    for (const ImportedTask& task : test.tasks)
      for (const ImportedRequest& request : task.requests)
        if (!request.headers.empty()) numbers_.emplace(request.headers, numbers_.size() + 1);
  }
  std::string name_of(const Headers& headers) const {
    return "kHeaders" + std::to_string(numbers_.at(headers));
  }
  std::string declarations() const {
    std::string out;
    for (const auto& [headers, number] : numbers_) {
      out += "  static constexpr HttpField kHeaders" + std::to_string(number) + "[] = {\n";
      for (const auto& [name, value] : headers)
        out += "      {" + cpp_literal(name) + ", " + cpp_literal(value) + "},\n";
      out += "  };\n";
    }
    return out.empty() ? out : out + "\n";
  }

 private:
  std::map<Headers, std::size_t> numbers_;
};

bool has_body(const ImportedRequest& request) {
  return !request.body.empty() || !request.content_type.empty();
}

/// The call without its co_await: client.get("/items", {.name = "/items"}).
std::string call_of(const ImportedRequest& request, const HeaderSets& headers) {
  std::string more;
  if (request.name != request.path) more += ".name = " + cpp_literal(request.name);
  if (!request.headers.empty())
    more += (more.empty() ? ".headers = " : ", .headers = ") + headers.name_of(request.headers);
  const std::string path = cpp_literal(request.path);
  std::string call = "client.send(" + cpp_literal(request.method) + ", " + path + ", " +
                     (has_body(request) ? "body" : "\"\"") + ", " +
                     cpp_literal(request.content_type);
  if (!has_body(request)) {
    if (request.method == "GET") call = "client.get(" + path;
    if (request.method == "HEAD") call = "client.head(" + path;
    if (request.method == "DELETE") call = "client.del(" + path;
    if (request.method == "POST") call = "client.post(" + path;
  }
  if (!more.empty()) {
    const bool fits = call.size() + more.size() < kMaxCallLength;
    call += (fits ? ", {" : ",\n          {") + more + "}";
  }
  return call + ")";
}

std::string check_of(const ImportedRequest& request) {
  const std::string status = std::to_string(request.expected_status);
  if (request.expected_status == 0) return "";
  if (request.expected_status >= 400) return "if (answer.status == " + status + ") answer.pass();";
  return "answer.expect(answer.status == " + status + ", \"the status is not " + status + "\");";
}

/// The statements of a request, in braces when it is not the only one of its task: its answer is
/// counted at the end of its scope.
std::string request_lines(const ImportedRequest& request, const HeaderSets& headers, bool alone) {
  std::string out = sleep_line(request.think_time);
  if (!request.note.empty()) out += "    // " + cpp_comment(request.note) + "\n";
  const std::string check = check_of(request);
  const bool scope = !alone && (has_body(request) || !check.empty());
  const std::string indent = scope ? "      " : "    ";
  if (scope) out += "    {\n";
  if (has_body(request))
    out += indent + "const std::string body = " + cpp_readable_literal(request.body) + ";\n";
  out += indent + (check.empty() ? "" : "auto answer = ") + "co_await " +
         call_of(request, headers) + ";\n";
  if (!check.empty()) out += indent + check + "\n";
  if (scope) out += "    }\n";
  return out;
}

/// A different identifier for each task.
std::vector<std::string> identifiers_of(const ImportedTest& test) {
  std::vector<std::string> names;
  std::set<std::string> taken{test.task_prefix + "all"};
  for (const ImportedTask& task : test.tasks) {
    const std::string plain = cpp_identifier(test.task_prefix, task.title);
    std::string name = plain;
    for (int number = 2; !taken.insert(name).second; ++number)
      name = plain + "_" + std::to_string(number);
    names.push_back(name);
  }
  return names;
}

std::string constructor_of(const ImportedTest& test, const std::vector<std::string>& names) {
  const std::string& me = test.class_name;
  std::string out = "  " + me + "() {\n";
  if (!test.host.empty()) out += "    host = " + cpp_literal(test.host) + ";\n";
  out += "    wait_time = between(1s, 3s);\n";
  if (test.is_flow) {
    out += "    add_task(&" + me + "::" + test.task_prefix + "all);\n";
  } else {
    for (const std::string& name : names)
      out.append("    add_task(&").append(me).append("::").append(name).append(");\n");
  }
  return out + "  }\n";
}

std::string on_start_of(const ImportedTest& test) {
  if (test.secret_headers.empty()) return "";
  std::string out =
      "\n  // Secrets are not written down here: give them in the environment of the slaves.\n"
      "  task<> on_start() override {\n";
  for (const std::string& header : test.secret_headers)
    out += "    if (const char* value = std::getenv(" + cpp_literal(environment_name(header)) +
           "))\n      client.set_header(" + cpp_literal(header) + ", value);\n";
  return out + "    co_return;\n  }\n";
}

std::string flow_of(const ImportedTest& test, const std::vector<std::string>& names) {
  if (!test.is_flow) return "";
  std::string out =
      "\n  /// The session in the order of its recording, with its think times.\n  task<> " +
      test.task_prefix + "all() {\n";
  for (std::size_t i = 0; i < names.size(); ++i)
    out += sleep_line(test.tasks[i].think_time) + "    co_await " + names[i] + "();\n";
  return out + "  }\n";
}

}  // namespace

Result<std::string> source_of(const ImportedTest& test) {
  std::size_t requests = 0;
  for (const ImportedTask& task : test.tasks) requests += task.requests.size();
  if (requests == 0) return Error{"there is no request in it that a test could send"};
  if (requests > kMaxImportedRequests)
    return Error{"it has " + std::to_string(requests) + " requests, more than the " +
                 std::to_string(kMaxImportedRequests) + " of a readable test: use a part of it"};
  const std::vector<std::string> names = identifiers_of(test);
  const HeaderSets headers(test);
  std::string out;
  for (const std::string& remark : test.remarks) out += "// " + cpp_comment(remark) + "\n";
  out +=
      "#include <acrida/http.hpp>\n\n#include <cstdlib>\n#include <string>\n\n"
      "using namespace acrida;\nusing namespace std::chrono_literals;\n\nstruct " +
      test.class_name + " : HttpUser {\n" + headers.declarations() + constructor_of(test, names) +
      on_start_of(test) + flow_of(test, names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += "\n  // " + cpp_comment(test.tasks[i].title) + "\n  task<> " + names[i] + "() {\n";
    const auto& requests_of_task = test.tasks[i].requests;
    for (const ImportedRequest& request : requests_of_task)
      out += request_lines(request, headers, requests_of_task.size() == 1);
    out += "  }\n";
  }
  return out + "};\nACRIDA_USER(" + test.class_name + ")\n";
}

}  // namespace acrida

// OpenAPI import: from operations to tasks.
#include "core/authoring/openapi_import.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "core/authoring/json_or_yaml.hpp"
#include "core/authoring/schema_example.hpp"

namespace acrida {
namespace {

namespace json = boost::json;

const json::value kNothing;

const json::value& member(const json::value& value, std::string_view key) {
  const json::value* found = value.is_object() ? value.as_object().if_contains(key) : nullptr;
  return found ? *found : kNothing;
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_null() || value.is_structured()) return "";
  return json::serialize(value);
}

std::string encoded(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 128 && std::isalnum(byte)) ||
        std::string_view("-._~").find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

/// Text that may stand in a header: it cannot begin another one.
bool is_header_text(std::string_view text) {
  return text.find_first_of("\r\n") == std::string_view::npos;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

class OpenApiReader {
 public:
  explicit OpenApiReader(const json::value& root) : root_(root), examples_(root) {}

  ImportedTest read() {
    ImportedTest test;
    test.class_name = "ApiUser";
    test.task_prefix = "call_";
    read_server(test);
    const json::value& paths = member(root_, "paths");
    if (paths.is_object())
      for (const auto& path : paths.as_object())
        read_path(std::string(path.key()), examples_.resolve(path.value()), test);
    test.secret_headers.assign(secret_.begin(), secret_.end());
    return test;
  }

 private:
  void read_server(ImportedTest& test) {
    const json::value& servers = member(root_, "servers");
    if (!servers.is_array() || servers.as_array().empty()) return;
    const json::value& server = servers.as_array().front();
    std::string url = text_of(member(server, "url"));
    const json::value& variables = member(server, "variables");
    if (variables.is_object())
      for (const auto& variable : variables.as_object())
        replace_all(url, "{" + std::string(variable.key()) + "}",
                    text_of(member(variable.value(), "default")));
    while (url.ends_with('/')) url.pop_back();
    const std::size_t scheme = url.find("://");
    const std::size_t path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    if (scheme != std::string::npos) test.host = url.substr(0, path);
    if (path != std::string::npos) base_ = url.substr(path);
  }

  void read_path(const std::string& path, const json::value& item, ImportedTest& test) {
    static constexpr std::array kMethods{"get",  "put",     "post", "delete",
                                         "head", "options", "patch"};
    for (const char* method : kMethods) {
      const json::value& operation = member(item, method);
      if (!operation.is_object()) continue;
      ImportedRequest request;
      request.method = method;
      for (char& c : request.method) c = static_cast<char>(c - 'a' + 'A');
      request.path = base_ + path;
      request.name = request.path;
      read_parameters(item, operation, request);
      read_body(examples_.resolve(member(operation, "requestBody")), request);
      request.expected_status = expected_status(operation);
      read_security(operation);
      request.note = text_of(member(operation, "summary"));
      std::string title = text_of(member(operation, "operationId"));
      if (title.empty()) title = std::string(method) + " " + path;
      test.tasks.push_back({title, {}, {std::move(request)}});
    }
  }

  /// Those of the operation replace those of the path with the same name and place.
  void read_parameters(const json::value& item, const json::value& operation,
                       ImportedRequest& request) {
    std::map<std::pair<std::string, std::string>, const json::value*> parameters;
    for (const json::value* level : {&item, &operation}) {
      const json::value& list = member(*level, "parameters");
      if (!list.is_array()) continue;
      for (const json::value& entry : list.as_array()) {
        const json::value& parameter = examples_.resolve(entry);
        parameters[{text_of(member(parameter, "in")), text_of(member(parameter, "name"))}] =
            &parameter;
      }
    }
    std::string query;
    for (const auto& [key, parameter] : parameters) {
      const auto& [place, name] = key;
      const bool needed = member(*parameter, "required") == json::value(true) ||
                          !member(*parameter, "example").is_null();
      std::string value = text_of(examples_.of(*parameter));
      if (value.empty()) value = "1";
      if (place == "path") {
        replace_all(request.path, "{" + name + "}", encoded(value));
      } else if (place == "query" && needed) {
        query += (query.empty() ? "?" : "&") + encoded(name) + "=" + encoded(value);
      } else if (place == "header" && needed && is_header_text(name) && is_header_text(value)) {
        if (is_secret_header(name))
          secret_.insert(name);
        else
          request.headers.emplace_back(name, value);
      }
    }
    request.path += query;
  }

  void read_body(const json::value& body, ImportedRequest& request) {
    const json::value& content = member(body, "content");
    if (!content.is_object() || content.as_object().empty()) return;
    const json::value* media = content.as_object().if_contains("application/json");
    std::string type = "application/json";
    if (!media) {
      type = std::string(content.as_object().begin()->key());
      media = &content.as_object().begin()->value();
    }
    if (!is_header_text(type)) return;
    const json::value value = examples_.of(*media);
    request.content_type = type;
    if (type.find("json") != std::string::npos) {
      request.body = json::serialize(value);
    } else if (type == "application/x-www-form-urlencoded" && value.is_object()) {
      for (const auto& field : value.as_object())
        request.body += (request.body.empty() ? "" : "&") + encoded(field.key()) + "=" +
                        encoded(text_of(field.value()));
    } else {
      request.body = text_of(value);
    }
  }

  int expected_status(const json::value& operation) const {
    const json::value& responses = member(operation, "responses");
    if (!responses.is_object()) return 0;
    for (const auto& response : responses.as_object()) {
      const std::string_view code = response.key();
      if (code.size() == 3 && code[0] == '2' && std::isdigit(static_cast<unsigned char>(code[1])) &&
          std::isdigit(static_cast<unsigned char>(code[2])))
        return 200 + (code[1] - '0') * 10 + (code[2] - '0');
    }
    return 0;
  }

  void read_security(const json::value& operation) {
    const json::value& own = member(operation, "security");
    const json::value& needed = own.is_array() ? own : member(root_, "security");
    if (!needed.is_array()) return;
    const json::value& schemes = member(member(root_, "components"), "securitySchemes");
    for (const json::value& choice : needed.as_array()) {
      if (!choice.is_object()) continue;
      for (const auto& scheme : choice.as_object()) {
        const json::value& described = examples_.resolve(member(schemes, scheme.key()));
        const std::string name = text_of(member(described, "name"));
        if (text_of(member(described, "type")) != "apiKey")
          secret_.insert("Authorization");
        else if (text_of(member(described, "in")) == "header" && is_header_text(name))
          secret_.insert(name);
      }
    }
  }

  const json::value& root_;
  SchemaExample examples_;
  std::string base_;  // of the first server's URL, before every path
  std::set<std::string> secret_;
};

}  // namespace

Result<ImportedTest> import_openapi(std::string_view text, const std::string& name) {
  const Result<json::value> root = json_or_yaml(text);
  if (!root) return root.error();
  const std::string version = text_of(member(*root, "openapi"));
  if (!member(*root, "swagger").is_null())
    return Error{"it is Swagger 2: convert it to OpenAPI 3 first"};
  if (!version.starts_with("3."))
    return Error{"it has no \"openapi\": \"3...\": is it an OpenAPI description?"};
  ImportedTest test = OpenApiReader(*root).read();
  const std::string title = text_of(member(member(*root, "info"), "title"));
  test.remarks = {"Imported from " + name + " by `acrida import openapi`: " + title,
                  "Values are from examples, defaults and types: put in those that the server has.",
                  "Every task is as frequent as the others: give add_task() a weight."};
  return test;
}

}  // namespace acrida

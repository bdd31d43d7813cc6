// CodeBlocks: reading Markdown, writing C++.
#include "tests/support/code_blocks.hpp"

#include <sstream>

namespace acrida::tests {
namespace {

constexpr char kUser[] = "struct BlockUser : HttpUser {\n  int n = 0;\n  std::string text;\n";

}  // namespace

std::vector<CodeBlock> code_blocks(const std::string& page) {
  std::vector<CodeBlock> blocks;
  std::istringstream lines(page);
  std::string place;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (inside && line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else if (line.starts_with("```")) {
      inside = true;
      blocks.push_back({line.substr(3), place, number + 1, ""});
      place.clear();
    } else if (line.starts_with("<!-- cpp: ")) {
      place = line.substr(10, line.find(" -->") - 10);
    }
  }
  return blocks;
}

void BlockSource::add(const std::string& page, const CodeBlock& block) {
  if (block.language != "cpp") return;
  const std::string line = "#line " + std::to_string(block.line) + " \"" + page + "\"\n";
  const std::string begin = "namespace block_" + std::to_string(++count_) + " {\n";
  if (block.text.find("#include") != std::string::npos) {
    std::istringstream lines(block.text);
    blocks_ += begin + line;
    for (std::string each; std::getline(lines, each);) {
      const bool is_include = each.starts_with("#include");
      if (is_include) includes_ += each + "\n";
      blocks_ += (is_include ? "" : each) + "\n";
    }
    blocks_ += "}\n";
  } else if (block.place.empty()) {
    blocks_ += begin + kUser + "  task<> body() {\n" + line + block.text + "co_return;\n}\n};\n}\n";
  } else if (block.place == "class") {
    blocks_ += begin + kUser + line + block.text + "};\n}\n";
  } else if (block.place == "namespace") {
    blocks_ += begin + line + block.text + "}\n";
  }
}

std::string BlockSource::text() const {
  return "#include <acrida/http.hpp>\n" + includes_ +
         "#include <stdexcept>\n#include <string>\n#include <thread>\n#include <vector>\n"
         "using namespace acrida;\nusing namespace std::chrono_literals;\n" +
         blocks_ +
         "struct DocumentationUser : HttpUser {\n  DocumentationUser() { "
         "add_task(&DocumentationUser::nothing); }\n  task<> nothing() { co_return; }\n};\n"
         "ACRIDA_USER(DocumentationUser)\n";
}

}  // namespace acrida::tests

// CodeBlocks: the code that a page of documentation shows.
#pragma once

#include <string>
#include <vector>

namespace acrida::tests {

struct CodeBlock {
  std::string language;  // "cpp", "sh"
  /// Of the hidden comment before it, `<!-- cpp: class -->`; empty without one.
  std::string place;
  int line = 0;  // of its first line in the page, from 1
  std::string text;
};

/// The fenced blocks of a page in Markdown.
std::vector<CodeBlock> code_blocks(const std::string& page);

/// One C++ source of all blocks, for one run of the compiler; errors name page and line. A block
/// with `#include` is a file: its includes go to the top, the rest into a namespace of its own.
/// Another is the body of a task of an HttpUser with `int n` and `std::string text`, or, after the
/// comment `cpp: class`, its members, or, after `cpp: namespace`, what stands before it. Blocks of
/// another place are left out.
class BlockSource {
 public:
  void add(const std::string& page, const CodeBlock& block);
  /// With a class of users, so that it is a test.
  std::string text() const;

 private:
  std::string includes_;
  std::string blocks_;
  int count_ = 0;
};

}  // namespace acrida::tests

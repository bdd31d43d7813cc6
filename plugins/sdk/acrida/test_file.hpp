// TestFile: a file or a library that the test needs beside its own code.
#pragma once

#include <source_location>
#include <string>
#include <utility>

#include <acrida/registered.hpp>
#include <acrida/test_file_base.hpp>

namespace acrida {

/// An object at namespace scope. The master sends the file to the slaves together with the test;
/// the files of feeders need no TestFile. A relative path is looked for beside the test's source
/// file, then in the current directory. A library has the name that the loader looks for (ldd
/// shows it): one that the test is linked with is found wherever the loader found it. A file that
/// is missing is an error when the test is loaded.
///
///   static acrida::TestFile greeting{"greeting.txt"};
///   static acrida::TestFile codec{"libcodec.so.1", acrida::TestFile::library};
///   ... std::ifstream in(greeting.path());
class TestFile final : public TestFileBase {
 public:
  // Hidden: it must be the plugin's own, as `registered` is. [load-time]
  [[gnu::visibility("hidden")]] explicit TestFile(
      std::string name, Kind kind = data,
      const std::source_location& where = std::source_location::current())
      : TestFileBase(std::move(name), kind, where.file_name(), detail::registered.files) {
    detail::registered.files = this;
  }
};

}  // namespace acrida

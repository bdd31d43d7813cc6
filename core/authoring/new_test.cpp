// New test: templates and what is put into them.
#include "core/authoring/new_test.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <acrida/version.hpp>

#include "core/authoring/cpp_text.hpp"
#include "core/process/child_process.hpp"

namespace acrida {
namespace {

constexpr std::size_t kMaxNameLength = 60;

constexpr char kTest[] = R"text(// The load test "@NAME@": who its users are and what they do.
//
//   acrida target                                           # a small site to try it on
//   acrida debug @NAME@.cpp -H http://127.0.0.1:8080 -n 5     # one user, each request printed
//   acrida run @NAME@.cpp -H http://127.0.0.1:8080 -u 50      # many users and a web page
//
// This include comes first: the headers of Acrida are then read precompiled.
#include <acrida/http.hpp>

#include "catalogue.hpp"

using namespace acrida;
using namespace std::chrono_literals;

// Every virtual user is one object of this class. What it remembers is in its members.
struct @CLASS@ : HttpUser {
  // Says what the users of this class are like; it is no place for requests.
  @CLASS@() {
    wait_time = between(500ms, 2s);  // thinks so long after each task
    add_task(&@CLASS@::browse, 3);   // three times as often
    add_task(&@CLASS@::look_at_item);
  }

  // Once for each user, before its first task. Cookies are kept from here on.
  task<> on_start() override { co_await client.post("/login", json{{"user", id()}}); }

  task<> browse() { co_await client.get("/items"); }

  task<> look_at_item() {
    const std::string path = item_path(++visits_);
    // All items are one row of the statistics: without a name each would be its own.
    auto answer = co_await client.get(path, {.name = "/item?id={id}"});
    // A status of 400 and above has failed by itself; this looks closer. The answer is counted
    // when it goes out of scope.
    if (answer.body.find("price_cents") == std::string::npos) answer.fail("no price");
  }

 private:
  int visits_ = 0;
};
ACRIDA_USER(@CLASS@)
)text";

constexpr char kCatalogue[] =
    R"text(// What the test knows of the shop; functions without requests can be tested by themselves.
#pragma once

#include <string>

constexpr int kItems = 1000;

/// The page of the item that is looked at on the n-th visit, n >= 1: all of them in turn.
inline std::string item_path(int visit) {
  return "/item?id=" + std::to_string((visit - 1) % kItems + 1);
}
)text";

constexpr char kUnitTest[] =
    R"text(// Tests of the test's own functions: they need no server and no Acrida.
#include "catalogue.hpp"

#include <gtest/gtest.h>

TEST(Catalogue, ShowsAllItemsInTurn) {
  EXPECT_EQ(item_path(1), "/item?id=1");
  EXPECT_EQ(item_path(kItems), "/item?id=1000");
  EXPECT_EQ(item_path(kItems + 1), "/item?id=1");
}
)text";

constexpr char kCMake[] = R"text(cmake_minimum_required(VERSION 3.22)
project(@NAME@ LANGUAGES CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)  # build/compile_commands.json: editors complete with it

# The hint is where the Acrida lies that made this file; another place: -DCMAKE_PREFIX_PATH=...
find_package(Acrida @VERSION@ REQUIRED HINTS @PREFIX@)
acrida_add_test(@NAME@ @NAME@.cpp)  # @NAME@.so, for `acrida run build/@NAME@.so`

enable_testing()
add_test(NAME @NAME@_loads COMMAND Acrida::acrida list $<TARGET_FILE:@NAME@>)
find_package(GTest)
if(GTest_FOUND)
  add_executable(@NAME@_unit_test catalogue_test.cpp)
  target_compile_features(@NAME@_unit_test PRIVATE cxx_std_20)
  target_link_libraries(@NAME@_unit_test PRIVATE GTest::gtest_main)
  add_test(NAME @NAME@_unit_test COMMAND @NAME@_unit_test)
endif()
)text";

constexpr char kReadme[] = R"text(# @NAME@

A load test for Acrida.

```sh
acrida run @NAME@.cpp -H http://127.0.0.1:8080 -u 50     # compiles what has changed and runs it
acrida debug @NAME@.cpp -H http://127.0.0.1:8080 -n 10   # one user, every request is printed
acrida build @NAME@.cpp -o @NAME@.so                     # the library for slaves on other machines
```

`@NAME@.cpp` has the users, `catalogue.hpp` what they know. With CMake, which editors need for
completion, and the unit tests of `catalogue.hpp` (GoogleTest):

```sh
cmake -B build && cmake --build build && ctest --test-dir build
```
)text";

constexpr char kGitIgnore[] = "/build/\n*.so\n";

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

bool is_good_name(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameLength &&
         std::isalpha(static_cast<unsigned char>(name.front())) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

/// "my-shop" gives "MyShopUser".
std::string class_name(const std::string& name) {
  std::string out;
  bool capital = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte)) out += static_cast<char>(capital ? std::toupper(byte) : byte);
    capital = !std::isalnum(byte);
  }
  return out + "User";
}

/// What CMake must search to find this Acrida: its build tree, or where it is installed.
std::string own_prefix() {
  const std::filesystem::path folder = std::filesystem::path(own_executable()).parent_path();
  return (folder.filename() == "bin" ? folder.parent_path() : folder).string();
}

}  // namespace

Result<std::vector<NewFile>> new_test_files(const std::string& name) {
  if (!is_good_name(name))
    return Error{"'" + name +
                 "' is no name for a test: use a letter, then letters, digits, - and _"};
  std::vector<NewFile> files{
      {name + ".cpp", kTest},     {"catalogue.hpp", kCatalogue}, {"catalogue_test.cpp", kUnitTest},
      {"CMakeLists.txt", kCMake}, {"README.md", kReadme},        {".gitignore", kGitIgnore}};
  for (NewFile& file : files) {
    replace_all(file.text, "@CLASS@", class_name(name));
    replace_all(file.text, "@NAME@", name);
    replace_all(file.text, "@VERSION@", ACRIDA_VERSION);
    replace_all(file.text, "@PREFIX@", cpp_literal(own_prefix()));
  }
  return files;
}

}  // namespace acrida

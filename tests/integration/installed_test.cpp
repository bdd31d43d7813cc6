// An installed Acrida: its SDK is found, its tests run, those of another SDK are refused.
#include <algorithm>
#include <filesystem>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fleet.hpp"

namespace acrida::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Ended {
  int code = -1;
  std::string out;
  std::string error;
};

Ended run(const std::vector<std::string>& command, std::vector<std::string> environment = {}) {
  for (const std::string& variable : test_environment()) environment.push_back(variable);
  Process process(command, {.environment = environment});
  const auto code = process.wait(std::chrono::seconds(100));
  return {code.value_or(-1), process.out(), process.err()};
}

/// One installation for all tests of this file.
class Installed : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    prefix_ = new TempDir;
    const std::string build = fs::path(acrida_executable()).parent_path();
    const Ended done = run({"cmake", "--install", build, "--prefix", prefix_->path()});
    ASSERT_EQ(done.code, 0) << done.out << done.error;
  }
  static void TearDownTestSuite() { delete prefix_; }

  static std::string path(const std::string& name) { return *prefix_ / name; }
  static std::string acrida() { return path("bin/acrida"); }

  static TempDir* prefix_;
};
TempDir* Installed::prefix_ = nullptr;

TEST_F(Installed, FindsWhatTemplatesOfMachinesAreBuiltBy) {
  const Ended done = run({acrida(), "cloud", "template", "build", "--kind", "libvirt", "--output",
                          "", "--package", "/dev/null"});
  EXPECT_EQ(done.code, 2);
  EXPECT_THAT(done.error, HasSubstr("say what it is for and where it goes"));
  EXPECT_EQ(::access(path("share/acrida/deploy/template/build.sh").c_str(), X_OK), 0);
}

TEST_F(Installed, ItsCMakePackageBuildsATestWithAsioAndThreadsOfItsOwn) {
  const TempDir folder;
  fs::copy(source_path("tests/integration/users/own_asio.cpp"), folder / "own_asio.cpp");
  write_file(folder / "CMakeLists.txt",
             "cmake_minimum_required(VERSION 3.25)\nproject(own CXX)\n"
             "find_package(Acrida 0.1 REQUIRED)\nacrida_add_test(own_asio own_asio.cpp)\n");
  const std::string build = folder / "build";
  const Ended configured = run({"cmake", "-G", "Ninja", "-S", folder.path(), "-B", build,
                                "-DCMAKE_PREFIX_PATH=" + prefix_->path().string()});
  ASSERT_EQ(configured.code, 0) << configured.out << configured.error;
  const Ended built = run({"cmake", "--build", build});
  ASSERT_EQ(built.code, 0) << built.out << built.error;

  Process target({acrida(), "target", "--port", "0"});
  const auto url = target.wait_for("listening on (http://\\S+)");
  ASSERT_TRUE(url);
  const Ended ended = run({acrida(), "run", build + "/own_asio.so", "-H", *url, "--headless", "-u",
                           "4", "-r", "4", "-t", "1s", "--json-file", folder / "results"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.error;
  EXPECT_THAT(ended.out, HasSubstr("HEAD     /items"));
  EXPECT_THAT(ended.error, ::testing::Not(HasSubstr("exception")));
}

TEST_F(Installed, WhatMachinesAreSetUpWithIsThere) {
  for (const char* script : {"slave_env", "exec/ssh.sh", "exec/kubernetes.sh"})
    EXPECT_EQ(::access(path(std::string("share/acrida/deploy/") + script).c_str(), X_OK), 0)
        << script;
  EXPECT_TRUE(fs::exists(path("share/acrida/deploy/supervisord/slaves.conf")));
}

TEST_F(Installed, PkgConfigGivesTheFlags) {
  const std::string library = path("by_pkg_config.so");
  const std::string source = source_path("tests/integration/users/patient.cpp");
  const Ended compiled = run(
      {"sh", "-c", "g++ -shared -fPIC $(pkg-config --cflags acrida) " + source + " -o " + library},
      {"PKG_CONFIG_PATH=" + path("lib/pkgconfig")});
  ASSERT_EQ(compiled.code, 0) << compiled.error;
  const Ended inspected = run({acrida(), "inspect", library});
  EXPECT_EQ(inspected.code, 0) << inspected.error;
}

TEST_F(Installed, ItCompilesATestAgainstItsOwnHeaders) {
  const TempDir folder;
  // Something before the SDK's header, so that it is not precompiled for this one run.
  write_file(folder / "quick.cpp",
             "#include <string>\n" + read_file(source_path("tests/integration/users/patient.cpp")));
  const Ended built = run({acrida(), "build", folder / "quick.cpp"});
  EXPECT_EQ(built.code, 0) << built.error;
}

TEST_F(Installed, ATestOfAnotherSdkIsRefusedInOneLine) {
  const TempDir other;
  fs::copy(path("include/acrida"), other / "acrida", fs::copy_options::recursive);
  write_file(other / "acrida/version.hpp",
             "#pragma once\n#define ACRIDA_VERSION \"0.1.0\"\n"
             "#define ACRIDA_SDK_HASH \"0123456789ab\"\n");
  const std::string library = other / "other.so";
  const Ended compiled =
      run({"g++", "-std=c++20", "-O0", "-fPIC", "-shared", "-DBOOST_ASIO_SEPARATE_COMPILATION",
           "-DBOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=8", "-isystem", other.path(),
           source_path("tests/integration/users/patient.cpp"), "-o", library});
  ASSERT_EQ(compiled.code, 0) << compiled.error;
  const Ended refused = run({acrida(), "run", library, "--headless"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.error, HasSubstr("built for another Acrida (it: acrida 0.1.0 sdk "
                                       "0123456789ab"));
  EXPECT_THAT(refused.error, HasSubstr("build it again"));
}

}  // namespace
}  // namespace acrida::tests

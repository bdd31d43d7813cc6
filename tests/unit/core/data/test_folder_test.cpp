// TestFolder: where files are looked for, and under which names.
#include "core/data/test_folder.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tests::TempDir;
using tests::write_file;

TEST(TestFolderTest, OfATestWhereItWasWrittenIsBesideItsSource) {
  TempDir source;
  write_file(source / "a.csv", "");
  EXPECT_EQ(TestFolder().find("a.csv", source / "test.cpp").value(), (source / "a.csv").string());
  EXPECT_THAT(TestFolder().find("b.csv", source / "test.cpp").error().what,
              HasSubstr(source.path().string()));
}

TEST(TestFolderTest, OfATestFromElsewhereIsTheOnlyPlace) {
  TempDir source;
  TempDir folder;
  write_file(source / "a.csv", "");
  write_file(source / "b.csv", "");
  write_file(folder / "a.csv", "");
  const TestFolder inside(folder.path());
  EXPECT_EQ(inside.find("a.csv", source / "test.cpp").value(), (folder / "a.csv").string());
  EXPECT_FALSE(inside.find("b.csv", source / "test.cpp")) << "not the one of this machine";
  const std::string outside = source / "b.csv";
  EXPECT_FALSE(inside.find(outside, source / "test.cpp"));
  write_file(folder / TestFolder::name_inside(outside), "");
  EXPECT_THAT(inside.find(outside, source / "test.cpp").value(),
              StartsWith(folder.path().string()));
}

TEST(TestFolderTest, GivesEachPathANameInside) {
  EXPECT_EQ(TestFolder::name_inside("a.csv"), "a.csv");
  EXPECT_EQ(TestFolder::name_inside("./data/../data//a.csv"), "data/a.csv");
  for (const char* outside : {"../a.csv", "/srv/a.csv", "data/../../a.csv"}) {
    const std::string name = TestFolder::name_inside(outside);
    EXPECT_THAT(name, StartsWith("outside-"));
    EXPECT_THAT(name, EndsWith("-a.csv"));
    EXPECT_EQ(name.find('/'), std::string::npos);
  }
  EXPECT_NE(TestFolder::name_inside("../a.csv"), TestFolder::name_inside("/a.csv"));
}

}  // namespace
}  // namespace acrida

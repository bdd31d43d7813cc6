// Tests of finding and reading the files of feeders.
#include "core/data/load_rows.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/data/data_hash.hpp"
#include "core/data/json_rows.hpp"
#include "tests/support/temp_dir.hpp"

namespace acrida {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class SomeFeeder final : public FeederBase {
 public:
  SomeFeeder(const std::string& file, const std::filesystem::path& source, FeederOptions options)
      : FeederBase(file, random, std::move(options), source.string(), nullptr) {}
};

TEST(LoadRows, LooksBesideTheSourceFirst) {
  const tests::TempDir source;
  const tests::TempDir current;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(current.path());
  tests::write_file(current / "a.csv", "where\nhere\n");
  const SomeFeeder feeder("a.csv", source / "test.cpp", {});
  EXPECT_EQ(load_rows(feeder).value().field(0, 0), "here");
  tests::write_file(source / "a.csv", "where\nthere\n");
  const RowTable table = load_rows(feeder).value();
  EXPECT_EQ(table.field(0, 0), "there");
  EXPECT_EQ(table.file, (source / "a.csv").string());
  const SomeFeeder absolute((current / "a.csv").string(), source / "test.cpp", {});
  EXPECT_EQ(load_rows(absolute).value().field(0, 0), "here");
  std::filesystem::current_path(before);
}

TEST(LoadRows, RefusesWhatTheTestCannotUse) {
  const tests::TempDir folder;
  const auto fault = [&](const std::string& file, FeederOptions options = {}) {
    const auto table = load_rows(SomeFeeder(file, folder / "test.cpp", std::move(options)));
    return table ? "no fault" : table.error().what;
  };
  EXPECT_THAT(fault("none.csv"), HasSubstr("none.csv: no such file, neither in"));
  std::filesystem::create_directory(folder / "folder.csv");
  EXPECT_THAT(fault("folder.csv"), EndsWith("is no regular file"));
  tests::write_file(folder / "empty.csv", "");
  EXPECT_THAT(fault("empty.csv"), HasSubstr("empty.csv:1: is empty"));
  tests::write_file(folder / "a.csv", "name,age\nx,1\n");
  EXPECT_THAT(fault("a.csv", {.columns = {"age", "password"}}),
              EndsWith("a.csv:1: has no column password, which the test reads"));
}

TEST(JsonRows, TakesEveryKindOfValue) {
  const auto table = read_json_lines(
      "{\"a\":\"x\",\"b\":1}\n\n{\"b\":2.5,\"a\":null}\r\n{\"a\":true,\"b\":{\"c\":[1]}}",
      "a.jsonl");
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_THAT(table->columns, ElementsAre("a", "b"));
  ASSERT_EQ(table->rows(), 3u);
  EXPECT_EQ(table->field(0, 0), "x");
  EXPECT_EQ(table->field(0, 1), "1");
  EXPECT_EQ(table->field(1, 0), "");
  EXPECT_EQ(table->field(1, 1), "2.5");
  EXPECT_EQ(table->field(2, 0), "true");
  EXPECT_EQ(table->field(2, 1), "{\"c\":[1]}");
}

TEST(JsonRows, NameTheBadLine) {
  const auto fault = [](std::string_view text) {
    const auto table = read_json_lines(text, "a.jsonl");
    return table ? "no fault" : table.error().what;
  };
  EXPECT_EQ(fault("\n"), "a.jsonl:1: has no rows");
  EXPECT_THAT(fault("{\"a\":1}\n{\"a\":}\n"), HasSubstr("a.jsonl:2: is not JSON: "));
  EXPECT_THAT(fault("{\"a\":1}\n[1]\n"), HasSubstr("a.jsonl:2: is not an object"));
  EXPECT_EQ(fault("{\"a\":1}\n\n{\"b\":1}\n"), "a.jsonl:3: has no a, as the first row has");
  EXPECT_EQ(fault("{\"a\":1}\n{\"a\":1,\"b\":1}\n"),
            "a.jsonl:2: has keys that the first row has not");
}

TEST(Row, NamesItsColumns) {
  const RowTable table = read_json_lines("{\"a\":1,\"b\":2}", "a.jsonl").value();
  const Row row(table, 0);
  EXPECT_EQ(row["b"], "2");
  try {
    static_cast<void>(row["c"]);
    FAIL() << "no such column";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "a.jsonl has no column c; it has a b");
  }
}

TEST(DataHash, IsThatOfTheContent) {
  const tests::TempDir folder;
  tests::write_file(folder / "a", "abc");
  EXPECT_EQ(data_hash((folder / "a").string()).value(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace acrida

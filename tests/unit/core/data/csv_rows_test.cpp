// Tests of reading CSV, with whatever may stand in a file.
#include "core/data/csv_rows.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace acrida {
namespace {

using testing::ElementsAre;
using Rows = std::vector<std::vector<std::string>>;

/// The rows as they are seen by users; the text lives as long as the test's literal.
Rows rows_of(const RowTable& table) {
  Rows rows;
  for (std::uint64_t row = 0; row < table.rows(); ++row) {
    rows.emplace_back();
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      rows.back().emplace_back(table.field(row, column));
  }
  return rows;
}

Rows read(std::string_view text) {
  const auto table = read_csv(text, nullptr, "a.csv");
  EXPECT_TRUE(table) << (table ? "" : table.error().what);
  return table ? rows_of(*table) : Rows{};
}

std::string fault(std::string_view text) {
  const auto table = read_csv(text, nullptr, "a.csv");
  return table ? "no fault" : table.error().what;
}

TEST(CsvRows, TakesAllForms) {
  EXPECT_EQ(read("a,b\n1,2\n3,4\n"), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read("a,b\r\n1,2\r\n3,4"), (Rows{{"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a\n1\n\n\r\n2\n\n"),
            (Rows{{"1"}, {"2"}}));
  EXPECT_EQ(read("a,b\n\"x,y\",\"two\nlines\"\r\n,\n"), (Rows{{"x,y", "two\nlines"}, {"", ""}}));
  EXPECT_EQ(read("a,b\n1,"), (Rows{{"1", ""}}));
  EXPECT_EQ(read("a,b\n\"\",\"\"\n"), (Rows{{"", ""}}));
  EXPECT_EQ(read("a\n\"\"\n"), (Rows{{""}}));
  EXPECT_EQ(read("a,b\nx\ry,\"z\"\r\n"), (Rows{{"x\ry", "z"}}));
}

TEST(CsvRows, DecodesDoubledQuotes) {
  EXPECT_EQ(read("a,b\n1,2\n\"say \"\"hi\"\"\",\"\"\"\"\n3,\"x,\"\"\"\n"),
            (Rows{{"1", "2"}, {"say \"hi\"", "\""}, {"3", "x,\""}}));
  const auto table = read_csv("\"a \"\"1\"\"\",b\n1,2\n", nullptr, "a.csv");
  ASSERT_TRUE(table);
  EXPECT_THAT(table->columns, ElementsAre("a \"1\"", "b"));
  EXPECT_FALSE(table->decoded);
}

TEST(CsvRows, NamesFileLineAndFault) {
  EXPECT_EQ(fault(""), "a.csv:1: is empty; the first line names the columns");
  EXPECT_EQ(fault("a,b\n"), "a.csv:2: has no rows, only the names of the columns");
  EXPECT_EQ(fault("a,b\n1,2\n1\n"), "a.csv:3: 1 field, the header has 2");
  EXPECT_EQ(fault("a,b\n\"1\n\n\",2\n1,2,3\n"), "a.csv:5: 3 fields, the header has 2");
  EXPECT_EQ(fault("a,,b\n1,2,3\n"), "a.csv:1: a column has no name");
  EXPECT_EQ(fault("a,b,a\n1,2,3\n"), "a.csv:1: there are two columns a");
  EXPECT_EQ(fault("a\n1\n\"2\n3\n"), "a.csv:3: a field begins with a quote that is not closed");
  EXPECT_EQ(fault("a\n\"1\"x\n"), "a.csv:2: text after the closing quote of a field");
  EXPECT_EQ(fault("a\n1\"2\n"), "a.csv:2: a quote inside a field that does not begin with one");
}

std::string written(const std::string& field, std::mt19937& random) {
  if (field.find_first_of(",\"\n\r") == std::string::npos && random() % 2 == 0) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

TEST(CsvRows, WhatIsWrittenComesBack) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::string_view letters = round % 2 ? "ab,\"\n\r" : "ab,\n";
    const std::size_t columns = 1 + random() % 4;
    const std::string line_end = random() % 2 ? "\n" : "\r\n";
    Rows rows(1 + random() % 6, std::vector<std::string>(columns));
    std::string text;
    for (std::size_t i = 0; i < columns; ++i)
      text += (i > 0 ? "," : "") + ("c" + std::to_string(i));
    for (auto& row : rows) {
      text += line_end;
      for (std::size_t i = 0; i < columns; ++i) {
        for (std::size_t n = random() % 5; n > 0; --n) row[i] += letters[random() % letters.size()];
        if (columns == 1 && row[i].empty()) row[i] = "x";
        text += (i > 0 ? "," : "") + written(row[i], random);
      }
    }
    EXPECT_EQ(read(text), rows) << text;
  }
}

// Any bytes: an error or rows whose fields can all be read.
TEST(CsvRows, SurvivesAnything) {
  std::mt19937 random(11);
  const std::string_view letters = "a,\"\n\r\xff";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t n = random() % 14; n > 0; --n) text += letters[random() % letters.size()];
    const auto table = read_csv(text, nullptr, "a.csv");
    if (table) {
      EXPECT_EQ(rows_of(*table).size(), table->rows()) << text;
    } else {
      EXPECT_EQ(table.error().what.rfind("a.csv:", 0), 0u) << text;
    }
  }
}

}  // namespace
}  // namespace acrida

// Tests of Csv and CsvFiles.
#include "master/report/csv.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "master/report/csv_files.hpp"
#include "tests/support/sample_view.hpp"

namespace acrida {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find("\r\n"));
}

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Csv, HasLocustsColumns) {
  const RunView view;
  EXPECT_EQ(first_line(requests_csv(view)),
            "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min "
            "Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,"
            "75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Intended Starts,Actual 50%,Actual 66%,"
            "Actual 75%,Actual 80%,Actual 90%,Actual 95%,Actual 98%,Actual 99%,Actual 99.9%,"
            "Actual 99.99%,Actual 100%");
  EXPECT_EQ(first_line(failures_csv(view)), "Method,Name,Error,Occurrences,First Seen,Last Seen");
  EXPECT_EQ(first_line(exceptions_csv(view)), "Count,Message,Traceback,Nodes");
  EXPECT_EQ(first_line(history_csv_header()),
            "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,"
            "99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,"
            "Total Average Response Time,Total Min Response Time,Total Max Response Time,Total "
            "Average Content Size");
}

TEST(Csv, WritesARowPerNameAndTheTotalLast) {
  const std::string text = requests_csv(tests::sample_view());
  EXPECT_NE(text.find("\r\nGET,/items,100,0,10,12.3456,0.4,1234.5,512,10,0.5,10,20,30,40,50,60,70,"
                      "80,90,100,1234.5,0,"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\r\n,Aggregated,150,5,"), std::string::npos);
}

TEST(Csv, SaysNotAvailableWithoutRequests) {
  EXPECT_NE(requests_csv(RunView{}).find(",Aggregated,0,0,0,0,0,0,0,0,0,N/A,N/A,"),
            std::string::npos);
}

TEST(Csv, QuotesAndDefusesFormulas) {
  EXPECT_EQ(csv_cell("plain"), "plain");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_cell("=1+1"), "\"'=1+1\"");
  EXPECT_EQ(csv_cell("+1"), "\"'+1\"");
  EXPECT_EQ(csv_cell("-1"), "\"'-1\"");
  EXPECT_EQ(csv_cell("@x"), "\"'@x\"");
  EXPECT_EQ(csv_cell("\tx"), "\"'\tx\"");
  EXPECT_EQ(csv_cell(std::string("a\0b\n", 4)), "\"ab\n\"");
}

TEST(Csv, DatesFailuresInUtc) {
  EXPECT_NE(failures_csv(tests::sample_view())
                .find("POST,/buy,\"'@SUM(1+1) <img src=x>\",5,2023-11-14T22:13:21.000Z,"
                      "2023-11-14T22:13:22.500Z\r\n"),
            std::string::npos);
}

TEST(Csv, ListsNodesOfExceptions) {
  EXPECT_NE(
      exceptions_csv(tests::sample_view()).find("2,boom </td>,\"line 1\nline 2\",\"h_1, h_2\"\r\n"),
      std::string::npos);
}

TEST(Csv, MetricsHaveTheColumnsOfTheirKind) {
  EXPECT_EQ(metrics_csv(tests::sample_view()),
            "Kind,Name,Unit,Count,Failure Count,Unknown Count,Total,Last,Average,Min,Max,50%,90%,"
            "95%,99%,99.9%,Current/s,Total/s\r\n"
            "counter,\"'=orders\",,30,,,1234567,,,,,,,,,,3,2.5\r\n"
            "gauge,queue,jobs,4,,,,12.5,5,-2,40,,,,,,0,0\r\n"
            "trend,basket <b>,EUR,100,,,2500,,25,0.5,99,20,40,60,80,100,0,0\r\n"
            "transaction,check\x1b[31mout,ms,20,3,2,8000,,400,100,1000,200,400,600,800,1000,1.5,1"
            "\r\n");
  EXPECT_EQ(metrics_csv(RunView{}).find("\r\n"), metrics_csv(RunView{}).size() - 2);
}

TEST(Csv, HistoryHasTheTotalOrEveryName) {
  const RunView view = tests::sample_view();
  EXPECT_EQ(history_csv_rows(view, false).substr(0, 42),
            "1700000010,5,,Aggregated,20,1,10,20,30,40,");
  const std::string full = history_csv_rows(view, true);
  EXPECT_EQ(full.substr(0, 24), "1700000010,5,GET,/items,");
  EXPECT_NE(full.find("\r\n1700000010,5,,Aggregated,"), std::string::npos);
}

TEST(Csv, TellsTheVerdictOnEachSlave) {
  RunView view;
  tests::add_sample_generator(view);
  EXPECT_EQ(generator_csv(view),
            "Slave,Verdict,Valid Seconds,Suspect Seconds,Invalid Seconds,Findings\r\n"
            "alpha,invalid,30,1,29,its cores were busy 99 %\r\n"
            "worker_1,not known,0,0,0,\r\n"
            "Aggregated,invalid,30,1,29,\r\n");
}

TEST(CsvFiles, AppendsTheHistoryAndReplacesTheTables) {
  const fs::path folder = fs::temp_directory_path() / ("acrida_csv_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const std::string prefix = (folder / "run").string();
  {
    auto files = CsvFiles::open(prefix, false);
    ASSERT_TRUE(files) << files.error().what;
    const RunView view = tests::sample_view();
    ASSERT_TRUE(files->write(view));
    ASSERT_TRUE(files->write(view));
    const std::string history = content_of(prefix + "_stats_history.csv");
    EXPECT_EQ(history,
              history_csv_header() + history_csv_rows(view, false) + history_csv_rows(view, false));
    EXPECT_EQ(content_of(prefix + "_stats.csv"), requests_csv(view));
    EXPECT_EQ(content_of(prefix + "_failures.csv"), failures_csv(view));
    EXPECT_EQ(content_of(prefix + "_exceptions.csv"), exceptions_csv(view));
    EXPECT_EQ(content_of(prefix + "_metrics.csv"), metrics_csv(view));
    EXPECT_EQ(content_of(prefix + "_generator.csv"), generator_csv(view));
    ASSERT_TRUE(files->restart_history());
    EXPECT_EQ(content_of(prefix + "_stats_history.csv"), history_csv_header());
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 6);
  fs::remove_all(folder);
}

TEST(CsvFiles, NamesTheFileThatCannotBeWritten) {
  auto files = CsvFiles::open("/nowhere/at/all", false);
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().what,
            "cannot write /nowhere/at/all_stats_history.csv: No such file or directory");
}

}  // namespace
}  // namespace acrida
